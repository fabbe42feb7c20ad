"""Follows the journal and looks again at what is public, after events and every minute."""

import time
from collections.abc import Sequence

from cms.journal.models import Event
from cms.journal.registry import DatabaseCursor
from cms.library.public import concerns_public

from .refresh import refresh

SWEEP_EVERY = 60.0  # seconds


class FeedsConsumer(DatabaseCursor):
    """Writes the feeds when something public may have changed. Replayed and reordered events do no harm."""

    name = "feeds"

    def consume(self, events: Sequence[Event]) -> None:
        """One look for the whole batch."""
        if any(concerns_public(event.kind) for event in events):
            refresh()


class Sweep:
    """A source of clock-driven changes: rights that began or ended, files that were lost, other hosts' events."""

    def __init__(self, every: float = SWEEP_EVERY) -> None:
        self.every = every
        self._next = 0.0

    def __call__(self) -> int:
        """Refresh when the last time is long enough ago. Returns the number of files written or removed."""
        now = time.monotonic()
        if now < self._next:
            return 0
        self._next = now + self.every
        return refresh()
