"""Facts of film and sound, and what the door refuses from header and probe."""

import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from media_pipeline import door_check, sniff
from media_pipeline.errors import Refused
from media_pipeline.ffmpeg import probe
from tests.media_pipeline import media_samples


def checked(path: Path) -> door_check.Probed:
    """The door's verdict."""
    return door_check.probe(path, sniff.sniff(path, path.name))


def refused(path: Path) -> Refused:
    """The door's reason."""
    with pytest.raises(Refused) as error:
        checked(path)
    assert str(path.parent) not in str(error.value)
    return error.value


def stream(**changes: object) -> dict:
    """A video stream as ffprobe tells it."""
    base = {"codec_type": "video", "codec_name": "h264", "width": 640, "height": 360, "r_frame_rate": "25/1",
            "avg_frame_rate": "25/1", "duration": "10.0", "index": 0, "pix_fmt": "yuv420p"}  # fmt: skip
    return {**base, **changes}


def facts_of(*streams: dict, **container: object) -> dict:
    """Facts of made-up streams."""
    return probe.read({"streams": list(streams), "format": {"format_name": "mov,mp4", "duration": "10.0", **container}})


def test_a_film() -> None:
    found = checked(media_samples.clip())
    assert (found.media_type, found.family) == ("video/mp4", "video")
    assert found.facts["seconds"] == pytest.approx(2.0, abs=0.05)
    assert found.facts["container"] == "mov"
    video = found.facts["video"]
    assert (video["width"], video["height"], video["rotation"], video["frame_rate"]) == (320, 180, 0, "25")
    assert (video["pixel_format"], video["interlaced"], video["codec"]) == ("yuv420p", False, "h264")
    assert [(each["codec"], each["channels"], each["sample_rate"]) for each in found.facts["audio"]] == [
        ("aac", 1, 48000)
    ]


def test_a_film_container_with_sound_only_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    media_samples.ffmpeg("-i", media_samples.sound(".m4a"), "-c", "copy", path)
    assert sniff.sniff(path).family == "video"
    found = checked(path)
    assert (found.media_type, found.family, found.facts["video"]) == ("audio/mp4", "audio", None)


def test_the_picture_on_a_record_sleeve_is_not_a_film(tmp_path: Path) -> None:
    path = tmp_path / "cover.mp3"
    media_samples.ffmpeg(
        "-i", media_samples.sound(), "-i", media_samples.picture(), "-map", "0:a", "-map", "1:v", "-c:a", "copy",
        "-c:v", "mjpeg", "-disposition:v", "attached_pic", path,
    )  # fmt: skip
    found = checked(path)
    assert (found.family, found.facts["video"]) == ("audio", None)


def test_languages_of_several_tracks(tmp_path: Path) -> None:
    path = tmp_path / "two.mkv"
    media_samples.ffmpeg(
        "-i", media_samples.clip(), "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy",
        "-metadata:s:a:0", "language=vie", "-metadata:s:a:1", "language=khm", path,
    )  # fmt: skip
    assert [each["language"] for each in checked(path).facts["audio"]] == ["vie", "khm"]


@pytest.mark.parametrize(
    ("changes", "size"),
    [
        ({}, (640, 360)),
        ({"side_data_list": [{"rotation": -90}]}, (360, 640)),
        ({"side_data_list": [{"rotation": 180}]}, (640, 360)),
        ({"tags": {"rotate": "270"}}, (360, 640)),
        ({"tags": {"rotate": "sideways"}}, (640, 360)),
        ({"sample_aspect_ratio": "4:3"}, (853, 360)),
        ({"sample_aspect_ratio": "4:3", "side_data_list": [{"rotation": 90}]}, (360, 853)),
        ({"sample_aspect_ratio": "0:1"}, (640, 360)),
        ({"sample_aspect_ratio": "1000:1"}, (640, 360)),
    ],
)
def test_size_as_seen(changes: dict, size: tuple[int, int]) -> None:
    video = facts_of(stream(**changes))["video"]
    assert (video["width"], video["height"]) == size


def test_length_falls_back_to_the_tracks() -> None:
    assert facts_of(stream(duration="8.5"), duration="N/A")["seconds"] == 8.5
    matroska = facts_of(stream(duration=None, tags={"DURATION": "00:01:02.500000000"}, start_time="0.5"))
    assert matroska["video"]["seconds"] == pytest.approx(62.0)
    assert facts_of(stream(duration=None, tags={"DURATION": "x:y:z"}))["video"]["seconds"] is None


def test_each_track_of_a_live_recording_is_counted(tmp_path: Path) -> None:
    """No header and no tag states a length, and the sound ends long before the picture."""
    path = tmp_path / "live.mkv"
    media_samples.ffmpeg(
        "-i", media_samples.clip(seconds=6.0), "-i", media_samples.sound(".m4a"), "-map", "0:v", "-map", "1:a",
        "-c", "copy", "-f", "matroska", "-live", "1", path,
    )  # fmt: skip
    facts = checked(path).facts
    assert facts["video"]["seconds"] == pytest.approx(6.0, abs=0.1)
    assert facts["audio"][0]["seconds"] == pytest.approx(3.0, abs=0.1)
    assert facts["seconds"] == pytest.approx(6.0, abs=0.1)


def test_a_fragmented_film_is_a_film(tmp_path: Path) -> None:
    path = tmp_path / "fragmented.mp4"
    media_samples.ffmpeg(
        "-i", media_samples.clip(), "-c", "copy", "-movflags", "+frag_keyframe+empty_moov+default_base_moof", path
    )  # fmt: skip
    facts = checked(path).facts
    assert facts["seconds"] == pytest.approx(2.0, abs=0.1)


def test_length_is_counted_where_nothing_states_it(tmp_path: Path) -> None:
    path = tmp_path / "live.webm"
    source = media_samples.clip(suffix=".webm", video=("-c:v", "libvpx", "-deadline", "realtime"), sound=False)
    media_samples.ffmpeg("-i", source, "-c", "copy", "-live", "1", path)
    assert "duration" not in subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "json", path], capture_output=True,
        text=True, check=True,
    ).stdout  # fmt: skip
    assert checked(path).facts["seconds"] == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("streams", "code"),
    [
        ([], "media_no_track"),
        ([stream(codec_name="png")], "media_codec"),
        ([stream(codec_name="gif")], "media_codec"),
        ([{"codec_type": "audio", "codec_name": "dts"}], "media_codec"),
        ([stream(codec_tag_string="encv")], "media_encrypted"),
        ([stream(width=15)], "video_too_small"),
        ([stream(width=0, height=0)], "video_too_small"),
        ([stream(width=9000)], "video_too_large"),
        ([{"codec_type": "subtitle", "codec_name": "mov_text"}], "media_no_track"),
        ([{"codec_type": "video", "codec_name": "mjpeg", "disposition": {"attached_pic": 1}}], "media_no_track"),
    ],
)
def test_what_cannot_be_played_is_refused(streams: list[dict], code: str) -> None:
    with pytest.raises(Refused) as error:
        probe.check(facts_of(*streams))
    assert error.value.code == code


@pytest.mark.parametrize(
    ("duration", "code"), [("N/A", "media_no_duration"), ("-1", "media_no_duration"), ("50000", "media_too_long")]
)
def test_impossible_lengths(duration: str, code: str) -> None:
    with pytest.raises(Refused) as error:
        probe.check(facts_of(stream(duration=duration), duration=duration))
    assert error.value.code == code


def test_protected_film_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "protected.mp4"
    media_samples.ffmpeg(
        "-i", media_samples.clip(), "-c", "copy", "-encryption_scheme", "cenc-aes-ctr", "-encryption_key", "0" * 32,
        "-encryption_kid", "1" * 32, path,
    )  # fmt: skip
    assert refused(path).code == "media_encrypted"


@pytest.mark.parametrize("name", ["clip", "sound"])
@pytest.mark.parametrize("size", [40, 400])
def test_a_header_alone_is_refused(name: str, size: int, tmp_path: Path) -> None:
    whole = media_samples.clip() if name == "clip" else media_samples.sound(".flac")
    path = tmp_path / f"head{whole.suffix}"
    path.write_bytes(whole.read_bytes()[:size])
    assert refused(path).code.startswith("media_")


def test_a_film_that_is_one_png_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "png.mov"
    media_samples.ffmpeg("-i", media_samples.picture(".png"), "-c:v", "png", path)
    assert refused(path).params == {"codec": "png"}


@pytest.mark.parametrize(
    ("stated", "mean", "snapped"),
    [
        ("25/1", "25/1", "25"), ("25/1", "21500/1000", "25"), ("30000/1001", "30000/1001", "30000/1001"),
        ("24000/1001", "24000/1001", "24000/1001"), ("24/1", "24/1", "24"), ("90000/1", "29970/1000", "30000/1001"),
        ("600/1", "24000/1000", "24"), ("15/1", "15/1", "30"), ("10/1", "10/1", "30"), ("12/1", "12/1", "24"),
        ("25/2", "25/2", "25"), ("23/1", "22/1", "25"), ("50/1", "50/1", "50"), ("60/1", "60/1", "60"),
        ("60000/1001", "60000/1001", "60000/1001"), ("60/1", "30/1", "30"), ("120/1", "120/1", "60"),
        ("100/1", "100/1", "50"), ("48/1", "48/1", "24"), ("40/1", "40/1", "30"), ("0/0", "0/0", "25"),
        ("1000/1", "2997/100", "30000/1001"), ("1/1", "1/1", "24"), ("50/1", "25/1", "25"),
    ],
)  # fmt: skip
def test_frame_rates_are_snapped(stated: str, mean: str, snapped: str) -> None:
    video = facts_of(stream(r_frame_rate=stated, avg_frame_rate=mean))["video"]
    assert video["frame_rate"] == snapped
    assert Fraction(video["frame_rate"]) <= 60
