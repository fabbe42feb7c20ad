"""Film: every rung and the poster, whatever the source looks like; nothing is believed that was not measured."""

import math
import subprocess
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from media_pipeline import recipes
from media_pipeline.errors import MediaError, ProcessingFailed, Refused, Stopped
from media_pipeline.ffmpeg import probe
from media_pipeline.recipes.picture import length_of, poster_frames, rungs_for
from tests.media_pipeline import media_samples, timeline
from tests.media_pipeline.recipes.making import make, taken

H264 = ("-c:v", "libx264", "-preset", "ultrafast")


def frame(path: Path, at: float, scratch: Path) -> Image.Image:
    """The picture shown at a moment."""
    target = scratch / f"frame-{at}.png"
    media_samples.ffmpeg("-i", path, "-ss", str(at), "-frames:v", "1", target)
    return Image.open(target).convert("RGB")


@pytest.mark.parametrize(
    ("size", "names", "top"),
    [
        ((1920, 1080), ["rung-1080", "rung-720", "rung-480", "rung-360", "rung-240"], (1920, 1080)),
        ((3840, 2160), ["rung-1080", "rung-720", "rung-480", "rung-360", "rung-240"], (1920, 1080)),
        ((1080, 1920), ["rung-1080", "rung-720", "rung-480", "rung-360", "rung-240"], (1080, 1920)),
        ((1280, 720), ["rung-720", "rung-480", "rung-360", "rung-240"], (1280, 720)),
        ((1279, 719), ["rung-480", "rung-360", "rung-240"], (854, 480)),
        ((720, 576), ["rung-480", "rung-360", "rung-240"], (600, 480)),
        ((321, 241), ["rung-240"], (320, 240)),
        ((320, 180), ["rung-180"], (320, 180)),
        ((181, 99), ["rung-98"], (180, 98)),
        ((16, 16), ["rung-16"], (16, 16)),
        ((8000, 20), ["rung-20"], (8000, 20)),
    ],
)
def test_rungs_are_named_by_the_short_side(size: tuple[int, int], names: list[str], top: tuple[int, int]) -> None:
    rungs = rungs_for(*size)
    assert [each.name for each in rungs] == names
    assert (rungs[0].width, rungs[0].height) == top


def test_no_rung_is_larger_than_its_source_or_odd() -> None:
    for width in range(16, 2100, 37):
        for height in range(16, 2100, 41):
            for rung in rungs_for(width, height):
                assert rung.width % 2 == 0 and rung.height % 2 == 0
                assert rung.width <= width and rung.height <= height
                assert rung.kilobits > 0
                skew = (rung.width / rung.height) / (width / height)
                assert 1 - 2.5 / min(rung.width, rung.height) < skew < 1 + 2.5 / min(rung.width, rung.height)


@pytest.mark.parametrize("seconds", [0.04, 0.5, 4, 12, 18, 200, 3600])
@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25), Fraction(60)])
def test_poster_candidates_lie_inside_every_length(seconds: float, rate: Fraction) -> None:
    frames = poster_frames(seconds, rate)
    assert len(set(frames)) == len(frames)
    assert 0 in frames
    assert max(frames) < max(1, math.floor(seconds * rate))


def test_a_real_film_gives_every_rung_and_a_poster(tmp_path: Path) -> None:
    reports: list[tuple[float, str]] = []
    made = make("picture", "picture", media_samples.bunny(), tmp_path, report=lambda *each: reports.append(each))
    assert list(made) == ["rung-720", "rung-480", "rung-360", "rung-240", "poster", "poster-webp"]
    for name, size in (("rung-720", (1280, 720)), ("rung-480", (854, 480)), ("rung-240", (426, 240))):
        facts = probe.measure(made[name].path, "mov")
        assert (facts["video"]["width"], facts["video"]["height"]) == size
        assert (made[name].width, made[name].height) == size
        assert facts["video"]["codec"] == "h264" and facts["video"]["pixel_format"] == "yuv420p"
        assert facts["audio"] == []
        assert made[name].seconds == pytest.approx(5.28, abs=0.05)
    percents = [percent for percent, _ in reports]
    assert percents == sorted(percents) and min(percents) >= 0 and max(percents) <= 100
    assert {stage for _, stage in reports} == {"encoding", "poster"}


def test_key_frames_of_all_rungs_stand_at_the_same_moments_two_seconds_apart(tmp_path: Path) -> None:
    made = make("picture", "picture", media_samples.clip(640, 360, 5.0), tmp_path)
    starts = {name: [each[2] for each in one.index["fragments"]] for name, one in made.items() if one.index}
    assert starts == {"rung-360": [0.0, 2.0, 4.0], "rung-240": [0.0, 2.0, 4.0]}
    assert timeline.sample_times(made["rung-240"].path, b"vide")[0] == 0
    assert timeline.first_media_time(made["rung-240"].path, b"vide") == 0


def test_a_phone_film_is_upright_and_says_nothing_of_the_place(tmp_path: Path) -> None:
    made = make("picture", "picture", media_samples.rotated(), tmp_path)
    rung = made["rung-180"]
    assert (rung.width, rung.height) == (180, 320)
    facts = probe.measure(rung.path, "mov")["video"]
    assert (facts["width"], facts["height"], facts["rotation"]) == (180, 320, 0)
    turned = frame(media_samples.clip(), 1.0, tmp_path).transpose(Image.Transpose.ROTATE_270)
    difference = ImageStat.Stat(Image.blend(turned, frame(rung.path, 1.0, tmp_path).point(lambda v: 255 - v), 0.5))
    assert max(difference.stddev) < 20, "the picture is the stored one, turned by a quarter"
    data = rung.path.read_bytes()
    assert b"21.0285" not in data and "Bí mật".encode() not in data


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({"width": 321, "height": 181, "suffix": ".mkv", "video": ("-c:v", "ffv1", "-pix_fmt", "yuv444p")}, (320, 180)),
        ({"filters": "setsar=4/3"}, (426, 180)),
        ({"seconds": 0.5}, (320, 180)),
        ({"rate": "15"}, (320, 180)),
        ({"width": 16, "height": 16}, (16, 16)),
        ({"width": 64, "height": 400}, (64, 400)),
        ({"suffix": ".webm", "video": ("-c:v", "libvpx", "-deadline", "realtime"), "sound": False}, (320, 180)),
        ({"suffix": ".mov", "video": ("-c:v", "mjpeg", "-pix_fmt", "yuvj420p")}, (320, 180)),
        ({"suffix": ".mov", "video": ("-c:v", "qtrle",)}, (320, 180)),
    ],
    ids=["odd 4:4:4", "wide pixels", "half a second", "15 frames", "tiny", "narrow", "webm", "full range", "rgb"],
)  # fmt: skip
def test_odd_sources_become_plain_pictures(options: dict, size: tuple[int, int], tmp_path: Path) -> None:
    source = taken(media_samples.clip(**options))
    made = make("picture", "picture", source, tmp_path)
    rung = next(iter(made.values()))
    facts = probe.measure(rung.path, "mov")["video"]
    assert (facts["width"], facts["height"], facts["pixel_format"]) == (*size, "yuv420p")
    assert abs(rung.seconds - source.facts["seconds"]) < 0.1
    with Image.open(made["poster"].path) as poster, Image.open(made["poster-webp"].path) as webp:
        assert (poster.format, poster.size) == ("JPEG", size)
        assert (webp.format, webp.size) == ("WEBP", size)


def test_dropped_frames_come_back_at_the_steady_rate(tmp_path: Path) -> None:
    source = taken(media_samples.variable_rate())
    assert source.facts["video"]["frame_rate"] == "25"
    rung = make("picture", "picture", source, tmp_path)["rung-180"]
    times = timeline.sample_times(rung.path, b"vide")
    steps = {round(after - before, 4) for before, after in pairwise(times)}
    assert steps == {0.04}


def test_slides_stand_as_long_as_they_should_and_the_last_one_till_the_sound_ends(tmp_path: Path) -> None:
    source = taken(media_samples.slides())
    seconds, held = length_of(source.facts)
    assert (seconds, held) == (pytest.approx(6.0, abs=0.1), pytest.approx(3.0, abs=0.1))
    rung = make("picture", "picture", source, tmp_path)["rung-180"]
    assert rung.seconds == pytest.approx(6.0, abs=0.1)
    colours = [frame(rung.path, at, tmp_path).getpixel((160, 90)) for at in (0.5, 2.0, 5.5)]
    wanted = [(0x20, 0x40, 0x60), (0xA0, 0x40, 0x20), (0x20, 0x60, 0x40)]
    for colour, want in zip(colours, wanted, strict=True):
        assert max(abs(a - b) for a, b in zip(colour, want, strict=True)) < 16


def test_interlaced_film_is_woven_into_whole_frames(tmp_path: Path) -> None:
    source = media_samples.clip(
        rate="50", filters="tinterlace=interleave_top,setfield=tff",
        video=(*H264, "-pix_fmt", "yuv420p", "-flags", "+ildct+ilme", "-x264-params", "tff=1"),
    )  # fmt: skip
    assert taken(source).facts["video"]["interlaced"]
    rung = make("picture", "picture", source, tmp_path)["rung-180"]
    assert rung.seconds == pytest.approx(2.0, abs=0.1)
    assert not probe.measure(rung.path, "mov")["video"]["interlaced"]


def test_hdr_is_mapped_to_ordinary_colours(tmp_path: Path) -> None:
    source = media_samples.clip(
        video=(*H264, "-pix_fmt", "yuv420p10le", "-color_trc", "smpte2084", "-color_primaries", "bt2020",
               "-colorspace", "bt2020nc"),
    )  # fmt: skip
    rung = make("picture", "picture", source, tmp_path)["rung-180"]
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=pix_fmt,color_transfer,color_space,color_primaries",
         "-of", "csv=p=0", rung.path], capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    assert shown == "yuv420p,bt709,bt709,bt709"
    assert ImageStat.Stat(frame(rung.path, 1.0, tmp_path)).mean[1] > 40


def test_the_poster_is_not_the_black_at_the_beginning(tmp_path: Path) -> None:
    source = media_samples.clip(seconds=4.0, filters="drawbox=c=black:t=fill:enable='lt(t,1.5)'")
    poster = make("picture", "picture", source, tmp_path)["poster"]
    with Image.open(poster.path) as image:
        assert ImageStat.Stat(image.convert("L")).mean[0] > 60


def test_a_black_film_still_has_a_poster(tmp_path: Path) -> None:
    source = media_samples.clip(seconds=1.0, filters="drawbox=c=black:t=fill")
    made = make("picture", "picture", source, tmp_path)
    assert made["poster"].path.stat().st_size > 0


def test_a_cut_file_fails_with_a_reason_though_its_header_was_whole(tmp_path: Path) -> None:
    source = taken(media_samples.truncated(media_samples.faststart()))
    with pytest.raises(ProcessingFailed) as failed:
        make("picture", "picture", source, tmp_path)
    assert failed.value.code in ("media_damaged", "duration_differs")


def test_a_silently_shorter_result_is_noticed(tmp_path: Path) -> None:
    whole = taken(media_samples.clip())
    longer = {**whole.facts, "seconds": 9.0, "video": {**whole.facts["video"], "seconds": 9.0}}
    source = type(whole)(whole.path, whole.media_type, longer)
    with pytest.raises(ProcessingFailed) as failed:
        make("picture", "picture", source, tmp_path)
    assert failed.value.code == "duration_differs"
    assert failed.value.params == {"expected": 9.0, "found": 2.0, "output": "rung-180"}


def test_sound_alone_has_no_picture() -> None:
    source = taken(media_samples.sound())
    with pytest.raises(ProcessingFailed, match="no_picture_track"):
        recipes.get("picture").expected({"picture": source.facts}, {})


def test_too_small_a_film_is_refused_at_the_door() -> None:
    with pytest.raises(Refused) as refused:
        taken(media_samples.clip(8, 8))
    assert refused.value.code == "video_too_small"


def test_stop_ends_the_encoder_at_once(tmp_path: Path) -> None:
    source = taken(media_samples.clip(1280, 720, 6.0))
    calls: list[float] = []

    def report(percent: float, stage: str) -> None:
        calls.append(percent)
        if len(calls) > 1:
            raise Stopped

    with pytest.raises(Stopped):
        make("picture", "picture", source, tmp_path, report=report)
    assert len(calls) == 2
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, text=True).stdout
    assert left == ""


def test_what_goes_wrong_is_always_a_reason(tmp_path: Path) -> None:
    source = taken(media_samples.clip())
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(source.path.read_bytes()[:4000] + bytes(20_000))
    with pytest.raises(MediaError) as failed:
        make("picture", "picture", type(source)(broken, source.media_type, source.facts), tmp_path / "out")
    assert str(tmp_path) not in str(failed.value), "no paths of ours in what users see"
