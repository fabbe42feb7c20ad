"""What a recipe is: inputs to outputs, as data; and how it reports while it works."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from media_pipeline.errors import ProcessingFailed

#: what a run says it is doing, beside its percent
STAGES = ("encoding", "poster", "joining", "resizing", "pages", "scrubbing", "captions")
#: order of the lanes: the short work first
LANES = ("audio", "image", "document", "video")


@dataclass(frozen=True)
class SourceFile:
    """One input on local disk: an original with the door's facts, or a rendition with seconds, width, height, index."""

    path: Path
    media_type: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """One run. `report(percent, stage)` is called at least every second and may raise Stopped."""

    files: Mapping[str, SourceFile]
    renditions: Mapping[str, Mapping[str, SourceFile]]
    params: Mapping[str, Any]
    scratch: Path
    report: Callable[[float, str], None]

    def source(self, role: str) -> SourceFile:
        """The original in this role. Raises KeyError: a plan without it is a programming error."""
        return self.files[role]


@dataclass(frozen=True)
class Made:
    """One output, still in scratch."""

    name: str
    path: Path
    media_type: str
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    index: dict | None = None


class Recipe(Protocol):
    """Frozen; a change of what it makes is a new `version`."""

    name: str
    version: int
    lane: str

    def expected(self, facts: Mapping[str, Mapping], params: Mapping) -> tuple[str, ...]:
        """Names of all renditions, from the facts by role; what `run` makes is exactly this."""
        ...

    def run(self, job: Job) -> list[Made]:
        """Make them in the job's scratch folder. Raises ProcessingFailed with a reason, Stopped when told to."""
        ...


class Progress:
    """Turns a tool's own measure into the job's percent, and asks once a second whether to go on.

    `seconds`, `percent` are callbacks for tools, `tick` for the jail's stop request: it never says stop by itself, the
    job's `report` raises."""

    def __init__(
        self, job: Job, stage: str, total_seconds: float = 0.0, first: float = 0.0, last: float = 100.0
    ) -> None:
        self.job, self.stage, self.total = job, stage, total_seconds
        self.first, self.last, self.value = first, last, first
        self._told = 0.0
        self.tick()

    def seconds(self, done: float) -> None:
        """Seconds of output made."""
        self.percent(100.0 * done / self.total if self.total > 0 else 0.0)

    def percent(self, done: float) -> None:
        """Percent of this stage."""
        self.value = max(self.value, self.first + (self.last - self.first) * min(100.0, max(0.0, done)) / 100.0)
        self.tick()

    def tick(self) -> bool:
        """Report, at most once a second; False: go on."""
        now = time.monotonic()
        if now - self._told >= 1.0:
            self._told = now
            self.job.report(round(self.value, 1), self.stage)
        return False


def tolerance(seconds: float) -> float:
    """How far a made file may differ in length: half a second, or one percent of a long one."""
    return max(0.5, seconds / 100)


def check_seconds(expected: float, found: float | None, output: str) -> None:
    """Raises ProcessingFailed 'duration_differs': an exit code of 0 proves nothing."""
    if found is None or abs(found - expected) > tolerance(expected):
        raise ProcessingFailed(
            "duration_differs", expected=round(expected, 2), found=round(found or 0, 2), output=output
        )  # fmt: skip


def check_exists(path: Path, output: str) -> None:
    """Raises ProcessingFailed 'output_missing' for a file that is not there or empty."""
    if not path.is_file() or not path.stat().st_size:
        raise ProcessingFailed("output_missing", output=output)
