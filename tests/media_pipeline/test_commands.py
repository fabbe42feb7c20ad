"""The commands, their words and their exit codes. (Those that need living workers: test_worker_process.)"""

import json
import os
import time
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from media_pipeline import plan, registry, storage, worker
from media_pipeline.models import Build, MediaFile, ProcessingRun

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def run(name: str, *options: str, expected: int = 0) -> list[str]:
    """The lines a command prints; it must end with this exit code."""
    out = StringIO()
    code = 0
    try:
        call_command(name, *options, stdout=out, stderr=StringIO())
    except SystemExit as error:
        code = int(error.code or 0)
    assert code == expected, out.getvalue()
    return out.getvalue().splitlines()


def stray(name: str, days: float = 0) -> str:
    key = f"originals/aa/bb/{name}"
    storage.media().save(key, ContentFile(b"xyz"))
    old = time.time() - days * 86400
    os.utime(storage.local_path(key), (old, old))
    return key


@pytest.fixture
def everything_used():
    """A library that refers to every file."""

    def ask(ids: set[int]) -> set[int]:
        return ids

    registry.references(ask)
    yield
    registry.forget(ask)


def test_a_whole_storage_is_said_to_be_whole(original):
    original()
    assert run("reconcile_storage") == ["Thừa / unused: 0. Mất / missing: 0."]
    assert run("reconcile_storage", "--json") == []


def test_orphans_are_listed_and_are_no_error(original):
    original()
    key = stray("left", days=100)
    (line,) = run("reconcile_storage", "--json")
    assert json.loads(line) == {"status": "orphan", "key": key, "bytes": 3}
    assert "thừa" in run("reconcile_storage")[0]
    assert storage.exists(key, 3)


def test_a_missing_object_is_an_error(original):
    media_file = original(b"precious")
    storage.local_path(media_file.key).unlink()
    (line,) = run("reconcile_storage", "--json", expected=1)
    assert json.loads(line) == {"status": "missing", "key": media_file.key, "bytes": 8}
    assert "mất hoặc hỏng" in run("reconcile_storage", expected=1)[0]
    assert MediaFile.objects.exists()


def test_orphans_are_deleted_only_when_asked_and_old(original, everything_used):
    media_file = original()
    old, young = stray("old", days=8), stray("young", days=1)
    lines = [json.loads(line) for line in run("reconcile_storage", "--json", "--delete-orphans")]
    assert [(line["status"], line["key"]) for line in lines] == [("removed", old), ("orphan", young)]
    assert set(storage.all_keys()) == {media_file.key, young}
    run("reconcile_storage", "--delete-orphans", "--days", "0")
    assert set(storage.all_keys()) == {media_file.key}


def test_nothing_to_process(folders):
    assert run("process_media", "--wait") == ["Đã xử lý xong. / Finished."]
    assert run("process_media", "--wait", "--json") == []


def test_everything_that_waits_is_processed(wish):
    specs = [wish() for _ in range(3)]
    plan.ensure(specs)
    assert run("process_media", "--wait")[-1] == "Đã xử lý xong. / Finished."
    assert {build.state for build in plan.find(specs).values()} == {"complete"}


def test_failures_are_said_in_words(wish):
    good, bad = wish(), wish("trial_failing", code="image_damaged")
    builds = plan.ensure([good, bad])
    (line,) = run("process_media", "--wait", "--json", expected=1)
    said = json.loads(line)
    assert (said["build"], said["recipe"], said["state"]) == (builds[bad].pk, "trial_failing", "failed")
    assert said["code"] == "image_damaged"
    assert "hỏng" in said["reason"]
    assert "damaged" in said["reason_en"]
    assert plan.find([good])[good].state == "complete"


def test_what_failed_earlier_is_still_said(wish):
    plan.ensure([wish("trial_failing", code="image_damaged")])
    run("process_media", "--wait", expected=1)
    assert "hỏng" in run("process_media", "--wait", expected=1)[0]


def test_a_build_that_was_tried_again_with_success_is_not_said(wish):
    spec = wish("trial_failing", code="image_damaged")
    build = plan.ensure([spec])[spec]
    worker.drain(20)
    ProcessingRun.objects.create(build=build)
    Build.objects.filter(pk=build.pk).update(params={"how": "now well"}, recipe="trial_copy", lane="audio")
    assert run("process_media", "--wait", "--json") == []


def test_the_machine_at_fault_ends_the_waiting(wish):
    plan.ensure([wish("trial_failing", how="full disk")])
    (line,) = run("process_media", "--wait", "--json", expected=1)
    assert json.loads(line)["code"] == "scratch_full"
    assert json.loads(line)["state"] == "waiting"


def test_without_wait_only_what_can_be_done_now_is_done(wish):
    spec = wish("trial_failing", code="unexpected")
    plan.ensure([spec])
    assert "Chưa xong. / Not finished." in run("process_media", expected=1)
    assert ProcessingRun.objects.get().attempts == 1


def test_a_timeout_is_kept(wish):
    plan.ensure([wish("trial_failing", code="unexpected")])
    assert "Chưa xong. / Not finished." in run("process_media", "--wait", "--timeout", "0.2", expected=1)
