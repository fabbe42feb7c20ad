"""Slow connections: the shipped nginx in front of the web part keeps them away from it."""

from __future__ import annotations

import contextlib
import socket
import subprocess

import pytest

from tests.deploy.test_nginx import NGINX, configuration, free_port
from tests.system.installation import Installation, answers, fetch, stop, wait_for

SLOW = 300
HALF = b"GET /tim-kiem/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian package nginx-light)")


@contextlib.contextmanager
def nginx(kho: Installation, port: int):
    """The shipped configuration before this installation."""
    folder = kho.data.parent / "nginx"
    folder.mkdir()
    main = configuration(folder, kho.port, port)
    process = subprocess.Popen([NGINX, "-e", str(folder / "error.log"), "-c", str(main)])
    try:
        wait_for(lambda: answers(f"http://127.0.0.1:{port}/healthz"), 20)
        yield
    finally:
        stop(process)


def test_three_hundred_slow_connections_hinder_nobody(tmp_path):
    kho, port = Installation(tmp_path / "data"), free_port()
    kho.manage("migrate", "-v", "0", out=tmp_path / "migrate")
    kho.manage("collectstatic", "--no-input", "-v", "0", out=tmp_path / "static")
    with kho.serve(tmp_path / "web"), nginx(kho, port), contextlib.ExitStack() as held:
        for _ in range(SLOW):
            slow = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            slow.sendall(HALF)
        for path in ("/healthz", "/tim-kiem/", "/api/v1/materials", "/quan-tri/login/"):
            assert fetch(f"http://127.0.0.1:{port}{path}")[0] == 200, path
        # Whoever never finishes a request is sent away; until then the web part has not heard of it.
        assert slow.recv(1000) in (b"", b"HTTP/1.1 408 Request Time-out\r\n")
