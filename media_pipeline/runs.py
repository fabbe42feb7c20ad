"""What may happen to a run, each in one short transaction, and fenced: only the holder of the lease changes it.

*Attempts* are failures of the work itself, *losses* are workers that vanished in the middle of it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, F, IntegerField, Value, When
from django.db.models.functions import Now

from media_pipeline import plan
from media_pipeline.models import Build, ProcessingRun, Rendition

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=120)
MAX_ATTEMPTS = 5
MAX_LOSSES = 10
# A worker that got this much farther than any before it makes up for the losses so far.
FORGIVING_PERCENT = 5.0
FIRST_RETRY = timedelta(seconds=5)
RETRY_FACTOR = 4
LONGEST_LOSS_PAUSE_SECONDS = 60
PATIENT_LOSSES = 3
POSTPONED = timedelta(seconds=60)

# Trying again by itself cannot help: the file or the wish would have to change.
PERMANENT = frozenset(
    {
        "media_damaged",
        "image_damaged",
        "pdf_damaged",
        "pdf_pages_differ",
        # The same bytes through the same tool end at the same place; disk and memory troubles have codes of their own.
        "duration_differs",
        "tracks_differ",
        "captions_damaged",
        "no_picture_track",
        "no_voice_track",
        "no_public_original",
        "unknown_parameter",
        "original_missing",
        "too_heavy",
    }
)
FREED = {"lease_token": "", "lease_until": None, "percent": 0, "stage": ""}


def progress(run_id: int, token: str, percent: float, stage: str) -> bool:
    """Write how far the work is and renew the lease; False when the lease is not ours any more."""
    percent = min(100.0, max(0.0, percent))
    clearly_farther = When(best_percent__lte=percent - FORGIVING_PERCENT, then=Value(0))
    written = ProcessingRun.objects.filter(pk=run_id, lease_token=token).update(
        percent=percent,
        stage=stage,
        lease_until=Now() + LEASE,
        losses=Case(clearly_farther, default=F("losses"), output_field=IntegerField()),
    )
    return bool(written)


def renew(run_id: int, token: str) -> bool:
    """Extend a lease; False when it is not ours any more."""
    return bool(ProcessingRun.objects.filter(pk=run_id, lease_token=token).update(lease_until=Now() + LEASE))


def complete(run_id: int, token: str, renditions: Sequence[Rendition]) -> bool:
    """Write the renditions and close run and build, or nothing at all when the lease was lost (returns False)."""
    with transaction.atomic():
        closed = ProcessingRun.objects.filter(pk=run_id, lease_token=token, closed_at__isnull=True).update(
            closed_at=Now(),
            outcome="complete",
            lease_token="",
            lease_until=None,
            percent=100,
            stage="",
            error_code="",
            error_params={},
        )
        if not closed:
            return False
        build = Build.objects.select_for_update().get(runs=run_id)
        if build.completed_at is None:
            for rendition in renditions:
                rendition.build = build
            Rendition.objects.bulk_create(renditions)
            Build.objects.filter(pk=build.pk).update(completed_at=Now())
    for dependent in Build.objects.filter(inputs__source=build, completed_at__isnull=True).distinct():
        plan.nudge(dependent)
    return True


def fail(run_id: int, token: str, code: str, params: Mapping[str, object]) -> bool:
    """Count a failure of the work: try again later, or give up; False when the lease was lost."""
    with transaction.atomic():
        run = _held(run_id, token)
        if run is None:
            return False
        run.attempts += 1
        run.error_code, run.error_params = code, dict(params)
        if code in PERMANENT or run.attempts >= MAX_ATTEMPTS:
            _give_up(run)
        else:
            _free(run, FIRST_RETRY * RETRY_FACTOR ** (run.attempts - 1))
    return True


def lose(run: ProcessingRun) -> bool:
    """Count a worker that vanished with this lease; False when somebody else did, or the lease was renewed."""
    with transaction.atomic():
        still = _held(run.pk, run.lease_token)
        if still is None or still.lease_until != run.lease_until:
            return False
        still.losses += 1
        still.best_percent = max(still.best_percent, still.percent)
        logger.warning("run %s lost its worker %s (loss %d)", still.pk, still.worker, still.losses)
        if still.losses >= MAX_LOSSES:
            still.error_code, still.error_params = "worker_lost", {"losses": still.losses}
            _give_up(still)
        else:
            _free(still, _loss_pause(still.losses))
    return True


def release(run_id: int, token: str) -> bool:
    """Give the work back untouched (shutdown): neither an attempt nor a loss."""
    return bool(ProcessingRun.objects.filter(pk=run_id, lease_token=token).update(**FREED))


def postpone(run_id: int, token: str, code: str, params: Mapping[str, object]) -> bool:
    """Give the work back for a while because of the machine (disk full, no jail): nobody's failure."""
    return bool(
        ProcessingRun.objects.filter(pk=run_id, lease_token=token).update(
            **FREED, error_code=code, error_params=dict(params), not_before=Now() + POSTPONED
        )
    )


def cancel_replaced(versions: Mapping[str, int]) -> int:
    """Close the open runs of builds whose recipe has moved on: nobody can make them any more. Returns how many."""
    closed = 0
    for name, version in versions.items():
        closed += ProcessingRun.objects.filter(
            closed_at__isnull=True, lease_token="", build__recipe=name, build__version__lt=version
        ).update(closed_at=Now(), outcome="cancelled", error_code="recipe_replaced", error_params={})
    return closed


def _held(run_id: int, token: str) -> ProcessingRun | None:
    rows = ProcessingRun.objects.select_for_update().exclude(lease_token="")
    return rows.filter(pk=run_id, lease_token=token, closed_at__isnull=True).first()


def _loss_pause(losses: int) -> timedelta:
    """None at first: a restart goes on at once. Then growing: a file that kills its workers lets others by."""
    if losses < PATIENT_LOSSES:
        return timedelta()
    return timedelta(seconds=min(LONGEST_LOSS_PAUSE_SECONDS, 2 ** (losses - PATIENT_LOSSES)))


def _free(run: ProcessingRun, pause: timedelta) -> None:
    ProcessingRun.objects.filter(pk=run.pk).update(
        **FREED,
        attempts=run.attempts,
        losses=run.losses,
        best_percent=run.best_percent,
        error_code=run.error_code,
        error_params=run.error_params,
        not_before=Now() + pause if pause else None,
    )


def _give_up(run: ProcessingRun) -> None:
    ProcessingRun.objects.filter(pk=run.pk).update(
        closed_at=Now(),
        outcome="given_up",
        lease_token="",
        lease_until=None,
        attempts=run.attempts,
        losses=run.losses,
        error_code=run.error_code,
        error_params=run.error_params,
    )
    _give_up_dependents(run.build_id)


def _give_up_dependents(build_id: int) -> None:
    waiting = ProcessingRun.objects.filter(build__inputs__source=build_id, closed_at__isnull=True)
    for dependent in list(waiting):
        plan.close_for_source(dependent)
        _give_up_dependents(dependent.build_id)
