"""`make run`'s supervisor with the real parts, without the demo library: served, killed, stopped, served again."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"web": "gunicorn", "worker": "media_worker", "journal": "follow_journal"}


class Kho:
    """One `run.py` on a free port."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "KHO_DATA_DIR": str(data), "KHO_DEMO": "no"}
        self.log = data.parent / "run.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "deploy" / "run.py")],
                env={**environment, "PORT": str(self.port)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def ready(self) -> bool:
        """Waits until the last lines are on the screen; False when it ended before."""
        while self.process.poll() is None:
            if "Ctrl-C để dừng" in self.log.read_text():
                return True
            time.sleep(0.1)
        return False

    def parts(self) -> dict[str, int]:
        """Name → process id of the supervisor's own children that run now."""
        found = {}
        for path in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
                command = (path / "cmdline").read_text()
                if parent == self.process.pid:
                    found |= {name: int(path.name) for name, word in PARTS.items() if word in command}
        return found

    def wait_for_parts(self, without: frozenset[int] = frozenset()) -> dict[str, int]:
        """All three parts, none of them one of the given processes."""
        while self.process.poll() is None:
            found = self.parts()
            if found.keys() == PARTS.keys() and not without & set(found.values()):
                return found
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def get(self, path: str) -> int:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


@pytest.fixture(scope="module")
def kho(tmp_path_factory):
    data = tmp_path_factory.mktemp("kho") / "data"
    running = Kho(data)
    running.data = data
    yield running
    running.process.kill()
    running.process.wait()


def test_it_serves_the_portal_and_the_log_in(kho):
    assert kho.ready(), kho.log.read_text()
    assert kho.get("/healthz") == 200
    assert kho.get("/readyz") == 200
    assert kho.get("/") == 200
    assert kho.get("/quan-tri/login/") == 200
    assert kho.get("/khong-co/") == 404


def test_its_secret_key_is_its_owners(kho):
    assert (kho.data / "secret_key").stat().st_mode & 0o777 == 0o600


def test_every_killed_part_comes_back_and_no_request_is_refused(kho):
    before = frozenset(kho.wait_for_parts().values())
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    # The socket outlives the web part: a request may be cut with the process that had it, but none is refused.
    answer = None
    while answer is None:
        with contextlib.suppress(ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected):
            answer = kho.get("/healthz")
    assert answer == 200
    assert kho.wait_for_parts(without=before)


def test_sigterm_stops_everything_and_the_data_stay(kho):
    children = kho.wait_for_parts().values()
    assert kho.stop() == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    again = Kho(kho.data)
    try:
        assert again.ready(), again.log.read_text()
        assert again.get("/") == 200
        assert again.stop() == 0
    finally:
        again.process.kill()
        again.process.wait()
