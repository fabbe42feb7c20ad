"""`original`: what is handed out as "the original", without place, device and hidden content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from media_pipeline import images, pdf
from media_pipeline.errors import ProcessingFailed
from media_pipeline.recipes.base import Job, Made, Progress, check_exists


@dataclass(frozen=True)
class Original:
    """File `source` (a picture or a PDF) → `original`: the same pixels or pages, scrubbed."""

    name: str = "original"
    version: int = 1
    lane: str = "document"

    def expected(self, facts: Mapping[str, Mapping], params: Mapping) -> tuple[str, ...]:
        """One name."""
        return ("original",)

    def run(self, job: Job) -> list[Made]:
        """Raises ProcessingFailed, 'no_public_original' for film and sound."""
        source = job.source("source")
        target = job.scratch / "original"
        progress = Progress(job, "scrubbing")
        width = height = None
        if source.media_type == "application/pdf":
            found = pdf.scrub(source.path, target, stop=progress.tick)
            if found != source.facts.get("pages", found):
                raise ProcessingFailed("pdf_pages_differ", expected=source.facts["pages"], found=found)
        elif source.media_type.startswith("image/"):
            images.scrub(source.path, source.media_type, target, stop=progress.tick)
            width, height = source.facts.get("width"), source.facts.get("height")
        else:
            raise ProcessingFailed("no_public_original", media_type=source.media_type)
        check_exists(target, "original")
        return [Made("original", target, source.media_type, width, height)]
