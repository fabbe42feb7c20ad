"""`document`: a PDF as page pictures, text for search and reading, and a cover."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from media_pipeline import pdf
from media_pipeline.errors import ProcessingFailed
from media_pipeline.recipes.base import Job, Made, Progress, check_exists


@dataclass(frozen=True)
class Document:
    """File `document` → `page-0001` … (at most `pdf.MAX_PAGES`), `text`, `cover`."""

    name: str = "document"
    version: int = 1
    lane: str = "document"

    def expected(self, facts: Mapping[str, Mapping], params: Mapping) -> tuple[str, ...]:
        """Page by page, then text and cover."""
        pages = min(facts["document"]["pages"], pdf.MAX_PAGES)
        return (*(f"page-{number:04d}" for number in range(1, pages + 1)), "text", "cover")

    def run(self, job: Job) -> list[Made]:
        """Raises ProcessingFailed."""
        source = job.source("document")
        pages = source.facts["pages"]
        progress = Progress(job, "pages")
        answer = pdf.render(source.path, pages, job.scratch, on_percent=progress.percent, stop=progress.tick)
        if answer["count"] != pages:
            raise ProcessingFailed("pdf_pages_differ", expected=pages, found=answer["count"])
        made = []
        for number, size in enumerate(answer["pages"], 1):
            name = f"page-{number:04d}"
            made.append(Made(name, job.scratch / name, "image/jpeg", size[0], size[1]))
        made.append(Made("text", job.scratch / "text.json", "application/json"))
        made.append(Made("cover", job.scratch / "cover", "image/jpeg", *answer["pages"][0][2:]))
        for each in made:
            check_exists(each.path, each.name)
        return made
