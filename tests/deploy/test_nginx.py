"""The shipped nginx configuration under a real nginx, with a small real web part behind it."""

import gzip
import os
import re
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cms.feeds.formats import MEDIA_TYPES

ROOT = Path(__file__).resolve().parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
BYTES = bytes(range(256)) * 40
TAG = '"sha256-of-the-content"'
PUBLISHED = "Tue, 24 Nov 2026 05:00:00 GMT"  # later than the file on disk

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian package nginx-light)")


class Gate(BaseHTTPRequestHandler):
    """A web part that answers as the gate does: headers of its own, the bytes left to nginx."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append(self.path)
        if self.path.startswith("/tai-ve/"):
            if self.headers.get("If-None-Match") == TAG:
                return self.answer(304, b"", ETag=TAG)
            return self.answer(
                200,
                b"",
                **{
                    "X-Accel-Redirect": "/_media/ab/cdef",
                    "Content-Type": "audio/mpeg",
                    "Content-Disposition": "attachment; filename=ban-tin.mp3",
                    "Cache-Control": "public, max-age=60",
                    "ETag": TAG,
                    "Last-Modified": PUBLISHED,
                    "Repr-Digest": "sha-256=:abc=:",
                },
            )
        return self.answer(200, b"from the web part", **{"Content-Type": "text/plain"})

    def do_POST(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.answer(200, b"posted")

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        """The list of seen paths is the log."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configuration(folder: Path, web_port: int, port: int) -> Path:
    """The shipped file, its paths and ports moved below the folder, inside Debian's frame."""
    site = (ROOT / "deploy" / "nginx" / "kho.conf").read_text(encoding="utf-8")
    site = site.replace("/var/lib/kho", str(folder / "data")).replace("/var/cache/nginx", str(folder / "cache"))
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{web_port}")
    site = re.sub(r"^\s*listen \[::\]:80;\n", "", site, flags=re.M).replace("listen 80;", f"listen 127.0.0.1:{port};")
    (folder / "kho.conf").write_text(site, encoding="utf-8")
    (folder / "cache").mkdir(exist_ok=True)
    user = "user root;\n" if os.getuid() == 0 else ""
    temporary = "".join(
        f"  {kind}_temp_path {folder}/tmp-{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        f"{user}daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nworker_processes 1;\nevents {{}}\n"
        f"http {{\n  include /etc/nginx/mime.types;\n  access_log off;\n{temporary}  include {folder}/kho.conf;\n}}\n"
    )
    return main


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """nginx with the shipped configuration; gives its address, the data folder and what the web part saw."""
    folder = tmp_path_factory.mktemp("nginx")
    data = folder / "data"
    for name, body in {"media/ab/cdef": BYTES, "feeds/radio/vi/podcast.xml": b"<rss/>"}.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(body)
    (data / "feeds/radio/vi/podcast.xml.gz").write_bytes(gzip.compress(b"<rss>zipped twin</rss>"))
    (data / "static").mkdir()
    (data / "static" / "site.0123abcd.css").write_text("body{}")
    web = ThreadingHTTPServer(("127.0.0.1", 0), Gate)
    web.daemon_threads, web.seen = True, []
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    port = free_port()
    nginx = subprocess.Popen(
        [NGINX, "-e", str(folder / "error.log"), "-c", str(configuration(folder, web.server_address[1], port))]
    )
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}", data, web.seen
    nginx.terminate()
    nginx.wait(20)
    web.shutdown()
    web.server_close()
    thread.join()


def get(address: str, method: str = "GET", body: bytes | None = None, **headers: str):
    """Status, headers, body; error statuses are answers too."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address, data=body, headers=names, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_the_configuration_is_valid(tmp_path):
    (tmp_path / "data").mkdir()
    command = [NGINX, "-t", "-e", str(tmp_path / "error.log"), "-c", str(configuration(tmp_path, 8000, 8080))]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    assert "test is successful" in result.stderr
    assert "warn" not in result.stderr


def test_bytes_come_from_nginx_with_the_headers_of_the_gate(served):
    address, _, _ = served
    status, headers, body = get(f"{address}/tai-ve/kho1/vi/voice-mp3-64/ban-tin.mp3")
    assert (status, body) == (200, BYTES)
    assert headers["ETag"] == TAG
    assert headers["Repr-Digest"] == "sha-256=:abc=:"
    assert headers["Content-Type"] == "audio/mpeg"
    assert headers["Cache-Control"] == "public, max-age=60"
    assert "ban-tin.mp3" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Last-Modified"] == PUBLISHED


def test_a_resume_with_the_gates_etag_gets_the_rest(served):
    address, _, _ = served
    url = f"{address}/tai-ve/kho1/vi/voice-mp3-64/ban-tin.mp3"
    status, headers, body = get(url, Range="bytes=10000-", If_Range=TAG)
    assert (status, body) == (206, BYTES[10000:])
    assert headers["Content-Range"] == f"bytes 10000-{len(BYTES) - 1}/{len(BYTES)}"


def test_a_resume_of_other_bytes_starts_again(served):
    address, _, _ = served
    status, _, body = get(f"{address}/tai-ve/kho1/vi/x/a.mp3", Range="bytes=10000-", If_Range='"another edition"')
    assert (status, body) == (200, BYTES)


def test_an_unchanged_file_is_a_304(served):
    address, _, _ = served
    assert get(f"{address}/tai-ve/kho1/vi/x/a.mp3", If_None_Match=TAG)[0] == 304


def test_an_old_file_in_a_new_edition_is_not_taken_for_unchanged(served):
    address, data, _ = served
    os.utime(data / "media/ab/cdef", (1_000_000_000, 1_000_000_000))
    since = "Mon, 23 Nov 2026 05:00:00 GMT"  # after the file's date, before the edition's
    assert get(f"{address}/tai-ve/kho1/vi/x/a.mp3", If_Modified_Since=since)[0] == 200


def test_a_range_beyond_the_end_is_a_416(served):
    address, _, _ = served
    assert get(f"{address}/tai-ve/kho1/vi/x/a.mp3", Range="bytes=99999999-")[0] == 416


def test_many_ranges_are_not_served_one_by_one(served):
    address, _, _ = served
    status, _, body = get(f"{address}/tai-ve/kho1/vi/x/a.mp3", Range="bytes=0-1,5-6,9-10")
    assert (status, len(body)) == (200, len(BYTES))


def test_media_has_no_address_of_its_own(served):
    address, _, _ = served
    assert get(f"{address}/_media/ab/cdef")[0] == 404


def test_a_feed_is_a_file_and_its_gzip_twin_is_used(served):
    address, _, seen = served
    before = len(seen)
    status, headers, body = get(f"{address}/feeds/radio/vi/podcast.xml")
    assert (status, body) == (200, b"<rss/>")
    assert headers["Cache-Control"] == "public, max-age=60, stale-if-error=3600"
    _, headers, body = get(f"{address}/feeds/radio/vi/podcast.xml", Accept_Encoding="gzip")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == b"<rss>zipped twin</rss>"
    assert len(seen) == before


@pytest.mark.parametrize("name", [".state.json", ".lock", "radio/vi/.podcast.xml.part"])
def test_what_the_feed_writer_keeps_for_itself_is_not_served(served, name):
    address, data, _ = served
    (data / "feeds" / name).write_text("inner")
    assert get(f"{address}/feeds/{name}")[0] == 404


@pytest.mark.parametrize("name", sorted(MEDIA_TYPES))
def test_feeds_have_the_types_that_the_web_part_gives(served, name):
    address, data, _ = served
    (data / "feeds/radio/vi" / name).write_bytes(b"x")
    _, headers, _ = get(f"{address}/feeds/radio/vi/{name}")
    assert headers["Content-Type"].replace(" ", "") == MEDIA_TYPES[name].replace(" ", "")


def test_a_replaced_feed_is_seen_at_once(served):
    address, data, _ = served
    path = data / "feeds/radio/vi/moi.xml"
    path.write_text("cũ")
    assert get(f"{address}/feeds/radio/vi/moi.xml")[2] == "cũ".encode()
    path.with_suffix(".new").write_text("mới")
    path.with_suffix(".new").replace(path)
    assert get(f"{address}/feeds/radio/vi/moi.xml")[2] == "mới".encode()


def test_a_feed_without_a_file_is_answered_by_the_web_part(served):
    address, _, _ = served
    assert get(f"{address}/feeds/radio/vi/01/podcast.xml")[2] == b"from the web part"


def test_static_files_are_kept_for_ever(served):
    address, _, _ = served
    status, headers, _ = get(f"{address}/static/site.0123abcd.css")
    assert (status, headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")


def test_public_pages_are_asked_for_once_in_five_seconds(served):
    address, _, seen = served
    for _ in range(3):
        assert get(f"{address}/tai-lieu/kho-cache/vi/x/")[0] == 200
    assert seen.count("/tai-lieu/kho-cache/vi/x/") == 1


def test_a_logged_in_editor_never_gets_a_cached_page(served):
    address, _, seen = served
    for _ in range(2):
        get(f"{address}/tai-lieu/kho-editor/vi/x/", Cookie="sessionid=abc")
    assert seen.count("/tai-lieu/kho-editor/vi/x/") == 2


def test_guessing_passwords_is_slowed_down(served):
    address, _, _ = served
    codes = [get(f"{address}/quan-tri/login/", method="POST", body=b"x=1")[0] for _ in range(14)]
    assert codes[0] == 200
    assert codes[-1] == 429


def test_a_large_body_is_refused_outside_the_editors_pages(served):
    address, _, _ = served
    assert get(f"{address}/tim-kiem/", method="POST", body=b"x" * 2_000_000)[0] == 413
    assert get(f"{address}/quan-tri/tai-len/", method="POST", body=b"x" * 2_000_000)[0] == 200
