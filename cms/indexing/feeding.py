"""Brings an index to the truth: of what events touched, or of everything."""

from collections.abc import Sequence

from cms.journal.models import Event
from cms.library import public
from search.engines.base import Engine
from search.index import feed

from .documents import all_documents, documents


def apply(engine: Engine, events: Sequence[Event]) -> int:
    """Index what the events are about as it is now. Returns how many documents were taken.

    The version of a document is the highest event that touched it, so replayed and reordered events change nothing.
    The position moves to the last event in the same transaction, and never back.
    Raises ``search.engines.base.EngineUnavailable``.
    """
    targets: dict[tuple[str, int], int] = {}
    for event in events:
        if public.concerns_public(event.kind):
            target = (event.target_type, event.target_id)
            targets[target] = max(targets.get(target, 0), event.pk)
    versions = public.variants_touched(targets)
    position = max([engine.position(), *(event.pk for event in events)])
    return feed(engine, documents(versions), position)


def fill(engine: Engine) -> int:
    """Feed a new index with everything public and set its position to the end of the journal as it was before.

    Returns the position. Raises ``search.engines.base.EngineUnavailable``.
    """
    head = journal_end()
    engine.clear()  # what a fill that was cut off has left could be withdrawn by now
    feed(engine, all_documents(head), head)
    return head


def journal_end() -> int:
    """The id of the last event (0 when there is none)."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
