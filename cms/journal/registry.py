"""Consumers of the journal and the sources of what changes by the clock; connected by their apps when they load."""

from collections.abc import Callable, Sequence
from typing import Protocol

from .models import Cursor, Event


class Consumer(Protocol):
    """Follows the journal. ``consume`` must be idempotent and re-read the truth."""

    name: str

    def position(self) -> int:
        """Id of the last event handled."""
        ...

    def advance(self, event_id: int) -> None:
        """Remember that everything up to ``event_id`` is handled."""
        ...

    def consume(self, events: Sequence[Event]) -> None:
        """Handle the events, in order. Raising hands them over one by one, then to the dead letters."""
        ...


class DatabaseCursor:
    """A consumer's position kept in the database, for consumers whose output all hosts share."""

    name: str

    def position(self) -> int:
        """Id of the last event handled (0 before the first)."""
        return Cursor.objects.filter(consumer=self.name).values_list("position", flat=True).first() or 0

    def advance(self, event_id: int) -> None:
        """Store the position."""
        Cursor.objects.update_or_create(consumer=self.name, defaults={"position": event_id})


_consumers: dict[str, Consumer] = {}
_due: dict[str, Callable[[], int]] = {}


def register_consumer(consumer: Consumer) -> None:
    """Add a consumer; the last one of a name wins."""
    _consumers[consumer.name] = consumer


def register_due(name: str, source: Callable[[], int]) -> None:
    """Add a source of clock-driven changes; it returns how many it made."""
    _due[name] = source


def consumers() -> list[Consumer]:
    """All consumers, in the order of their names."""
    return [_consumers[name] for name in sorted(_consumers)]


def due_sources() -> dict[str, Callable[[], int]]:
    """All clock-driven sources by name."""
    return dict(_due)
