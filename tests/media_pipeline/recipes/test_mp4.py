"""The MP4 for downloading: a copy of what was encoded, quick to start."""

from pathlib import Path

import pytest

from media_pipeline import boxes, recipes
from media_pipeline.errors import ProcessingFailed
from media_pipeline.ffmpeg import probe
from media_pipeline.recipes import Job, SourceFile
from media_pipeline.recipes.mp4 import chosen_rung
from tests.media_pipeline import media_samples
from tests.media_pipeline.recipes.making import join, make


@pytest.mark.parametrize(
    ("sides", "height", "chosen"),
    [((1080, 720, 480, 360), 720, 720), ((1080, 720, 480, 360), 360, 360), ((240,), 360, 240), ((480,), 360, 480),
     ((480, 240), 720, 480), ((98,), 360, 98)],
)  # fmt: skip
def test_the_rung_asked_for_or_the_nearest_below(sides: tuple[int, ...], height: int, chosen: int) -> None:
    rungs = {f"rung-{side}": SourceFile(Path(f"/r/{side}"), "video/mp4") for side in sides}
    rungs["poster"] = SourceFile(Path("/r/poster"), "image/jpeg")
    assert chosen_rung(rungs, height).path == Path(f"/r/{chosen}")


def test_without_a_rung_there_is_nothing_to_copy() -> None:
    with pytest.raises(ProcessingFailed) as failed:
        chosen_rung({}, 360)
    assert failed.value.code == "output_missing"


def test_a_film_with_its_voice(tmp_path: Path) -> None:
    source = media_samples.clip(640, 360, 3.0)
    pictures = make("picture", "picture", source, tmp_path / "picture")
    voice = make("voice_hls", "voice", source, tmp_path / "voice", {"seconds": 3.0})["voice"]
    film = join(pictures, voice, tmp_path / "film", 360)
    assert (film.name, film.width, film.height) == ("mp4-360", 640, 360)
    facts = probe.measure(film.path, "mov")
    assert facts["video"]["codec"] == "h264" and facts["audio"][0]["codec"] == "aac"
    assert facts["seconds"] == pytest.approx(3.0, abs=0.05)
    with film.path.open("rb") as file:
        kinds = [box.kind for box in boxes.top_boxes(file)]
    assert kinds.index(b"moov") < kinds.index(b"mdat"), "it plays while it loads"
    assert b"moof" not in kinds, "plain players do not know fragments"


def test_a_silent_film(tmp_path: Path) -> None:
    pictures = make("picture", "picture", media_samples.clip(sound=False), tmp_path / "picture")
    film = join(pictures, None, tmp_path / "film", 720)
    assert (film.name, film.height) == ("mp4-720", 180)
    assert probe.measure(film.path, "mov")["audio"] == []


def test_a_broken_rung_is_noticed(tmp_path: Path) -> None:
    rung = make("picture", "picture", media_samples.clip(), tmp_path / "picture")["rung-180"]
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(rung.path.read_bytes()[: rung.path.stat().st_size // 2])
    inputs = {"picture": {"rung-180": SourceFile(cut, "video/mp4", {"seconds": rung.seconds})}}
    job = Job({}, inputs, {"height": 360}, tmp_path, lambda percent, stage: None)
    with pytest.raises(ProcessingFailed) as failed:
        recipes.get("mp4").run(job)
    assert failed.value.code in ("media_damaged", "duration_differs", "output_missing")
