"""Real processes of the pipeline: a database and folders of their own, ``media_worker`` started and killed for good."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

TIMEOUT_SECONDS = 60


@dataclass
class Installation:
    """One data folder and the processes that work in it; ``log`` gathers what the workers say."""

    environment: dict[str, str]
    log: Path
    started: list[subprocess.Popen] = field(default_factory=list)

    def command(self, *order: str) -> list[str]:
        return [sys.executable, "-W", "error::RuntimeWarning", "-m", "django", *order]

    def manage(self, *order: str, check: bool = True) -> subprocess.CompletedProcess:
        """Run a management command to its end."""
        return subprocess.run(
            self.command(*order),
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=check,
        )

    def ask(self, code: str) -> object:
        """Run Python inside the installation; it prints one line of JSON with the answer."""
        setup = "import django, json; django.setup()\nfrom media_pipeline.models import *\n"
        done = subprocess.run(
            [sys.executable, "-c", f"{setup}{code}"], env=self.environment, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def worker(self, *order: str) -> subprocess.Popen:
        """Start a worker in a session of its own."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self.command("media_worker", *order), env=self.environment, stderr=log, start_new_session=True
            )
        self.started.append(process)
        return process

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def end(self) -> None:
        """Nothing that was started here lives on."""
        for process in self.started:
            if process.poll() is None:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def children_of(pid: int) -> list[int]:
    """The living children of a process."""
    with contextlib.suppress(FileNotFoundError):
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def name_of(pid: int) -> str:
    """The program that a process runs, '' when it is gone."""
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""


def is_alive(pid: int) -> bool:
    """Whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def installation(environment: dict[str, str], log: Path) -> Iterator[Installation]:
    """Migrated and empty; everything started in it is ended."""
    here = Installation(environment, log)
    here.manage("migrate", "-v", "0")
    try:
        yield here
    finally:
        here.end()
