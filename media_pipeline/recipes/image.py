"""`image`: a picture in several widths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from media_pipeline import images
from media_pipeline.recipes.base import Job, Made, Progress, check_exists


@dataclass(frozen=True)
class Image:
    """File `image` → `jpeg-<w>` and `webp-<w>` for each width up to the source's."""

    name: str = "image"
    version: int = 1
    lane: str = "image"

    def expected(self, facts: Mapping[str, Mapping], params: Mapping) -> tuple[str, ...]:
        """Both kinds of each width, by the width as seen upright."""
        widths = images.widths_for(facts["image"]["width"])
        return tuple(f"{kind}-{width}" for width in widths for kind in ("jpeg", "webp"))

    def run(self, job: Job) -> list[Made]:
        """Raises ProcessingFailed."""
        source = job.source("image")
        progress = Progress(job, "resizing")
        files = images.make_sizes(
            source.path, images.widths_for(source.facts["width"]), job.scratch, on_percent=progress.percent,
            stop=progress.tick,
        )  # fmt: skip
        made = []
        for each in sorted(files, key=lambda file: (file["width"], file["name"])):
            check_exists(Path(each["path"]), each["name"])
            kind = each["name"].partition("-")[0]
            made.append(Made(each["name"], Path(each["path"]), f"image/{kind}", each["width"], each["height"]))
        return made
