"""What may happen to a run: progress, failures, losses, giving up, and the fence around it all."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from media_pipeline import plan, runs
from media_pipeline.claim import Claim, claim_next
from media_pipeline.models import ProcessingRun, Rendition
from media_pipeline.models.build import LANES
from media_pipeline.plan import BuildSpec
from tests.media_pipeline.waiting import ready_now

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def claim(wish) -> Claim:
    """One leased run."""
    plan.ensure([wish()])
    return again()


def again() -> Claim:
    taken = claim_next(LANES, "w")
    assert taken is not None
    return taken


def run_of(claim: Claim) -> ProcessingRun:
    return ProcessingRun.objects.get(pk=claim.run_id)


def rendition(name: str = "copy") -> Rendition:
    return Rendition(name=name, sha256="a" * 64, key="renditions/a", bytes=1, media_type="audio/mpeg")


def test_progress_is_written_and_renews_the_lease(claim):
    ProcessingRun.objects.update(lease_until=Now() + timedelta(seconds=5))
    assert runs.progress(claim.run_id, claim.token, 42.5, "encoding")
    run = run_of(claim)
    assert (run.percent, run.stage) == (42.5, "encoding")
    assert ProcessingRun.objects.filter(lease_until__gt=Now() + timedelta(seconds=110)).exists()


@pytest.mark.parametrize(("given", "kept"), [(-3, 0), (100.4, 100), (250, 100)])
def test_a_wild_percentage_is_bounded(claim, given, kept):
    assert runs.progress(claim.run_id, claim.token, given, "s")
    assert run_of(claim).percent == kept


def test_a_lost_lease_can_change_nothing(claim):
    runs.release(claim.run_id, claim.token)
    successor = again()
    assert not runs.progress(claim.run_id, claim.token, 99, "late")
    assert not runs.renew(claim.run_id, claim.token)
    assert not runs.fail(claim.run_id, claim.token, "media_damaged", {})
    assert not runs.postpone(claim.run_id, claim.token, "scratch_full", {})
    assert not runs.release(claim.run_id, claim.token)
    assert not runs.complete(claim.run_id, claim.token, [rendition()])
    run = run_of(claim)
    assert (run.lease_token, run.percent, run.attempts, run.closed_at) == (successor.token, 0, 0, None)
    assert not Rendition.objects.exists()


def test_the_empty_token_opens_nothing(claim):
    """A released run has an empty token: a bug that passes one must not match it."""
    runs.release(claim.run_id, claim.token)
    assert not runs.fail(claim.run_id, "", "media_damaged", {})
    assert run_of(claim).attempts == 0


def test_completion_is_one_step(claim):
    assert runs.complete(claim.run_id, claim.token, [rendition("a"), rendition("b")])
    run = run_of(claim)
    assert (run.outcome, run.percent, run.lease_token, run.build.state) == ("complete", 100, "", "complete")
    assert sorted(run.build.renditions.values_list("name", flat=True)) == ["a", "b"]


def test_two_that_finish_together_leave_one_set(claim):
    """The second worker's lease was taken over by the first: only one token can close the run."""
    runs.release(claim.run_id, claim.token)
    successor = again()
    assert runs.complete(successor.run_id, successor.token, [rendition()])
    assert not runs.complete(claim.run_id, claim.token, [rendition()])
    assert Rendition.objects.count() == 1


def test_failures_back_off_longer_and_longer_and_end_after_five(claim):
    pauses = []
    for attempt in range(1, 6):
        assert runs.fail(claim.run_id, claim.token, "unexpected", {"detail": "x"})
        run = run_of(claim)
        assert (run.attempts, run.losses, run.error_code) == (attempt, 0, "unexpected")
        if attempt < 5:
            now = ProcessingRun.objects.annotate(now=Now()).get(pk=run.pk).now
            pauses.append((run.not_before - now).total_seconds())
            ready_now(run)
            claim = again()
    assert pauses == sorted(pauses)
    assert pauses[0] < 6
    assert pauses[-1] > 60
    assert (run.outcome, run.build.state, run.error_params) == ("given_up", "failed", {"detail": "x"})


@pytest.mark.parametrize("code", ["media_damaged", "no_voice_track", "original_missing"])
def test_what_cannot_help_is_not_tried_again(claim, code):
    assert runs.fail(claim.run_id, claim.token, code, {"detail": "x"})
    assert (run_of(claim).outcome, run_of(claim).attempts) == ("given_up", 1)


def test_a_loss_is_not_a_failure_and_the_tenth_ends_it(claim):
    for loss in range(1, 11):
        assert runs.lose(run_of(claim))
        run = run_of(claim)
        assert (run.losses, run.attempts) == (loss, 0)
        if loss < 10:
            ready_now(run)
            claim = again()
    assert (run.outcome, run.error_code, run.error_params) == ("given_up", "worker_lost", {"losses": 10})


def test_the_first_losses_do_not_delay_a_restart(claim):
    runs.lose(run_of(claim))
    assert run_of(claim).not_before is None
    assert again().run_id == claim.run_id


def test_a_run_that_kills_its_workers_lets_others_by(claim):
    ProcessingRun.objects.update(losses=6)
    runs.lose(run_of(claim))
    assert ProcessingRun.objects.filter(not_before__gt=Now() + timedelta(seconds=10)).exists()


def test_getting_clearly_farther_forgives_losses(claim):
    runs.progress(claim.run_id, claim.token, 40, "s")
    runs.lose(run_of(claim))
    claim = again()
    for percent in (10, 40, 42, 44):
        runs.progress(claim.run_id, claim.token, percent, "s")
    assert run_of(claim).losses == 1
    for percent in (44.5, 45, 45.5):
        runs.progress(claim.run_id, claim.token, percent, "s")
    assert run_of(claim).losses == 0


def test_dying_at_the_same_place_is_not_forgiven(claim):
    for loss in range(1, 4):
        runs.progress(claim.run_id, claim.token, 40, "s")
        runs.lose(run_of(claim))
        assert run_of(claim).losses == loss
        ready_now(run_of(claim))
        claim = again()


def test_a_loss_counts_once(claim):
    seen_by_both = run_of(claim)
    assert runs.lose(seen_by_both)
    assert not runs.lose(seen_by_both)
    assert run_of(claim).losses == 1


def test_a_renewed_lease_is_not_lost(claim):
    seen = run_of(claim)
    ProcessingRun.objects.update(lease_until=Now() + timedelta(seconds=500))
    assert not runs.lose(seen)
    assert run_of(claim).lease_token == claim.token


def test_the_machines_fault_counts_for_nobody(claim):
    assert runs.postpone(claim.run_id, claim.token, "scratch_full", {})
    run = run_of(claim)
    assert (run.attempts, run.losses, run.error_code, run.build.state) == (0, 0, "scratch_full", "waiting")
    assert claim_next(LANES, "w") is None


def test_a_shutdown_counts_for_nobody(claim):
    runs.progress(claim.run_id, claim.token, 30, "s")
    assert runs.release(claim.run_id, claim.token)
    run = run_of(claim)
    assert (run.attempts, run.losses, run.percent, run.not_before) == (0, 0, 0, None)
    assert again().run_id == claim.run_id


def test_giving_up_reaches_all_that_stands_on_it(wish):
    part = wish()
    middle = BuildSpec("trial_joining", sources=(("part", part),))
    top = BuildSpec("trial_joining", sources=(("part", middle),))
    build = plan.ensure([top])[top]
    claim = again()
    assert runs.fail(claim.run_id, claim.token, "media_damaged", {"detail": "x"})
    assert (build.state, build.latest_run.error_code) == ("failed", "source_failed")
    assert not ProcessingRun.objects.filter(closed_at__isnull=True).exists()
    plan.retry(build)
    assert ProcessingRun.objects.filter(closed_at__isnull=True).count() == 3


def test_success_clears_the_error_of_earlier_attempts(claim):
    runs.fail(claim.run_id, claim.token, "unexpected", {"detail": "x"})
    ready_now(run_of(claim))
    claim = again()
    assert runs.complete(claim.run_id, claim.token, [rendition()])
    assert (run_of(claim).error_code, run_of(claim).error_params) == ("", {})


def test_only_unleased_runs_of_older_versions_are_cancelled(claim, wish):
    plan.ensure([wish()])
    assert runs.cancel_replaced({"trial_copy": 1}) == 0
    assert runs.cancel_replaced({"trial_copy": 2}) == 1
    assert run_of(claim).closed_at is None
