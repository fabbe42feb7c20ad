"""The audit trail: each event sealed into a chain, so that a later change of any row is found."""

import hashlib
import json
from collections.abc import Sequence

from .models import Event, Seal
from .registry import DatabaseCursor

FIRST = "0" * 64


def digest(previous: str, event: Event) -> str:
    """The hash of one link."""
    record = [
        event.id,
        event.kind,
        event.target_type,
        event.target_id,
        event.actor_id,
        event.at.isoformat(),
        event.data,
    ]
    canonical = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((previous + canonical).encode()).hexdigest()


class Sealer(DatabaseCursor):
    """The one consumer that extends the chain."""

    name = "audit"

    def consume(self, events: Sequence[Event]) -> None:
        """Seal the events that are not sealed yet."""
        last = Seal.objects.order_by("-event_id").first()
        previous = last.hash if last else FIRST
        for event in events:
            if last and event.id <= last.event_id:
                continue
            fresh = Event.objects.get(pk=event.pk)
            link = Seal.objects.create(event=fresh, previous=previous, hash=digest(previous, fresh))
            previous, last = link.hash, link


def verify() -> list[str]:
    """Check the whole chain. Returns one sentence for each broken link; empty when it holds."""
    problems = []
    previous = FIRST
    for seal in Seal.objects.select_related("event").order_by("event_id").iterator():
        if seal.previous != previous:
            problems.append(f"Sự kiện {seal.event_id}: mắt xích trước đó không khớp (có dòng bị xóa hoặc chèn).")
        if digest(seal.previous, seal.event) != seal.hash:
            problems.append(f"Sự kiện {seal.event_id}: nội dung đã bị sửa sau khi niêm phong.")
        previous = seal.hash
    sealed = Seal.objects.order_by("-event_id").values_list("event_id", flat=True).first() or 0
    for lost in Event.objects.filter(id__lte=sealed, seal__isnull=True).values_list("id", flat=True):
        problems.append(f"Sự kiện {lost}: chưa được niêm phong dù các sự kiện sau đã có.")
    return problems
