"""Which run is next, and taking it: one short transaction, in which no two workers get the same run.

Order: the lane (as the slot prefers), then priority, then fairness between requesters (who has the fewest runs in work,
then who waited longest since the last claim), then the oldest, with runs that failed or lost workers behind the others.
A run that waited half an hour is past its lane: a stream of short work cannot starve a long film.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, Count, Exists, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Now

from media_pipeline import registry, runs
from media_pipeline.models import BuildInput, ProcessingRun

STARVED = timedelta(minutes=30)
REMEMBERED = timedelta(days=1)


@dataclass(frozen=True)
class Claim:
    """A leased run; ``token`` is the fence that every later write names."""

    run_id: int
    build_id: int
    token: str


def claimable(lanes: Sequence[str]) -> QuerySet[ProcessingRun]:
    """Open, unleased runs that may start now: their sources are complete and this program makes that version."""
    incomplete_source = BuildInput.objects.filter(
        build=OuterRef("build"), source__isnull=False, source__completed_at__isnull=True
    )
    makes = Q(pk__in=[])
    for name, version in registry.current_versions().items():
        makes |= Q(build__recipe=name, build__version=version)
    return ProcessingRun.objects.filter(
        makes,
        ~Exists(incomplete_source),
        Q(not_before__isnull=True) | Q(not_before__lte=Now()),
        closed_at__isnull=True,
        lease_until__isnull=True,
        build__lane__in=lanes,
    )


def claim_next(lanes: Sequence[str], worker: str) -> Claim | None:
    """Lease the next run to ``worker``, or None when there is nothing to do."""
    waiting = claimable(lanes)
    if not waiting.exists():
        return None
    with transaction.atomic():
        for group in _in_order(waiting, lanes):
            if claim := _claim_from(waiting.filter(**group), worker):
                return claim
    return None


def _in_order(waiting: QuerySet[ProcessingRun], lanes: Sequence[str]) -> list[dict[str, object]]:
    """The (lane, priority, requester) groups that wait, first served first."""
    starved = When(opened_at__lt=Now() - STARVED, then=Value(1))
    groups = list(
        waiting.annotate(starved=Case(starved, default=Value(0), output_field=IntegerField()))
        .values("build__lane", "build__priority", "build__fair_key")
        .annotate(oldest=Min("opened_at"), starving=Max("starved"))
        .order_by()
    )
    running, last_claims = _shares()

    def rank(group: dict) -> tuple:
        key = group["build__fair_key"]
        last = last_claims.get(key)
        lane = 0 if group["starving"] else 1 + list(lanes).index(group["build__lane"])
        waited = (last is not None, last) if last is not None else (False,)
        return (lane, -group["build__priority"], running.get(key, 0), waited, group["oldest"])

    names = ("build__lane", "build__priority", "build__fair_key")
    return [{name: group[name] for name in names} for group in sorted(groups, key=rank)]


def _shares() -> tuple[dict[str, int], dict[str, object]]:
    """Per requester: how many runs are in work, and when one was last claimed (within a day)."""
    leased = ProcessingRun.objects.filter(lease_until__gt=Now()).values("build__fair_key").order_by()
    recent = ProcessingRun.objects.filter(claimed_at__gt=Now() - REMEMBERED).values("build__fair_key").order_by()
    running = dict(leased.annotate(count=Count("pk")).values_list("build__fair_key", "count"))
    last_claims = dict(recent.annotate(last=Max("claimed_at")).values_list("build__fair_key", "last"))
    return running, last_claims


def _claim_from(waiting: QuerySet[ProcessingRun], worker: str) -> Claim | None:
    run = (
        waiting.annotate(trouble=F("attempts") + F("losses"))
        .order_by("trouble", "opened_at", "pk")
        .select_for_update(skip_locked=True, of=("self",))
        .first()
    )
    if run is None:
        return None
    token = secrets.token_hex(16)
    taken = ProcessingRun.objects.filter(pk=run.pk, closed_at__isnull=True, lease_until__isnull=True).update(
        lease_token=token, lease_until=Now() + runs.LEASE, worker=worker, claimed_at=Now(), not_before=None, percent=0
    )
    return Claim(run.pk, run.build_id, token) if taken else None
