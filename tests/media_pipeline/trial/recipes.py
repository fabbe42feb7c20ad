"""Recipes that copy, dawdle, fail or join, through real processes."""

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from django.db import OperationalError

from media_pipeline.errors import ProcessingFailed
from media_pipeline.recipes import Job, Made


class Trial:
    """Makes one output named ``copy``."""

    version = 1

    def __init__(self, name: str, lane: str) -> None:
        self.name = name
        self.lane = lane

    def expected(self, facts: Mapping, params: Mapping) -> tuple[str, ...]:
        return ("copy",)

    def run(self, job: Job) -> list[Made]:
        (source,) = job.files.values()
        target = job.scratch / "copy"
        subprocess.run(["cp", source.path, target], check=True)
        return [Made("copy", target, source.media_type, seconds=1.5)]


class Slow(Trial):
    """Takes ``params['seconds']`` in a child process, reporting as it goes, and writes half a file first."""

    def run(self, job: Job) -> list[Made]:
        (source,) = job.files.values()
        target = job.scratch / "copy"
        target.write_bytes(b"half a file")
        total = float(job.params["seconds"])
        ends = time.monotonic() + total
        child = subprocess.Popen(["sleep", str(total)])
        try:
            while child.poll() is None:
                job.report(100 * (1 - max(0.0, ends - time.monotonic()) / total), "copying")
                time.sleep(0.05)
        finally:
            child.kill()
            child.wait()
        target.unlink()
        subprocess.run(["cp", source.path, target], check=True)
        return [Made("copy", target, source.media_type)]


class Deaf(Trial):
    """Never asks whether to stop."""

    def run(self, job: Job) -> list[Made]:
        job.report(1, "deaf")
        subprocess.run(["sleep", str(job.params["seconds"])], check=True)
        return super().run(job)


class Failing(Trial):
    """Fails with the code in its parameters, or in the way they name."""

    def run(self, job: Job) -> list[Made]:
        if job.params.get("how") == "bug":
            raise KeyError("a bug")
        if job.params.get("how") == "database away":
            raise OperationalError("server closed the connection unexpectedly")
        if job.params.get("how") == "full disk":
            raise OSError(28, "No space left on device")
        if job.params.get("how") == "empty output":
            empty = job.scratch / "copy"
            empty.touch()
            return [Made("copy", empty, "audio/mpeg")]
        if job.params.get("how") == "nothing":
            return []
        if job.params.get("how") == "something else":
            return [*super().run(job), Made("extra", job.scratch / "copy", "audio/mpeg")]
        raise ProcessingFailed(job.params["code"], detail="as the test wished")


class Joining(Trial):
    """Joins the copies that other builds made, in the order of their roles."""

    def run(self, job: Job) -> list[Made]:
        target = job.scratch / "copy"
        parts = [Path(made["copy"].path).read_bytes() for _, made in sorted(job.renditions.items())]
        target.write_bytes(b"".join(parts))
        return [Made("copy", target, "audio/mpeg")]


COPY = Trial("trial_copy", "audio")
IMAGE = Trial("trial_image", "image")
FILM = Trial("trial_film", "video")
SLOW = Slow("trial_slow", "video")
SLOW_AUDIO = Slow("trial_slow_audio", "audio")
DEAF = Deaf("trial_deaf", "video")
FAILING = Failing("trial_failing", "image")
JOINING = Joining("trial_joining", "document")
ALL = (COPY, IMAGE, FILM, SLOW, SLOW_AUDIO, DEAF, FAILING, JOINING)
