"""Sound: in step with the picture to the sample, as long as the picture, and plain MP3 for radio."""

from pathlib import Path

import pytest

from media_pipeline import recipes
from media_pipeline.errors import ProcessingFailed
from media_pipeline.ffmpeg import probe
from tests.media_pipeline import media_samples, timeline
from tests.media_pipeline.recipes.making import join, make, taken

MP3_NAMES = ["mp3-128", "mp3-64", "mp3-32"]


def in_step(first: list[float], second: list[float], milliseconds: float) -> bool:
    """As many events, each as near to its partner as asked."""
    return len(first) == len(second) and all(
        abs(one - other) * 1000 <= milliseconds for one, other in zip(first, second, strict=True)
    )


@pytest.mark.parametrize("rate", ["25", "30000/1001"])
def test_flash_and_beep_meet_in_hls_and_in_the_mp4(rate: str, tmp_path: Path) -> None:
    source = media_samples.flash_and_beep(4.0, rate)
    pictures = make("picture", "picture", source, tmp_path / "picture")
    rung = pictures["rung-180"]
    voice = make("voice_hls", "voice", source, tmp_path / "voice", {"seconds": round(rung.seconds, 3)})["voice"]
    beeps = timeline.beeps(voice.path)
    assert in_step(beeps, [1.0, 2.0, 3.0], 1), "to the millisecond where the source has them"
    assert in_step(timeline.flashes(rung.path), beeps, 10)
    film = join(pictures, voice, tmp_path / "film", 360)
    assert in_step(timeline.flashes(film.path), timeline.beeps(film.path), 10)
    assert in_step(timeline.beeps(film.path), beeps, 1)


@pytest.mark.parametrize("late", ["0", "1"], ids=["picture late", "sound late"])
def test_a_track_that_starts_late_stays_late(late: str, tmp_path: Path) -> None:
    """Muxed so that one track begins 0.4 s after the other: both recipes count from the start of the file."""
    source = tmp_path / "late.mkv"
    whole = media_samples.flash_and_beep(4.0)
    offsets = [["-itsoffset", "0.4"] if late == each else [] for each in "01"]
    media_samples.ffmpeg(
        *offsets[0], "-i", whole, *offsets[1], "-i", whole, "-map", "0:v", "-map", "1:a", "-c", "copy", source
    )  # fmt: skip
    rung = make("picture", "picture", source, tmp_path / "picture")["rung-180"]
    voice = make("voice_hls", "voice", source, tmp_path / "voice", {"seconds": round(rung.seconds, 3)})["voice"]
    flash, beep = timeline.flashes(rung.path)[0], timeline.beeps(voice.path)[0]
    wanted = -0.4 if late == "1" else 0.4
    assert flash - beep == pytest.approx(wanted, abs=0.03)
    assert voice.seconds == pytest.approx(rung.seconds, abs=0.03)


@pytest.mark.parametrize(
    ("seconds", "offset", "expected"),
    [(None, 0, 3.0), (5.0, 0, 5.0), (2.0, 0, 2.0), (5.0, 700, 5.0), (None, -500, 2.5), (3.04, 0, 3.04)],
)
def test_a_voice_is_as_long_as_its_picture(
    seconds: float | None, offset: int, expected: float, tmp_path: Path
) -> None:  # fmt: skip
    params = {"seconds": seconds, "offset_ms": offset, "mode": "replace"}
    made = make("voice_hls", "voice", media_samples.sound(".wav"), tmp_path, params)["voice"]
    assert made.seconds == pytest.approx(expected, abs=0.025)
    assert made.index["codecs"] == "mp4a.40.2"
    assert made.media_type == "audio/mp4"
    assert timeline.sample_times(made.path, b"soun")[0] == 0


def test_an_offset_moves_the_voice(tmp_path: Path) -> None:
    source = media_samples.flash_and_beep(4.0)
    first = {}
    for offset in (-250, 0, 400):
        made = make("voice_hls", "voice", source, tmp_path / str(offset), {"seconds": 5.0, "offset_ms": offset})
        first[offset] = timeline.beeps(made["voice"].path)[0]
    assert first[400] - first[0] == pytest.approx(0.4, abs=0.002)
    assert first[-250] - first[0] == pytest.approx(-0.25, abs=0.002)


@pytest.mark.parametrize(
    ("suffix", "channels", "options"),
    [(".mp3", 2, ()), (".m4a", 1, ()), (".ogg", 2, ()), (".flac", 1, ()), (".wav", 8, ()), (".opus", 2, ())],
)
def test_every_kind_of_sound_becomes_three_mp3_files(
    suffix: str, channels: int, options: tuple[str, ...], tmp_path: Path
) -> None:
    made = make("voice_mp3", "voice", media_samples.sound(suffix, 3.0, channels, *options), tmp_path)
    assert list(made) == MP3_NAMES
    for name, (wide, hertz, bits) in {
        "mp3-128": (min(2, channels), 44100, 128), "mp3-64": (1, 44100, 64), "mp3-32": (1, 22050, 32),
    }.items():  # fmt: skip
        facts = probe.measure(made[name].path, "mp3")
        track = facts["audio"][0]
        assert (track["codec"], track["channels"], track["sample_rate"]) == ("mp3", wide, hertz)
        assert facts["seconds"] == pytest.approx(3.0, abs=0.15)
        assert made[name].path.stat().st_size == pytest.approx(bits * 1000 / 8 * facts["seconds"], rel=0.05)


def test_mp3_files_carry_no_text_and_no_picture_of_the_source(tmp_path: Path) -> None:
    source = media_samples.copied(
        media_samples.sound(), "tagged", "-metadata", "title=BIMAT", "-metadata", "comment=SECRET", suffix=".mp3"
    )
    assert b"SECRET" in source.read_bytes()
    for each in make("voice_mp3", "voice", source, tmp_path).values():
        data = each.path.read_bytes()
        assert b"SECRET" not in data and b"BIMAT" not in data
        assert data[:3] != b"ID3" or data[3] == 3


def test_the_sound_of_a_film_is_a_voice_too(tmp_path: Path) -> None:
    made = make("voice_mp3", "voice", media_samples.bunny(), tmp_path)
    assert made["mp3-64"].seconds == pytest.approx(5.3, abs=0.2)


def test_length_is_measured_where_the_header_misleads(tmp_path: Path) -> None:
    source = taken(media_samples.unheadered_vbr())
    assert source.facts["seconds"] == pytest.approx(30.0, abs=0.2)
    made = make("voice_mp3", "voice", source, tmp_path)
    assert made["mp3-32"].seconds == pytest.approx(30.0, abs=0.3)


def test_what_hangs_behind_an_mp3_does_no_harm(tmp_path: Path) -> None:
    """An old ID3v1 tag, and a recording that was cut at both ends."""
    tag = b"TAG" + "Bản tin".encode("latin-1", "replace").ljust(125, b"\x00")
    data = media_samples.unheadered_vbr().read_bytes()
    for number, content in enumerate((media_samples.sound().read_bytes() + tag, data[50_321:-333])):
        source = tmp_path / f"{number}.mp3"
        source.write_bytes(content)
        made = make("voice_mp3", "voice", source, tmp_path / str(number))
        assert list(made) == MP3_NAMES


def test_a_chained_ogg_is_whole_or_fails_with_a_reason(tmp_path: Path) -> None:
    source = taken(media_samples.chained_ogg())
    try:
        made = make("voice_mp3", "voice", source, tmp_path)
    except ProcessingFailed as failed:
        assert failed.code in ("media_damaged", "duration_differs")
    else:
        assert made["mp3-128"].seconds == pytest.approx(source.facts["seconds"], abs=0.5)


@pytest.mark.parametrize("recipe", ["voice_hls", "voice_mp3"])
def test_a_film_without_sound_has_no_voice(recipe: str) -> None:
    facts = taken(media_samples.clip(sound=False)).facts
    with pytest.raises(ProcessingFailed) as failed:
        recipes.get(recipe).expected({"voice": facts}, {})
    assert failed.value.code == "no_voice_track"


def test_a_mode_that_is_not_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProcessingFailed) as failed:
        make("voice_hls", "voice", media_samples.sound(), tmp_path, {"seconds": None, "mode": "overlay"})
    assert failed.value.params == {"name": "mode", "value": "overlay"}


@pytest.mark.parametrize("recipe", ["voice_hls", "voice_mp3"])
def test_a_cut_sound_file_fails_with_a_reason(recipe: str, tmp_path: Path) -> None:
    source = taken(media_samples.sound(".flac", 6.0))
    cut = media_samples.truncated(source.path, 0.5)
    with pytest.raises(ProcessingFailed) as failed:
        make(recipe, "voice", type(source)(cut, source.media_type, source.facts), tmp_path)
    assert failed.value.code in ("media_damaged", "duration_differs")
