"""All recipes together: names, lanes, and what holds for each of them."""

import dataclasses
import random
from pathlib import Path

import pytest

from media_pipeline import recipes
from media_pipeline.errors import CODES, MediaError, ProcessingFailed
from media_pipeline.recipes import Job, SourceFile, base
from tests.media_pipeline import media_samples
from tests.media_pipeline.recipes.making import make

ROLES = {
    "picture": "picture", "voice_hls": "voice", "voice_mp3": "voice", "image": "image", "document": "document",
    "original": "source", "captions": "captions",
}  # fmt: skip


def test_names_are_what_plans_rely_on() -> None:
    assert set(recipes.names()) == {*ROLES, "mp4"}
    with pytest.raises(KeyError):
        recipes.get("no such recipe")


@pytest.mark.parametrize("name", recipes.names())
def test_each_recipe_is_frozen_and_in_a_lane(name: str) -> None:
    recipe = recipes.get(name)
    assert recipe.name == name and recipe.version >= 1 and recipe.lane in recipes.LANES
    with pytest.raises(dataclasses.FrozenInstanceError):
        recipe.version = 2


def test_lengths_may_differ_by_half_a_second_or_one_percent() -> None:
    assert (base.tolerance(10), base.tolerance(600)) == (0.5, 6.0)
    base.check_seconds(10, 10.5, "a")
    for found in (9.4, 10.6, None):
        with pytest.raises(ProcessingFailed):
            base.check_seconds(10, found, "a")
    assert base.tolerance(50) == 0.5


@pytest.mark.parametrize("content", [None, b""])
def test_a_planned_output_must_exist(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "out"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ProcessingFailed) as failed:
        base.check_exists(path, "poster")
    assert (failed.value.code, failed.value.params) == ("output_missing", {"output": "poster"})


def test_progress_is_told_in_order_and_not_too_often() -> None:
    told: list[tuple[float, str]] = []
    job = Job({}, {}, {}, Path("/"), lambda *each: told.append(each))
    progress = base.Progress(job, "encoding", 10.0, 20, 80)
    for done in (1, 5, 3, 11):
        progress.seconds(done)
    assert told == [(20, "encoding")], "at most once a second"
    progress._told = 0.0
    assert progress.tick() is False
    assert told[-1] == (80.0, "encoding")
    assert {stage for _, stage in told} <= set(recipes.STAGES)


SAMPLES = {
    "picture": [media_samples.clip, media_samples.variable_rate],
    "voice_mp3": [media_samples.sound, lambda: media_samples.sound(".flac"), lambda: media_samples.sound(".ogg")],
    "image": [media_samples.camera_jpeg, lambda: media_samples.picture(".tif"), lambda: media_samples.picture(".webp")],
    "document": [media_samples.handbook],
    "original": [media_samples.camera_jpeg, media_samples.handbook, lambda: media_samples.picture(".png")],
}


@pytest.mark.parametrize("recipe", SAMPLES)
@pytest.mark.parametrize("seed", range(4))
def test_damaged_files_end_in_a_whole_result_or_a_reason(recipe: str, seed: int, tmp_path: Path) -> None:
    """Bytes changed or cut at random (the same each time): never another exception, nothing left beside the outputs."""
    chance = random.Random(f"{recipe}-{seed}")
    source = chance.choice(SAMPLES[recipe])()
    data = bytearray(source.read_bytes())
    if chance.random() < 0.4:
        del data[chance.randrange(len(data) // 2, len(data)) :]
    for _ in range(chance.choice((1, 4, 30))):
        data[chance.randrange(min(len(data), chance.choice((400, 4000, 10**9))))] = chance.randrange(256)
    path = tmp_path / f"damaged{source.suffix}"
    path.write_bytes(data)
    try:
        made = make(recipe, ROLES[recipe], path, tmp_path / "out")
    except MediaError as reason:
        assert set(reason.params) == set(CODES[reason.code])
        assert str(tmp_path) not in str(reason)
    else:
        assert all(each.path.stat().st_size for each in made.values())
    assert sorted(each.name for each in tmp_path.iterdir()) in (["out", path.name], [path.name], [path.name, "out"])


def test_facts_of_an_older_door_are_enough() -> None:
    """Only what the contract names: no start, no own length of the tracks, no stream numbers."""
    facts = {
        "seconds": 10.0, "video": {"width": 640, "height": 360, "rotation": 0, "frame_rate": "25", "interlaced": False,
                                   "pixel_format": "yuv420p", "codec": "h264"},
        "audio": [{"codec": "aac", "channels": 2, "sample_rate": 48000, "language": ""}],
    }  # fmt: skip
    source = SourceFile(Path("/x"), "video/mp4", facts)
    assert recipes.get("picture").expected({"picture": source.facts}, {})[0] == "rung-360"
    assert recipes.get("voice_hls").expected({"voice": source.facts}, {}) == ("voice",)
