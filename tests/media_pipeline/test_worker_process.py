"""Workers as processes: killed, stopped, restarted, several at once."""

import os
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from tests.media_pipeline.processes import Installation, children_of, installation, is_alive, name_of
from tests.media_pipeline.waiting import wait_for


@pytest.fixture
def here(worker_environment, tmp_path):
    """An empty installation."""
    with installation(worker_environment, tmp_path / "log") as made:
        yield made


def wish(here: Installation, recipe: str, content: str = "some sound", **params: object) -> int:
    """Ask for a trial recipe; returns the build's id."""
    code = f"""
import hashlib, pathlib, tempfile
from media_pipeline import plan, storage
content = {content!r}.encode()
sha256 = hashlib.sha256(content).hexdigest()
key = storage.key_of(storage.ORIGINALS, sha256)
with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder, "upload")
    path.write_bytes(content)
    storage.save(path, key)
row = dict(bytes=len(content), media_type="audio/test", family="audio", key=key)
media_file, _ = MediaFile.objects.get_or_create(sha256=sha256, defaults=row)
spec = plan.BuildSpec({recipe!r}, files=(("source", media_file.pk),), params={params!r})
print(json.dumps(plan.ensure([spec])[spec].pk))
"""
    return here.ask(code)


def rows(here: Installation, sql: str) -> list[tuple]:
    """Read the database from outside."""
    connection = sqlite3.connect(Path(here.environment["KHO_DATA_DIR"]) / "kho.sqlite3", timeout=20)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def run_of(here: Installation, build: int) -> dict[str, object]:
    names = ("outcome", "lease_token", "percent", "losses", "attempts", "worker")
    (row,) = rows(here, f"SELECT {', '.join(names)} FROM media_pipeline_processingrun WHERE build_id = {build}")
    return dict(zip(names, row, strict=True))


def at_work(here: Installation, build: int) -> bool:
    run = run_of(here, build)
    return bool(run["lease_token"]) and run["percent"] > 0


def scratch(here: Installation) -> list[str]:
    return [path.name for path in Path(here.environment["KHO_DATA_DIR"], "scratch").glob("*")]


def kill(process: subprocess.Popen) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_five_kills_in_mid_work_and_still_one_whole_set(here):
    build = wish(here, "trial_slow", seconds=2)
    for loss in range(1, 6):
        worker = here.worker("--slots", "1")
        wait_for(lambda: at_work(here, build))
        kill(worker)
        assert run_of(here, build)["lease_token"] != ""
        assert rows(here, "SELECT count(*) FROM media_pipeline_rendition") == [(0,)]
        assert run_of(here, build)["losses"] < loss
    worker = here.worker("--slots", "1")
    wait_for(lambda: run_of(here, build)["outcome"] == "complete")

    assert run_of(here, build)["attempts"] == 0
    assert rows(here, "SELECT name, bytes FROM media_pipeline_rendition") == [("copy", 10)]
    assert rows(here, "SELECT count(*) FROM media_pipeline_processingrun") == [(1,)]
    assert here.manage("reconcile_storage").returncode == 0
    worker.terminate()
    assert worker.wait(30) == 0


def test_the_folders_of_killed_workers_are_swept(here):
    build = wish(here, "trial_slow", seconds=60)
    worker = here.worker("--slots", "1")
    wait_for(lambda: at_work(here, build))
    kill(worker)
    (left,) = scratch(here)
    old = time.time() - 60
    os.utime(Path(here.environment["KHO_DATA_DIR"], "scratch", left), (old, old))
    here.worker("--slots", "1")
    wait_for(lambda: left not in scratch(here))
    wait_for(lambda: at_work(here, build))
    assert len(scratch(here)) == 1


def test_sigterm_frees_the_lease_and_ends_the_jobs_processes(here):
    build = wish(here, "trial_slow", seconds=60)
    worker = here.worker("--slots", "1")
    wait_for(lambda: at_work(here, build))
    jobs = wait_for(lambda: children_of(worker.pid))
    worker.terminate()

    assert worker.wait(30) == 0
    run = run_of(here, build)
    assert (run["lease_token"], run["losses"], run["attempts"], run["outcome"]) == ("", 0, 0, "")
    assert not any(is_alive(pid) for pid in jobs)
    assert scratch(here) == []


def test_sigterm_is_obeyed_even_by_work_that_does_not_listen(here):
    build = wish(here, "trial_deaf", seconds=45)
    worker = here.worker("--slots", "1")
    wait_for(lambda: at_work(here, build))
    worker.terminate()
    assert worker.wait(30) == 0
    run = run_of(here, build)
    assert (run["lease_token"], run["losses"]) == ("", 0)


def test_a_nudge_wakes_an_idle_worker(here):
    worker = here.worker("--slots", "1")
    slot = Path(here.environment["KHO_DATA_DIR"], "workers", "slot-0.lock")
    wait_for(slot.exists)
    build = wish(here, "trial_copy")
    wait_for(lambda: run_of(here, build)["outcome"] == "complete", 10)
    assert worker.poll() is None


def test_with_two_slots_short_work_is_not_behind_a_film(here):
    film = wish(here, "trial_slow", seconds=60)
    other_film = wish(here, "trial_slow", content="another film", seconds=60)
    supervisor = here.worker("--slots", "2")
    wait_for(lambda: at_work(here, film))
    sound = wish(here, "trial_copy")
    wait_for(lambda: run_of(here, sound)["outcome"] == "complete")
    assert run_of(here, other_film)["lease_token"] == ""
    assert run_of(here, film)["worker"] != run_of(here, sound)["worker"]

    supervisor.terminate()
    assert supervisor.wait(30) == 0
    assert run_of(here, film)["lease_token"] == ""
    assert run_of(here, film)["losses"] == 0


def test_a_killed_slot_is_started_again_and_a_killed_supervisor_takes_all_along(here):
    film = wish(here, "trial_slow", seconds=60)
    supervisor = here.worker("--slots", "2")
    wait_for(lambda: at_work(here, film))
    (busy,) = [pid for pid in children_of(supervisor.pid) if "sleep" in map(name_of, children_of(pid))]
    os.kill(busy, signal.SIGKILL)
    wait_for(lambda: at_work(here, film) and run_of(here, film)["losses"] == 1)
    wait_for(lambda: len([pid for pid in children_of(supervisor.pid) if is_alive(pid)]) == 2)

    slots = children_of(supervisor.pid)
    kill(supervisor)
    wait_for(lambda: not any(is_alive(pid) for pid in slots))
    assert run_of(here, film)["lease_token"] == ""


def test_once_does_one_run_and_ends(here):
    one, two = wish(here, "trial_copy", content="one"), wish(here, "trial_copy", content="two")
    assert here.manage("media_worker", "--once").returncode == 0
    assert [run_of(here, build)["outcome"] for build in (one, two)] == ["complete", ""]
    assert here.manage("media_worker", "--once").returncode == 0
    assert here.manage("media_worker", "--once").returncode == 0
    assert run_of(here, two)["outcome"] == "complete"


def test_unknown_lanes_are_named(here):
    done = here.manage("media_worker", "--lanes", "audio,express", check=False)
    assert done.returncode != 0
    assert "audio, image, document, video" in done.stderr


def test_process_media_works_when_no_worker_lives(here):
    good, bad = wish(here, "trial_copy"), wish(here, "trial_failing", code="image_damaged")
    done = here.manage("process_media", "--wait", "--json", check=False)
    assert done.returncode == 1
    assert run_of(here, good)["outcome"] == "complete"
    assert f'"build": {bad}' in done.stdout
    assert "bị hỏng" in done.stdout


def test_process_media_waits_for_a_living_worker(here):
    build = wish(here, "trial_slow", seconds=1)
    here.worker("--slots", "1")
    wait_for(lambda: at_work(here, build))
    done = here.manage("process_media", "--wait")
    assert (done.returncode, run_of(here, build)["losses"]) == (0, 0)
    assert "Đã xử lý xong" in done.stdout


def test_process_media_gives_up_waiting_in_time(here):
    build = wish(here, "trial_slow", seconds=60)
    here.worker("--slots", "1")
    wait_for(lambda: at_work(here, build))
    done = here.manage("process_media", "--wait", "--timeout", "1", check=False)
    assert done.returncode == 1
    assert "Chưa xong" in done.stdout
