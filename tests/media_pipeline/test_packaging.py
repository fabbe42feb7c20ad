"""Playlists from the boxes: what they say is where the bytes are, and a player can read them."""

import functools
import http.server
import json
import random
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import m3u8
import pytest

from media_pipeline import boxes, packaging
from media_pipeline.errors import ProcessingFailed
from media_pipeline.packaging import CaptionTrack, PictureTrack, VoiceTrack
from media_pipeline.recipes import Made
from tests.media_pipeline import media_samples
from tests.media_pipeline.recipes.making import make


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Fifteen seconds in two rungs with a voice."""
    folder = tmp_path_factory.mktemp("package")
    source = media_samples.clip(426, 240, 15.0, filters="noise=alls=6:allf=t")
    made = make("picture", "picture", source, folder / "picture")
    voice = make("voice_hls", "voice", source, folder / "voice", {"seconds": made["rung-240"].seconds})
    return {**made, **voice}


def track(made: Made, uri: str = "a.m3u8") -> PictureTrack:
    """As the library lists it."""
    return PictureTrack(uri, made.width, made.height, made.index, made.index["frame_rate"])


def voice(made: Made, language: str, name: str, default: bool = False) -> VoiceTrack:
    """As the library lists it."""
    return VoiceTrack(f"{language}.m3u8", language, name, default, made.index, made.index["channels"])


def made_up(*fragments: tuple[float, float, int]) -> dict:
    """An index of (start, duration, bytes) that lie one after the other."""
    listed, at = [], 700
    for start, duration, size in fragments:
        listed.append([at, size, start, duration])
        at += size
    return {
        "init": [0, 700], "fragments": listed, "keyframes": [100] * len(listed), "codecs": "avc1.64001e",
        "bandwidth": 1000, "average_bandwidth": 900, "timescale": 1000, "seconds": listed[-1][2] + listed[-1][3],
    }  # fmt: skip


def test_the_index_covers_every_byte(package: dict[str, Made]) -> None:
    for name in ("rung-240", "voice"):
        index, size = package[name].index, package[name].path.stat().st_size
        end = index["init"][1]
        assert index["init"][0] == 0
        for offset, length, _, _ in index["fragments"]:
            assert offset == end
            end = offset + length
        assert 0 <= size - end < 400, "only the table at the end (mfra) is left out"
        data = package[name].path.read_bytes()
        assert all(data[offset + 4 : offset + 8] == b"moof" for offset, *_ in index["fragments"])
        assert data[4:8] == b"ftyp"


def test_times_follow_each_other(package: dict[str, Made]) -> None:
    for name in ("rung-240", "voice"):
        index = package[name].index
        clock = 0.0
        for _, _, start, duration in index["fragments"]:
            assert start == pytest.approx(clock, abs=0.0001)
            clock = start + duration
        assert clock == pytest.approx(index["seconds"]) == pytest.approx(15.0, abs=0.03)


def test_codecs_and_rates(package: dict[str, Made]) -> None:
    rung, sound = package["rung-240"].index, package["voice"].index
    assert re.fullmatch(r"avc1\.64[0-9a-f]{4}", rung["codecs"])
    assert sound["codecs"] == "mp4a.40.2"
    assert rung["timescale"] > 0 and sound["timescale"] == 48000
    for name, index in (("rung-240", rung), ("voice", sound)):
        mean = 8 * sum(each[1] for each in index["fragments"]) / index["seconds"]
        assert index["average_bandwidth"] == pytest.approx(mean, rel=0.01)
        assert index["bandwidth"] >= index["average_bandwidth"]
        assert package[name].path.stat().st_size * 8 / index["seconds"] < index["bandwidth"] * 1.2


def test_an_index_is_plain_json(package: dict[str, Made]) -> None:
    index = package["rung-240"].index
    assert json.loads(json.dumps(index)) == index


def test_a_media_playlist(package: dict[str, Made]) -> None:
    index = package["rung-240"].index
    playlist = m3u8.loads(packaging.media_playlist(index, "rung-240.mp4"))
    assert playlist.version == 7 and playlist.is_endlist and playlist.playlist_type == "vod"
    assert [round(each.duration) for each in playlist.segments] == [6, 6, 3]
    assert all(round(each.duration) <= playlist.target_duration for each in playlist.segments)
    assert playlist.segment_map[0].byterange == f"{index['init'][1]}@0"
    end = index["init"][1]
    for segment in playlist.segments:
        size, offset = map(int, segment.byterange.split("@"))
        assert (segment.uri, offset) == ("rung-240.mp4", end)
        end = offset + size


def test_segments_of_picture_and_voice_change_together(package: dict[str, Made]) -> None:
    starts = [
        [group[0][2] for group in packaging.segments_of(package[name].index)] for name in ("rung-240", "voice")
    ]  # fmt: skip
    assert len(starts[0]) == len(starts[1])
    assert max(abs(one - other) for one, other in zip(*starts, strict=True)) < 0.1


@pytest.mark.parametrize(
    ("fragments", "sizes"),
    [
        ([(0, 2, 10), (2, 2, 10), (4, 2, 10), (6, 2, 10)], [3, 1]),
        ([(0, 0.5, 10)], [1]),
        ([(0, 10, 10), (10, 10, 10), (20, 1, 10)], [1, 1, 1]),
        ([(n * 2.002, 2.002, 10) for n in range(7)], [3, 3, 1]),
        ([(n * 2.005333, 2.005333, 10) for n in range(8)], [3, 3, 2]),
        ([(0, 5.9, 1), (5.9, 0.2, 1), (6.1, 5.9, 1), (12, 1, 1)], [2, 1, 1]),
    ],
)
def test_segments_begin_at_multiples_of_six_seconds(fragments: list, sizes: list[int]) -> None:
    assert [len(group) for group in packaging.segments_of(made_up(*fragments))] == sizes


def test_target_duration_is_rounded_as_the_standard_asks() -> None:
    assert "#EXT-X-TARGETDURATION:6\n" in packaging.media_playlist(made_up((0, 6.4, 10)), "a")
    assert "#EXT-X-TARGETDURATION:7\n" in packaging.media_playlist(made_up((0, 6.5, 10)), "a")
    assert "#EXT-X-TARGETDURATION:1\n" in packaging.media_playlist(made_up((0, 0.2, 10)), "a")


def test_key_frames_alone_can_be_decoded(package: dict[str, Made], tmp_path: Path) -> None:
    made = package["rung-240"]
    playlist = m3u8.loads(packaging.iframe_playlist(made.index, "rung-240.mp4"))
    assert playlist.is_i_frames_only
    data = made.path.read_bytes()
    for number, segment in enumerate(playlist.segments[:3]):
        size, offset = map(int, segment.byterange.split("@"))
        part = tmp_path / f"{number}.mp4"
        part.write_bytes(data[: made.index["init"][1]] + data[offset : offset + size])
        shown = subprocess.run(
            ["ffmpeg", "-v", "quiet", "-i", part, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"],
            capture_output=True,
        ).stdout  # fmt: skip
        assert len(shown) == 426 * 240


def test_a_master_with_languages(package: dict[str, Made]) -> None:
    sound = package["voice"]
    voices = [voice(sound, "vi", "Tiếng Việt", True), voice(sound, "km", "ភាសាខ្មែរ"), voice(sound, "blt", "ꪼꪕ")]
    captions = [CaptionTrack("vi-vtt.m3u8", "vi", "Tiếng Việt")]
    text = packaging.master_playlist([track(package["rung-240"])], voices, captions)
    master = m3u8.loads(text)
    assert master.is_variant and master.is_independent_segments
    assert [
        (each.group_id, each.language, each.name, each.default) for each in master.media if each.type == "AUDIO"
    ] == [
        (group, language, name, default)
        for group in ("voice", "voice-only")
        for language, name, default in (("vi", "Tiếng Việt", "YES"), ("km", "ភាសាខ្មែរ", "NO"), ("blt", "ꪼꪕ", "NO"))
    ]
    assert {each.autoselect for each in master.media} == {"YES"}
    assert {each.channels for each in master.media if each.type == "AUDIO"} == {str(sound.index["channels"])}
    film, only = master.playlists
    assert film.stream_info.resolution == (426, 240) and film.stream_info.frame_rate == 25
    assert film.stream_info.codecs == f"{package['rung-240'].index['codecs']},mp4a.40.2"
    assert film.stream_info.audio == "voice" and film.stream_info.subtitles == "captions"
    assert film.stream_info.bandwidth == package["rung-240"].index["bandwidth"] + sound.index["bandwidth"]
    assert film.stream_info.average_bandwidth < film.stream_info.bandwidth
    assert only.stream_info.audio == "voice-only" and only.stream_info.resolution is None
    assert only.stream_info.codecs == "mp4a.40.2" and only.uri == "vi.m3u8"


def test_rungs_are_listed_from_the_best_down(package: dict[str, Made]) -> None:
    tracks = [PictureTrack(f"{n}.m3u8", n, n, {**package["rung-240"].index, "bandwidth": n}) for n in (240, 720, 480)]
    master = m3u8.loads(packaging.master_playlist(tracks))
    assert [each.uri for each in master.playlists] == ["720.m3u8", "480.m3u8", "240.m3u8"]
    assert all(each.stream_info.audio is None for each in master.playlists)


def test_one_voice_is_the_default_even_when_none_is_named(package: dict[str, Made]) -> None:
    voices = [voice(package["voice"], "km", "ភាសាខ្មែរ"), voice(package["voice"], "vi", "Tiếng Việt")]
    master = m3u8.loads(packaging.master_playlist([], voices))
    assert [each.default for each in master.media] == ["YES", "NO"]
    assert len(master.playlists) == 1


def test_names_cannot_break_out_of_their_quotes(package: dict[str, Made]) -> None:
    bad = VoiceTrack("a.m3u8", "vi", 'x",URI="http://evil/\n#EXTM3U', True, package["voice"].index)
    text = packaging.master_playlist([], [bad])
    assert "\n#EXTM3U" not in text[7:]
    assert m3u8.loads(text).media[0].uri == "a.m3u8"


def test_no_track_is_no_master() -> None:
    with pytest.raises(ValueError, match="track"):
        packaging.master_playlist([])


def test_captions_are_one_segment() -> None:
    playlist = m3u8.loads(packaging.captions_playlist("vi.vtt", 62.5))
    assert [(each.uri, each.duration) for each in playlist.segments] == [("vi.vtt", 62.5)]
    assert playlist.target_duration == 63


class Ranges(http.server.SimpleHTTPRequestHandler):
    """Static files with byte ranges, as the gate serves them."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        data = path.read_bytes()
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        first = int(match[1]) if match else 0
        last = int(match[2]) if match and match[2] else len(data) - 1
        self.send_response(206 if match else 200)
        self.send_header("Content-Length", str(last - first + 1))
        self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
        self.end_headers()
        self.wfile.write(data[first : last + 1])

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A folder on the loopback."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Ranges, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", tmp_path
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_player_reads_the_whole_over_http(package: dict[str, Made], site: tuple[str, Path]) -> None:
    address, folder = site
    for name in ("rung-240", "voice"):
        (folder / f"{name}.mp4").write_bytes(package[name].path.read_bytes())
        (folder / f"{name}.m3u8").write_text(packaging.media_playlist(package[name].index, f"{name}.mp4"))
    master = packaging.master_playlist(
        [track(package["rung-240"], "rung-240.m3u8")],
        [VoiceTrack("voice.m3u8", "vi", "Tiếng Việt", True, package["voice"].index, 1)],
    )
    (folder / "master.m3u8").write_text(master)
    shown = subprocess.run(
        ["ffprobe", "-v", "error", "-count_packets", "-show_entries",
         "stream=codec_name,nb_read_packets:format=duration",
         "-of", "json", f"{address}/master.m3u8"], capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert shown.stderr == ""
    found = json.loads(shown.stdout)
    assert float(found["format"]["duration"]) == pytest.approx(15.0, abs=0.1)
    packets = {each["codec_name"]: int(each["nb_read_packets"]) for each in found["streams"]}
    assert packets["h264"] == 15 * 25
    assert packets["aac"] >= 15 * 48000 // 1024


@pytest.mark.parametrize("part", [0.0005, 0.3, 0.9])
def test_a_cut_file_has_no_index(part: float, package: dict[str, Made], tmp_path: Path) -> None:
    data = package["rung-240"].path.read_bytes()
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(data[: int(len(data) * part)])
    with pytest.raises(ProcessingFailed) as failed:
        packaging.index_of(cut)
    assert failed.value.code == "media_damaged"


def test_an_ordinary_mp4_has_no_index() -> None:
    with pytest.raises(ProcessingFailed):
        packaging.index_of(media_samples.clip())


@pytest.mark.parametrize("seed", range(40))
def test_broken_boxes_never_raise_anything_else(seed: int, package: dict[str, Made], tmp_path: Path) -> None:
    chance = random.Random(seed)
    data = bytearray(package["voice"].path.read_bytes())
    for _ in range(8):
        data[chance.randrange(1600)] = chance.randrange(256)
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data)
    try:
        index = packaging.index_of(broken)
    except ProcessingFailed as failed:
        assert failed.code == "media_damaged"
    else:
        assert json.loads(json.dumps(index)) == index


def test_sample_kinds_of_a_film() -> None:
    assert boxes.sample_kinds(media_samples.clip()) == [b"avc1", b"mp4a"]
    assert boxes.sample_kinds(media_samples.picture()) == []
