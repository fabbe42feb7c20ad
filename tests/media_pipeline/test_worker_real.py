"""A real film through the real recipes while its worker is killed five times: whole, once, and of full length."""

import json
import subprocess
from pathlib import Path

import pytest

from media_pipeline.recipes.base import tolerance
from tests.media_pipeline.media_samples import bunny
from tests.media_pipeline.processes import Installation, children_of, installation, is_alive, name_of
from tests.media_pipeline.test_worker_process import at_work, kill, rows, run_of
from tests.media_pipeline.waiting import wait_for

ASK = """
from media_pipeline import ingest, plan
film = ingest.accept({path!r}, name="phim.mp4").media_file
seconds = film.facts["seconds"]
picture = plan.BuildSpec("picture", files=(("picture", film.pk),))
voice = plan.BuildSpec("voice_hls", files=(("voice", film.pk),),
                       params={{"seconds": round(seconds, 3), "offset_ms": 0, "mode": "replace"}})
download = plan.BuildSpec("mp4", sources=(("picture", picture), ("voice", voice)), params={{"height": 360}})
builds = plan.ensure([picture, voice, download])
print(json.dumps([seconds, *(builds[each].pk for each in (picture, voice, download))]))
"""


@pytest.fixture
def here(worker_environment, tmp_path):
    """An empty installation."""
    with installation(worker_environment, tmp_path / "log") as made:
        yield made


def seconds_of(path: str) -> float:
    order = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", path]
    return float(json.loads(subprocess.run(order, capture_output=True, check=True).stdout)["format"]["duration"])


def renditions(here: Installation, build: int) -> dict[str, tuple[str, float | None]]:
    found = rows(here, f"SELECT name, key, seconds FROM media_pipeline_rendition WHERE build_id = {build}")
    assert len(found) == len({name for name, _, _ in found})
    return {name: (key, seconds) for name, key, seconds in found}


def test_a_film_survives_five_kills_of_its_worker(here):
    seconds, picture, voice, download = here.ask(ASK.format(path=str(bunny())))
    for loss in range(1, 6):
        worker = here.worker("--slots", "1", "--lanes", "video")
        wait_for(lambda: at_work(here, picture), 60)
        kill(worker)
        assert run_of(here, picture)["losses"] < loss
        assert renditions(here, picture) == {}

    assert here.manage("process_media", "--wait").returncode == 0
    films = renditions(here, picture)
    assert {name for name in films if name.startswith("rung-")} == {"rung-720", "rung-480", "rung-360", "rung-240"}
    assert {"poster", "poster-webp"} < set(films)
    assert set(renditions(here, voice)) == {"voice"}
    assert set(renditions(here, download)) == {"mp4-360"}

    every = {**films, **renditions(here, voice), **renditions(here, download)}
    for name, (key, claimed) in every.items():
        if not name.startswith("poster"):
            found = seconds_of(f"{here.environment['KHO_DATA_DIR']}/media/{key}")
            assert abs(found - seconds) <= tolerance(seconds), name
            assert abs(claimed - seconds) <= tolerance(seconds), name
    assert here.manage("reconcile_storage").returncode == 0
    assert rows(here, "SELECT count(*) FROM media_pipeline_processingrun WHERE outcome = 'complete'") == [(3,)]


def descendants(pid: int) -> list[int]:
    """All living processes below one."""
    found = children_of(pid)
    return found + [each for child in found for each in descendants(child)]


def test_sigterm_ends_ffmpeg_and_frees_the_lease(here):
    _, picture, *_ = here.ask(ASK.format(path=str(bunny())))
    worker = here.worker("--slots", "1", "--lanes", "video")
    wait_for(lambda: at_work(here, picture), 60)
    wait_for(lambda: "ffmpeg" in map(name_of, descendants(worker.pid)))
    below = descendants(worker.pid)
    worker.terminate()

    assert worker.wait(30) == 0
    wait_for(lambda: not any(is_alive(pid) for pid in below))
    run = run_of(here, picture)
    assert (run["lease_token"], run["losses"], run["attempts"], run["outcome"]) == ("", 0, 0, "")
    assert list(Path(here.environment["KHO_DATA_DIR"], "scratch").iterdir()) == []
