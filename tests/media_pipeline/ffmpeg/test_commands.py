"""Arguments: pure functions, forced demuxers, no name that could be an option; and ffmpeg obeys them."""

import http.server
import threading
from fractions import Fraction
from pathlib import Path

import pytest

from media_pipeline.errors import ProcessingFailed, Refused
from media_pipeline.ffmpeg import commands, probe, progress, runner
from media_pipeline.ffmpeg.commands import PicturePlan, Rung, VoicePlan
from media_pipeline.jail import Limits
from tests.media_pipeline import media_samples

SOURCE = Path("/in/-y film 100%.mp4")


def plan(**changes: object) -> PicturePlan:
    """A plan with three rungs."""
    rungs = (Rung(1080, 1920, 1080), Rung(720, 1280, 720), Rung(240, 426, 240))
    base = {"source": SOURCE, "demuxer": "mov", "stream": 0, "rungs": rungs, "rate": Fraction(30000, 1001),
            "poster_frames": (10, 20), "folder": Path("/out")}  # fmt: skip
    return PicturePlan(**{**base, **changes})


ALL = {
    "picture": commands.picture(plan()),
    "voice": commands.voice(VoicePlan(SOURCE, "mov", 1, 2, Path("/out/v.mp4"))),
    "mp3": commands.mp3(SOURCE, "mov", 1, 2, Path("/out")),
    "joined": commands.joined(SOURCE, Path("/in/v.mp4"), Path("/out/j.mp4")),
    "count": commands.count(SOURCE, "mov", 1),
}


@pytest.mark.parametrize("name", ALL)
def test_every_input_has_a_forced_demuxer_and_no_other_protocol(name: str) -> None:
    argv = ALL[name]
    inputs = [at for at, word in enumerate(argv) if word == "-i"]
    assert inputs
    for at in inputs:
        before = argv[:at]
        start = max((n for n, word in enumerate(before) if word == "-i"), default=0)
        options = dict(zip(before[start:], before[start + 1 :], strict=False))
        assert options["-f"] == options["-format_whitelist"] == "mov"
        assert options["-protocol_whitelist"] == "file"
        assert argv[at + 1].startswith("file:/")


@pytest.mark.parametrize("name", ALL)
def test_every_run_is_strict_and_deaf(name: str) -> None:
    argv = ALL[name]
    for word in ("-nostdin", "-xerror", "-progress"):
        assert word in argv
    assert "-map_metadata" in argv or name == "count"


def test_no_name_can_be_an_option() -> None:
    with pytest.raises(ValueError, match="not absolute"):
        commands.probe(Path("-version"), "mov")
    for argv in ALL.values():
        paths = [word for word in argv if "/in/" in word or "/out/" in word]
        assert paths and all(word.startswith("file:/") for word in paths)


def test_the_graph_is_one_cascade_from_one_decode() -> None:
    argv = ALL["picture"]
    graph = argv[argv.index("-filter_complex") + 1]
    assert argv.count("-i") == 1
    assert graph.count("fps=fps=") == 1 and "30000/1001" in graph
    assert [size for size in ("1920:1080", "1280:720", "426:240") if f"scale={size}" in graph] == [
        "1920:1080", "1280:720", "426:240",
    ]  # fmt: skip
    assert argv.count("libx264") == 3
    gops = {argv[at + 1] for at, word in enumerate(argv) if word in ("-g", "-keyint_min")}
    assert gops == {"60"}
    rates = [argv[at + 1] for at, word in enumerate(argv) if word == "-maxrate"]
    assert rates == ["6750k", "3750k", "450k"]
    assert "bwdif" not in graph and "tonemap" not in graph and "tpad" not in graph


@pytest.mark.parametrize(
    ("changes", "part"),
    [({"interlaced": True}, "bwdif"), ({"transfer": "arib-std-b67"}, "tonemap"), ({"pad_seconds": 2.5}, "tpad"),
     ({"stream": 3}, "[0:3]")],
)  # fmt: skip
def test_the_graph_follows_the_source(changes: dict, part: str) -> None:
    argv = commands.picture(plan(**changes))
    assert part in argv[argv.index("-filter_complex") + 1]


@pytest.mark.parametrize(("side", "kilobits"), [(1080, 6750), (360, 750), (300, 750), (98, 450)])
def test_rungs_between_the_steps_take_the_next_rate(side: int, kilobits: int) -> None:
    assert Rung(side, 2 * side, side).kilobits == kilobits


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("out_time_us=1500000", 1.5),
        ("out_time_us=-21333", 0.0),
        ("out_time_us=N/A", None),
        ("frame=3", None),
        ("", None),
    ],
)
def test_progress_lines(line: str, seconds: float | None) -> None:
    assert progress.seconds_done(line) == seconds


def test_percent_stays_between_its_ends() -> None:
    assert [progress.percent(done, 10.0) for done in (0, 5, 20)] == [0, 50, 100]
    assert progress.percent(5, 0) == 0


@pytest.fixture
def listener():
    """A web server on the loopback that counts its visitors."""
    visits: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(self.path)
            self.send_error(404)

        def log_message(self, *arguments: object) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", visits
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("demuxer", ["mov", "matroska", "mp3", "ogg", "wav", "flac"])
@pytest.mark.parametrize("kind", ["hls", "dash", "concat", "sdp"])
def test_playlists_that_reach_ffprobe_open_nothing(kind: str, demuxer: str, listener, tmp_path: Path) -> None:
    """Were the content sniff fooled, the forced demuxer would still read no second file and call nobody."""
    address, visits = listener
    secret = media_samples.sound(".wav")
    text = {
        "hls": f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{address}/a.ts\n#EXTINF:5,\nfile:{secret}\n",
        "dash": f'<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>{address}/</BaseURL></Period></MPD>',
        "concat": f"ffconcat version 1.0\nfile {address}/a\nfile {secret}\n",
        "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
    }[kind]
    path = tmp_path / "film.mp4"
    path.write_text(text)
    with pytest.raises(Refused):
        probe.inspect(path, demuxer)
    assert visits == []


def test_failures_come_as_codes_without_our_paths(tmp_path: Path) -> None:
    path = tmp_path / "no.mp4"
    path.write_bytes(b"nothing at all")
    argv = commands.mp3(path, "mov", 0, 2, tmp_path)
    with pytest.raises(ProcessingFailed) as failed:
        runner.run(argv, read=[path], write=[tmp_path], limits=Limits())
    assert failed.value.code == "media_damaged"
    assert str(tmp_path) not in failed.value.params["detail"]


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(wall_seconds=0.2), "too_slow"),
        (Limits(file_bytes=20_000), "too_heavy"),
        (Limits(memory=250_000_000), "too_heavy"),
    ],
)
def test_limits_come_as_codes(limits: Limits, code: str, tmp_path: Path) -> None:
    source = media_samples.clip(seconds=6.0)
    argv = commands.picture(plan(source=source, folder=tmp_path, rungs=(Rung(180, 320, 180),), rate=Fraction(25)))
    with pytest.raises(ProcessingFailed) as failed:
        runner.run(argv, read=[source], write=[tmp_path], limits=limits)
    assert failed.value.code == code


def test_reasons_are_short_and_clean() -> None:
    stderr = "[mov,mp4 @ 0x55d] moov atom not found\nfile:/secret/place/film.mp4: Invalid data found\n" + "x" * 900
    said = runner.reason(stderr)
    assert len(said) <= 200 and "/secret" not in said and "0x55d" not in said
    assert runner.reason("") == "no reason given"
