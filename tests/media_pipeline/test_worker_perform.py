"""Doing a run: what is made is stored once and whole, and whatever goes wrong has its own end."""

import threading
import time

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from media_pipeline import leases, plan, registry, runs, storage, worker, workspace
from media_pipeline import perform as performing
from media_pipeline.claim import claim_next
from media_pipeline.models import Build, MediaFile, ProcessingRun, Rendition
from media_pipeline.models.build import LANES
from media_pipeline.plan import BuildSpec
from tests.media_pipeline.trial.recipes import COPY
from tests.media_pipeline.waiting import wait_for

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def heard():
    """The builds that listeners were told of."""
    ids = []
    registry.build_ready(ids.append)
    yield ids
    registry.forget(ids.append)


def perform(spec: BuildSpec, stop: threading.Event | None = None) -> tuple[Build, str]:
    build = plan.ensure([spec])[spec]
    claim = claim_next(LANES, "w")
    ended = performing.perform(claim, stop or threading.Event())
    build.refresh_from_db()
    return build, ended


def leftovers() -> list[str]:
    return [str(path) for path in workspace.options.scratch_dir().glob("*")]


def test_what_is_made_is_stored_under_its_hash(wish, heard):
    build, ended = perform(wish(content=b"a voice"))
    (made,) = build.renditions.all()
    assert (ended, build.state, heard) == ("complete", "complete", [build.pk])
    assert (made.name, made.bytes, made.media_type, made.seconds) == ("copy", 7, "audio/test", 1.5)
    assert made.key == f"renditions/{made.sha256[:2]}/{made.sha256[2:4]}/{made.sha256}"
    path = storage.local_path(made.key)
    assert path.read_bytes() == b"a voice"
    assert storage.hash_of(path) == made.sha256
    assert leftovers() == []


def test_equal_outputs_share_one_object(wish):
    one = wish(content=b"same")
    two = BuildSpec("trial_copy", files=one.files, params={"other": 1})
    first, _ = perform(one)
    second, _ = perform(two)
    assert first.renditions.get().key == second.renditions.get().key
    assert len(list(storage.all_keys())) == 2


def test_sources_reach_the_recipe_by_role(wish):
    one, two = wish(content=b"one "), wish(content=b"two")
    whole = BuildSpec("trial_joining", sources=(("b", two), ("a", one)))
    build = plan.ensure([whole])[whole]
    assert worker.drain(30)
    assert storage.local_path(build.renditions.get().key).read_bytes() == b"one two"


def test_a_failing_listener_does_not_keep_others_from_hearing(wish, heard, caplog):
    def broken(build_id: int) -> None:
        raise RuntimeError("listener")

    registry.build_ready(broken)
    registry.build_ready(broken)
    try:
        later = []
        registry.build_ready(later.append)
        build, ended = perform(wish())
    finally:
        registry.forget(broken)
        registry.forget(later.append)
    assert (ended, heard, later) == ("complete", [build.pk], [build.pk])
    assert sum("listener" in record.getMessage() for record in caplog.records) == 1


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"code": "media_damaged"}, "media_damaged"),
        ({"how": "empty output"}, "output_missing"),
        ({"how": "nothing"}, "output_missing"),
        ({"how": "bug"}, "unexpected"),
        ({"how": "something else"}, "unexpected"),
    ],
)
def test_a_failure_has_a_code_and_leaves_nothing_behind(wish, heard, params, code):
    build, ended = perform(wish("trial_failing", **params))
    run = build.latest_run
    assert (ended, run.error_code, run.attempts) == ("failed", code, 1)
    assert (heard, leftovers(), Rendition.objects.count()) == ([], [], 0)


def test_the_original_stays_when_its_processing_fails(wish):
    spec = wish("trial_failing", content=b"precious", code="media_damaged")
    perform(spec)
    assert storage.local_path(MediaFile.objects.get().key).read_bytes() == b"precious"


def test_a_full_disk_is_nobodys_failure(wish):
    build, ended = perform(wish("trial_failing", how="full disk"))
    run = build.latest_run
    assert (ended, run.error_code, run.attempts, build.state) == ("postponed", "scratch_full", 0, "waiting")


def test_no_work_is_begun_on_a_nearly_full_disk(wish, settings):
    spec = wish()
    plan.ensure([spec])
    settings.KHO_FREE_DISK_FLOOR = 10**18
    assert worker.run_once() is False
    assert ProcessingRun.objects.get().lease_token == ""
    settings.KHO_FREE_DISK_FLOOR = 0
    assert worker.run_once() is True
    assert plan.find([spec])[spec].state == "complete"


def test_a_database_that_went_away_is_nobodys_failure(wish):
    plan.ensure([wish("trial_failing", how="database away")])
    with leases.slot() as slot:
        at_work = worker.Worker(slot)
        with pytest.raises(DatabaseError):
            at_work.step()
        assert ProcessingRun.objects.get().lease_token != ""
        at_work.give_back()
    run = ProcessingRun.objects.get()
    assert (run.lease_token, run.attempts, run.losses, run.error_code) == ("", 0, 0, "")


def test_a_lost_original_is_said_and_not_tried_again(wish):
    spec = wish(content=b"gone")
    storage.local_path(MediaFile.objects.get().key).unlink()
    build, ended = perform(spec)
    assert (ended, build.state, build.latest_run.error_code) == ("failed", "failed", "original_missing")


def test_a_cut_original_is_never_processed(wish):
    spec = wish(content=b"whole original")
    storage.local_path(MediaFile.objects.get().key).write_bytes(b"whole")
    build, _ = perform(spec)
    assert (build.latest_run.error_code, build.renditions.count()) == ("original_missing", 0)


def test_a_shutdown_gives_the_lease_back(wish):
    stop = threading.Event()
    spec = wish("trial_slow", seconds=30)
    threading.Timer(0.3, stop.set).start()
    build, ended = perform(spec, stop)
    run = build.latest_run
    assert (ended, run.lease_token, run.attempts, run.losses) == ("released", "", 0, 0)
    assert (build.state, leftovers()) == ("waiting", [])


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_lease_stops_and_changes_nothing(wish):
    spec = wish("trial_slow", seconds=30)
    plan.ensure([spec])
    claim = claim_next(LANES, "w")
    ended = []

    def work() -> None:
        ended.append(performing.perform(claim, threading.Event()))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    assert wait_for(ProcessingRun.objects.filter(percent__gt=0).exists)
    ProcessingRun.objects.update(lease_token="thief")
    thread.join(20)
    assert ended == ["lost"]
    assert ProcessingRun.objects.get().lease_token == "thief"


def test_the_loser_of_a_race_leaves_an_object_but_no_rows(wish):
    spec = wish(content=b"raced")
    build = plan.ensure([spec])[spec]
    late = claim_next(LANES, "slow worker")
    runs.release(late.run_id, late.token)
    assert worker.run_once()
    assert performing.perform(late, threading.Event()) == "lost"
    build.refresh_from_db()
    assert (build.renditions.count(), build.runs.count(), build.runs.get().outcome) == (1, 1, "complete")


def test_progress_is_written_at_most_once_a_second(wish):
    """The recipe reports twenty times a second."""
    began = time.monotonic()
    with CaptureQueriesContext(connection) as queries:
        perform(wish("trial_slow_audio", seconds=1.5))
    took = time.monotonic() - began
    written = [query for query in queries if query["sql"].startswith("UPDATE") and "copying" in query["sql"]]
    assert 1 <= len(written) <= 1 + took / performing.WRITE_SECONDS


def test_a_run_tries_again_after_its_back_off(wish):
    spec = wish("trial_failing", code="unexpected")
    build, _ = perform(spec)
    assert worker.run_once() is False
    ProcessingRun.objects.update(not_before=None)
    assert worker.run_once() is True
    assert build.latest_run.attempts == 2


def test_drain_ends_when_all_is_made_or_given_up(wish):
    specs = [wish() for _ in range(3)]
    bad = wish("trial_failing", code="image_damaged")
    plan.ensure([*specs, bad])
    assert worker.drain(60)
    assert [build.state for build in plan.find([*specs, bad]).values()] == ["complete"] * 3 + ["failed"]


def test_drain_says_when_the_time_was_too_short(wish):
    plan.ensure([wish()])
    ProcessingRun.objects.update(lease_token="t", lease_until="2999-01-01T00:00Z", worker="elsewhere/x/0")
    assert worker.drain(0.5) is False


def test_what_a_dead_worker_left_is_swept_at_the_start(wish, folders, monkeypatch):
    monkeypatch.setattr(workspace, "YOUNG_SECONDS", 0.0)
    left = folders / "scratch" / "run-1-dead"
    left.mkdir(parents=True)
    (left / "half.mp4").write_bytes(b"half")
    with workspace.workspace("run-2") as held:
        assert worker.drain(5)
        assert held.is_dir()
    assert (left.exists(), held.exists()) == (False, False)


def test_a_folder_that_was_too_young_at_the_start_is_swept_later(wish, folders, monkeypatch):
    left = folders / "scratch" / "run-1-dead"
    left.mkdir(parents=True)
    with leases.slot() as slot:
        busy = worker.Worker(slot)
        busy.prepare()
        assert left.is_dir()
        monkeypatch.setattr(workspace, "YOUNG_SECONDS", 0.0)
        monkeypatch.setattr(worker, "TIDY_SECONDS", 0.0)
        busy.step()
        assert not left.exists()


def test_a_recipe_is_found_by_name_and_forgotten(trial):
    assert registry.recipe("trial_copy") is COPY
    assert registry.current_versions()["trial_copy"] == 1
    registry.forget(COPY)
    with pytest.raises(LookupError):
        registry.recipe("trial_copy")
