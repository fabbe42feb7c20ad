"""Kho as an installation of its own: production settings, an own data folder, real processes."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INHERITED = ("PATH", "HOME", "LANG", "PYTHONDONTWRITEBYTECODE")


class Installation:
    """Kho with production settings in a folder of its own; addresses lead to ``port``, where ``serve`` listens."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.data = data
        self.site = f"http://127.0.0.1:{self.port}"
        self.env = {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            "DJANGO_SETTINGS_MODULE": "cms.config.settings.production",
            "KHO_DATA_DIR": str(data),
            "KHO_FREE_DISK_FLOOR": "0",
            "KHO_WEB_WORKERS": "1",
            "PORT": str(self.port),
        }
        self.peaks: dict[str, int] = {}
        self._measuring = threading.Event()

    def start(self, *arguments: str, out: Path) -> subprocess.Popen:
        """Start a management command; its output goes to ``out``, its complaints to ``out`` with ``.err``."""
        return self.run_program("manage.py", *arguments, out=out)

    def run_program(self, *arguments: str, out: Path) -> subprocess.Popen:
        """Start Python with these arguments in a session of its own, in the installation's environment."""
        with out.open("w") as told, out.with_suffix(".err").open("w") as complained:
            command = [sys.executable, *arguments]
            return subprocess.Popen(
                command, cwd=ROOT, env=self.env, stdout=told, stderr=complained, start_new_session=True
            )

    @contextlib.contextmanager
    def measured(self) -> Iterator[None]:
        """Keep in ``peaks``, by program, the most memory in bytes that any process below this one held, jailed or not.

        Looked up while they run: bubblewrap ends without waiting for its child, so no parent knows the child's sum.
        """
        thread = threading.Thread(target=self._measure)
        self._measuring.set()
        thread.start()
        try:
            yield
        finally:
            self._measuring.clear()
            thread.join()

    def _measure(self) -> None:
        while self._measuring.is_set():
            for program, held in map(memory_of, descendants(os.getpid())):
                self.peaks[program] = max(self.peaks.get(program, 0), held)
            time.sleep(0.05)

    def manage(self, *arguments: str, out: Path) -> list[str]:
        """The lines of a management command that must end well."""
        code = self.start(*arguments, out=out).wait()
        assert code == 0, out.with_suffix(".err").read_text()
        return out.read_text().splitlines()

    def publish(self, folder: Path, row: dict[str, str], file: Path | None = None) -> str:
        """Import one material for publication, with the bytes of ``file`` under the row's name; returns its code."""
        folder.mkdir()
        if file:
            shutil.copy(file, folder / row["file"])
        with (folder / "materials.csv").open("w", encoding="utf-8", newline="") as sheet:
            writer = csv.DictWriter(sheet, ["material", *row])
            writer.writeheader()
            writer.writerow({"material": folder.name, **row})
        order = ("import_materials", str(folder), "--agency", "G06", "--publish", "--json")
        (line,) = map(json.loads, self.manage(*order, out=folder.with_suffix(".out")))
        return line["public_id"]

    def rows(self, query: str, *parameters: object) -> list[tuple]:
        """Rows of the installation's database."""
        with contextlib.closing(sqlite3.connect(self.data / "kho.sqlite3", timeout=20)) as connection:
            return connection.execute(query, parameters).fetchall()

    def scratch(self) -> list[str]:
        """The files that lie in the scratch folder."""
        return [str(path) for path in (self.data / "scratch").rglob("*") if path.is_file() and path.stat().st_size]

    @contextlib.contextmanager
    def serve(self, log: Path) -> Iterator[None]:
        """The web part as it is shipped, on a free port, until the block ends."""
        process = self.run_program("-m", "gunicorn", "-c", "deploy/gunicorn.conf.py", out=log)
        try:
            wait_for(lambda: answers(f"{self.site}/healthz"), 30)
            yield
        finally:
            stop(process)

    def fetch(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers (lower case) and body of an address, without following redirects."""
        return fetch(path if path.startswith("http") else self.site + path, **headers)

    def json(self, path: str) -> dict:
        """The JSON that an address answers with 200."""
        status, _, body = self.fetch(path)
        assert status == 200, (path, status, body[:500])
        return json.loads(body)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


def fetch(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (lower case) and body; redirects are answers like others."""
    request = urllib.request.Request(address, headers={name.replace("_", "-"): each for name, each in headers.items()})
    opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as response:
            return response.status, {name.lower(): each for name, each in response.headers.items()}, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, {name.lower(): each for name, each in error.headers.items()}, error.read()


def answers(address: str) -> bool:
    """Whether somebody listens there."""
    try:
        return fetch(address)[0] == 200
    except (urllib.error.URLError, ConnectionError):
        return False


def descendants(pid: int) -> list[int]:
    """All processes below one."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *descendants(child)]
    return found


def memory_of(pid: int) -> tuple[str, int]:
    """The program that a process runs and the most memory, in bytes, that it has held; ("", 0) when it is gone."""
    with contextlib.suppress(OSError):
        lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        return lines["Name"].strip(), int(lines.get("VmHWM", "0").split()[0]) * 1024
    return "", 0


def kill(process: subprocess.Popen) -> None:
    """``kill -9`` to this one process; what it started must notice by itself."""
    process.send_signal(signal.SIGKILL)
    process.wait()


def stop(process: subprocess.Popen) -> None:
    """SIGTERM, and the whole session's death when that is not obeyed within 30 s."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(condition: Callable[[], object], seconds: float = 60.0) -> object:
    """The first true answer of ``condition``; fails when there is none in time."""
    until = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
    return answer
