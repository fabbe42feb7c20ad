"""Moves consumers along the journal. One failing event, consumer or source never stops the others."""

import logging

from django.db import OperationalError
from django.utils import timezone

from .models import DeadLetter, Event
from .registry import Consumer, consumers, due_sources

log = logging.getLogger(__name__)
BATCH = 200
MAX_ATTEMPTS = 20


def follow(consumer: Consumer, *, limit: int = BATCH) -> int:
    """Hand the next events to one consumer. Returns how many it moved past; 0 when it could not even be asked."""
    try:
        return _follow(consumer, limit)
    except OperationalError:
        raise
    except Exception:  # a consumer that cannot say or keep its place must not stop the others
        log.exception("consumer %s could not be moved", consumer.name)
        return 0


def _follow(consumer: Consumer, limit: int) -> int:
    events = list(Event.objects.filter(id__gt=consumer.position()).order_by("id")[:limit])
    if not events:
        return 0
    try:
        consumer.consume(events)
    except Exception:  # whatever a consumer raises, the batch is retried one event at a time
        log.exception("consumer %s failed on a batch, going one by one", consumer.name)
        for event in events:
            _one(consumer, event)
    consumer.advance(events[-1].id)
    return len(events)


def _one(consumer: Consumer, event: Event) -> bool:
    try:
        consumer.consume([event])
    except Exception as error:  # kept as a dead letter: the next event must not wait for this one
        letter, new = DeadLetter.objects.get_or_create(
            consumer=consumer.name, event=event, defaults={"error": repr(error)[:2000]}
        )
        if not new:
            letter.error, letter.attempts = repr(error)[:2000], letter.attempts + 1
            letter.save(update_fields=["error", "attempts", "last_at"])
        log.exception("consumer %s could not handle event %s", consumer.name, event.id)
        return False
    return True


def retry_dead_letters(consumer: Consumer) -> int:
    """Try the consumer's dead letters again. Returns how many are resolved now."""
    resolved = 0
    letters = DeadLetter.objects.filter(
        consumer=consumer.name, resolved_at__isnull=True, attempts__lt=MAX_ATTEMPTS
    ).select_related("event")
    for letter in letters[:BATCH]:
        if _one(consumer, letter.event):
            DeadLetter.objects.filter(pk=letter.pk).update(resolved_at=timezone.now())
            resolved += 1
    return resolved


def run_due() -> int:
    """Run every clock-driven source once. Returns the number of changes made."""
    changes = 0
    for name, source in due_sources().items():
        try:
            changes += source()
        except Exception:  # one source must not keep the others from their time
            log.exception("due source %s failed", name)
    return changes


def catch_up() -> int:
    """Move every consumer to the end of the journal. Returns the number of events handled, summed over consumers."""
    handled = 0
    for consumer in consumers():
        while step := follow(consumer):
            handled += step
    return handled
