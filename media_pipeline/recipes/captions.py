"""`captions`: WebVTT in UTF-8 that holds text only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from media_pipeline import captions
from media_pipeline.recipes.base import Job, Made, Progress, check_exists


@dataclass(frozen=True)
class Captions:
    """File `captions` → `vtt`."""

    name: str = "captions"
    version: int = 1
    lane: str = "document"

    def expected(self, facts: Mapping[str, Mapping], params: Mapping) -> tuple[str, ...]:
        """One name."""
        return ("vtt",)

    def run(self, job: Job) -> list[Made]:
        """Raises ProcessingFailed."""
        target = job.scratch / "captions.vtt"
        progress = Progress(job, "captions")
        facts = captions.convert(job.source("captions").path, target, stop=progress.tick)
        check_exists(target, "vtt")
        return [Made("vtt", target, "text/vtt", seconds=facts["seconds"])]
