"""What hostile clients send over a bare socket to the web part as it is shipped: answers, never a crash, a calm log."""

from __future__ import annotations

import contextlib
import socket

import pytest

from tests.system.installation import Installation

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "FOO")
WHOLE_SITE = (
    "/", "/tim-kiem/?q=khai+sinh", "/kiem-tra/", "/phat-thanh/", "/oembed", "/robots.txt", "/sitemap.xml",
    "/.well-known/security.txt", "/healthz", "/readyz", "/metrics", "/khong-co/", "/favicon.ico", "/static/x.css",
    "/feeds/all/all/atom.xml", "/feeds/sms/vi/feed.json", "/feeds/radio/vi/podcast.xml", "/api/v1/materials",
    "/api/v1/openapi.json", "/api/v1/docs",
)  # fmt: skip
ABOUT_IT = (
    "/tai-lieu/{}/", "/tai-lieu/{}/vi/", "/nhung/{}/", "/q/{}", "/q/{}.svg", "/q/{}.png", "/tai-ve/{}.zip",
    "/api/v1/materials/{}", "/tai-ve/{}/vi/script-original/x.txt",
)  # fmt: skip
HOST = b"Host: 127.0.0.1\r\n"
CLOSE = b"Connection: close\r\n\r\n"
MALFORMED = {
    "two lengths": b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: 1\r\nContent-Length: 2\r\n" + CLOSE,
    "length and chunks": b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n" + CLOSE,
    "negative length": b"GET / HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n" + CLOSE,
    "no such version": b"GET / HTTP/9.9\r\n" + HOST + CLOSE,
    "long line": b"GET /?" + b"a=1&" * 1100 + b" HTTP/1.1\r\n" + HOST + CLOSE,
    "long header": b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"a" * 9000 + b"\r\n" + CLOSE,
    "many headers": b"GET / HTTP/1.1\r\n" + HOST + b"X: a\r\n" * 200 + CLOSE,
    "NUL in the path": b"GET /\0 HTTP/1.1\r\n" + HOST + CLOSE,
    "bytes in the path": b"GET /\xff HTTP/1.1\r\n" + HOST + CLOSE,
    "NUL in a header": b"GET / HTTP/1.1\r\n" + HOST + b"Cookie: a=\0\r\n" + CLOSE,
    "foreign host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n" + CLOSE,
    "bytes as host": b"GET / HTTP/1.1\r\nHost: \xff\xfe\r\n" + CLOSE,
    "another site's address": b"GET http://evil.example/x/ HTTP/1.1\r\nHost: evil.example\r\n" + CLOSE,
    "a tunnel": b"GET evil.example:443 HTTP/1.1\r\n" + HOST + CLOSE,
    "no multipart": b"POST /quan-tri/login/ HTTP/1.1\r\n" + HOST
    + b"Content-Type: multipart/form-data\r\nContent-Length: 3\r\n" + CLOSE + b"abc",
    "no such charset": b"POST /quan-tri/login/ HTTP/1.1\r\n" + HOST
    + b"Content-Type: application/x-www-form-urlencoded; charset=no-such\r\nContent-Length: 3\r\n" + CLOSE + b"a=b",
}  # fmt: skip
OUTSIDE = (
    "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/tai-ve/%2e%2e/%2e%2e/secret_key",
    "/tai-ve/{}/vi/..%2f..%2f..%2fkho.sqlite3/x", "/tai-ve/{}/vi/script-original/..%2f..%2fsecret_key",
    "/tai-ve/{}/vi/hls/%2e%2e/secret_key", "/feeds/../secret_key", "/feeds/..%2f..%2fkho.sqlite3",
    "/feeds/all/all/../../../kho.sqlite3", "/feeds/radio/vi/%2e%2e/secret_key", "/static/..%2fsecret_key",
    "/static/%2e%2e/kho.sqlite3", "/_media/originals/x/", "/media/originals/x/",
)  # fmt: skip
ELSEWHERE = ("//evil.example", "//evil.example/x", "/%2f%2fevil.example", "/\\evil.example", "/.//evil.example")


def ask(kho: Installation, request: bytes) -> tuple[int, bytes, bytes]:
    """Status, head and body of the answer to these very bytes."""
    with socket.create_connection(("127.0.0.1", kho.port), timeout=20) as connection:
        answer = b""
        # The server may close on the first line, before it has read the rest.
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
            while part := connection.recv(65536):
                answer += part
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1."), request[:80]
    return int(head.split()[1]), head.lower(), body


def request(method: str, path: str) -> bytes:
    body = b"a=b" if method in ("POST", "PUT", "PATCH") else b""
    form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n" % len(body) if body else b""
    return f"{method} {path} HTTP/1.1\r\n".encode() + HOST + form + CLOSE + body


@pytest.fixture(scope="module")
def kho(tmp_path_factory):
    """A served installation with one SMS in public; ``public_id`` is its code, ``log`` what the web part wrote."""
    home = tmp_path_factory.mktemp("ke-xau")
    here = Installation(home / "data")
    for step in (("migrate", "-v", "0"), ("collectstatic", "--no-input", "-v", "0")):
        here.manage(*step, out=home / step[0])
    text = {"kind": "sms", "language": "vi", "title": "Nhắc hạn khai sinh", "text": "Khai sinh trong 60 ngày."}
    here.public_id = here.publish(home / "gui", text)
    here.manage("follow_journal", "--once", out=home / "journal")
    here.log = home / "web.err"
    with here.serve(home / "web"):
        yield here


def test_every_method_on_every_address_gets_an_answer_without_a_cookie(kho):
    paths = [*WHOLE_SITE, *(path.format(kho.public_id) for path in ABOUT_IT)]
    for path in paths:
        for method in METHODS:
            status, head, _ = ask(kho, request(method, path))
            assert status < 500, (method, path, status)
            assert b"set-cookie" not in head, (method, path)
            if method not in ("GET", "HEAD", "OPTIONS"):
                assert status in (403, 404, 405), (method, path, status)
    assert ask(kho, request("GET", f"/tai-lieu/{kho.public_id}/vi/nhac-han-khai-sinh/"))[0] == 200


def test_malformed_requests_are_refused_and_the_server_lives(kho):
    for name, sent in MALFORMED.items():
        status, head, _ = ask(kho, sent)
        assert 400 <= status < 500, (name, status)
        assert b"location" not in head, name
    assert ask(kho, request("GET", "/healthz"))[0] == 200


def test_no_address_leads_out_of_its_folder(kho):
    for path in OUTSIDE:
        status, _, body = ask(kho, request("GET", path.format(kho.public_id)))
        assert status == 404, (path, status)
        assert b"SQLite format" not in body, path
        assert b"root:" not in body, path


def test_no_address_leads_to_another_site(kho):
    for path in ELSEWHERE:
        status, head, _ = ask(kho, request("GET", path))
        assert status == 404, (path, status)
        assert b"location" not in head, path


def test_head_says_what_get_says_and_sends_nothing(kho):
    for path in ("/", "/tim-kiem/", "/feeds/all/all/atom.xml", "/api/v1/materials", "/robots.txt"):
        _, head, body = ask(kho, request("HEAD", path))
        _, whole, sent = ask(kho, request("GET", path))
        lengths = [
            [line for line in each.split(b"\r\n") if line.startswith(b"content-length")] for each in (head, whole)
        ]
        assert (body, lengths[0]) == (b"", lengths[1]), path
        assert len(sent) == int(lengths[1][0].split()[1]), path


def test_the_log_stays_calm(kho):
    """Runs last: nothing above left a trace, a line of its own making, or a complaint for each HEAD."""
    ask(kho, request("GET", "/%0d%0aFAKE%20LINE/"))
    ask(kho, MALFORMED["foreign host"])
    ask(kho, request("HEAD", "/"))
    log = kho.log.read_text(encoding="utf-8", errors="replace")
    assert "Traceback" not in log
    assert not [line for line in log.splitlines() if line.startswith("FAKE")]
    assert "sent body bytes" not in log
