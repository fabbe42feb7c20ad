"""The station's POSIX sh client against a real HTTP server that cuts, damages, withdraws and tells the time."""

import hashlib
import subprocess
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "radio" / "kho-radio.sh"
AUDIO = bytes(range(256)) * 1200  # 307,200 bytes
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


class Station(ThreadingHTTPServer):
    """Serves `files`; `cut_after` bytes the connection of a file is dropped, once. Requests are written down."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, bytes] = {}
        self.cuts: dict[str, int] = {}
        self.requests: list[tuple[str, str | None]] = []
        self.time: datetime | None = NOON

    @property
    def feed(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/feeds/radio/vi/"

    def manifest(self, *rows: tuple[str, str, str, bytes, str]) -> None:
        """Rows of (valid from, valid until, path, bytes, title)."""
        lines = ["#sha256\tbytes\tseconds\tclass\tvalid_from\tvalid_until\turl\ttitle"]
        for start, end, path, body, title in rows:
            self.files[path] = body
            lines.append(
                f"{hashlib.sha256(body).hexdigest()}\t{len(body)}\t12.5\tordinary\t{start}\t{end}\t{path}\t{title}"
            )
        self.files["/feeds/radio/vi/manifest.tsv"] = ("\n".join(lines) + "\n").encode()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def date_time_string(self, timestamp=None):
        return format_datetime(self.server.time, usegmt=True)

    def send_response(self, code, message=None):
        self.send_response_only(code, message)
        if self.server.time:
            self.send_header("Date", self.date_time_string())

    def do_GET(self):
        station, wanted = self.server, self.headers.get("Range")
        station.requests.append((self.path, wanted))
        body = station.files.get(self.path)
        if body is None:
            return self.answer(410, b"")
        tag = f'"{hashlib.sha256(body).hexdigest()}"'
        if self.headers.get("If-None-Match") == tag:
            return self.answer(304, b"", ETag=tag)
        if wanted:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            where = f"bytes {start}-{len(body) - 1}/{len(body)}"
            return self.answer(206, body[start:], ETag=tag, **{"Content-Range": where})
        return self.answer(200, body, ETag=tag)

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        cut = self.server.cuts.pop(self.path, None)
        self.wfile.write(body if cut is None else body[:cut])
        if cut is not None:
            self.close_connection = True

    def log_message(self, *arguments):
        """The station keeps its own list of requests."""


@pytest.fixture
def station():
    server = Station()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def client(station, tmp_path):
    """Runs the client with a player that writes down what it was given."""
    played = tmp_path / "played"
    player = tmp_path / "player"
    player.write_text(f'#!/bin/sh\nsha256sum "$1" >> "{played}"\n')
    player.chmod(0o755)

    def call(*arguments: str, shell: str = "sh") -> subprocess.CompletedProcess:
        environment = {
            "PATH": "/usr/bin:/bin",
            "KHO_FEED": station.feed,
            "KHO_STORE": str(tmp_path / "store"),
            "KHO_PLAYER": str(player),
            "LANG": "C.UTF-8",
        }
        command = [shell, str(SCRIPT), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)

    call.played = played
    call.store = tmp_path / "store"
    return call


def stored(client) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in client.store.glob("*.mp3")}


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def test_a_cut_download_goes_on_where_it_stopped(station, client):
    station.manifest(("", "", "/tai-ve/a1/ban-tin.mp3", AUDIO, "Bản tin sáng"))
    station.cuts["/tai-ve/a1/ban-tin.mp3"] = 100_000
    first = client("fetch")
    assert first.returncode == 1
    assert "Bản tin sáng" in first.stderr
    assert client("fetch").returncode == 0
    assert stored(client) == {f"{sha(AUDIO)}.mp3": AUDIO}
    assert [request for request in station.requests if request[0].endswith(".mp3")] == [
        ("/tai-ve/a1/ban-tin.mp3", None),
        ("/tai-ve/a1/ban-tin.mp3", "bytes=100000-"),
    ]


def test_what_is_here_is_not_fetched_again(station, client):
    station.manifest(("", "", "/a.mp3", AUDIO, "A"))
    assert client("fetch").returncode == 0
    assert client("fetch").returncode == 0
    assert [path for path, _ in station.requests] == [
        "/feeds/radio/vi/manifest.tsv",
        "/a.mp3",
        "/feeds/radio/vi/manifest.tsv",
    ]


def test_a_damaged_file_is_thrown_away_and_fetched_anew(station, client):
    station.manifest(("", "", "/a.mp3", AUDIO, "A"))
    station.files["/a.mp3"] = AUDIO[:-1] + b"!"
    result = client("fetch")
    assert result.returncode == 1
    assert "hỏng" in result.stderr
    assert stored(client) == {}
    station.files["/a.mp3"] = AUDIO
    assert client("fetch").returncode == 0
    assert stored(client) == {f"{sha(AUDIO)}.mp3": AUDIO}


def test_one_missing_file_does_not_keep_the_others_away(station, client):
    station.manifest(("", "", "/gone.mp3", b"gone", "Đã thu hồi"), ("", "", "/a.mp3", AUDIO, "A"))
    del station.files["/gone.mp3"]
    result = client("fetch")
    assert result.returncode == 1
    assert "Đã thu hồi" in result.stderr
    assert stored(client) == {f"{sha(AUDIO)}.mp3": AUDIO}


def test_what_left_the_manifest_leaves_the_store(station, client):
    station.manifest(("", "", "/a.mp3", AUDIO, "A"), ("", "", "/b.mp3", b"b" * 50, "B"))
    assert client("fetch").returncode == 0
    station.manifest(("", "", "/b.mp3", b"b" * 50, "B"))
    assert client("fetch").returncode == 0
    assert stored(client) == {f"{sha(b'b' * 50)}.mp3": b"b" * 50}


@pytest.mark.parametrize(
    ("start", "end", "heard"),
    [
        ("", "", True),
        ("2026-11-24T11:59:00Z", "2026-11-24T12:30:00Z", True),
        ("2026-11-24T18:59:00+07:00", "2026-11-24T19:30:00+07:00", True),
        ("2026-11-24", "2026-11-25", True),
        ("1795521540", "1795523400", True),
        ("2026-11-24T12:05:00Z", "", False),
        ("2026-11-24T19:05:00+07:00", "", False),
        ("", "2026-11-24T11:59:00Z", False),
        ("2026-11-25", "", False),
        ("2026-11-24T11:59:00Z", "9999-12-31T23:59:59Z", True),
        ("not a date", "", False),
    ],
)
def test_only_what_is_valid_at_the_servers_time_is_played(station, client, start, end, heard):
    station.manifest((start, end, "/a.mp3", AUDIO, "A"))
    assert client("fetch").returncode == 0
    assert client("play").returncode == 0
    assert (client.played.exists() and sha(AUDIO) in client.played.read_text()) is heard


def test_nothing_is_played_while_the_time_is_unknown(station, client):
    station.time = None
    station.manifest(("", "", "/a.mp3", AUDIO, "A"))
    assert client("fetch").returncode == 0
    assert stored(client)
    result = client("play")
    assert result.returncode == 1
    assert "Chưa biết giờ" in result.stderr
    assert not client.played.exists()


def test_the_time_of_an_earlier_boot_is_not_trusted(station, client):
    station.manifest(("", "", "/a.mp3", AUDIO, "A"))
    assert client("fetch").returncode == 0
    clock = client.store / "clock"
    at, uptime, _ = clock.read_text().split()
    clock.write_text(f"{at} {uptime} another-boot\n")
    assert client("play").returncode == 1
    assert not client.played.exists()


def test_a_server_that_is_away_leaves_the_store_as_it_is(station, client):
    station.manifest(("", "", "/a.mp3", AUDIO, "A"))
    assert client("fetch").returncode == 0
    del station.files["/feeds/radio/vi/manifest.tsv"]
    assert client("fetch").returncode == 1
    assert stored(client) == {f"{sha(AUDIO)}.mp3": AUDIO}
    assert client("play").returncode == 0
    assert sha(AUDIO) in client.played.read_text()


def test_list_says_what_may_be_played(station, client):
    station.manifest(("", "", "/a.mp3", AUDIO, "Bản tin"), ("2027-01-01", "", "/b.mp3", b"b" * 50, "Sau này"))
    assert client("fetch").returncode == 0
    lines = client("list").stdout.splitlines()
    assert [("phát được" in line, "Bản tin" in line) for line in lines] == [(True, True), (False, False)]


def test_wrong_use_is_explained(client):
    result = client("dance")
    assert result.returncode == 2
    assert "usage" in result.stderr


def test_the_client_runs_in_a_strict_posix_shell(station, client):
    station.manifest(("", "", "/a.mp3", AUDIO, "A"))
    assert client("fetch", shell="dash").returncode == 0
    assert stored(client) == {f"{sha(AUDIO)}.mp3": AUDIO}
