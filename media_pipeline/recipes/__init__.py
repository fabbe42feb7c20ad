"""What can be made of files: one frozen recipe a name. A new recipe is one file and one line here."""

from __future__ import annotations

from media_pipeline.recipes.base import LANES, STAGES, Job, Made, Recipe, SourceFile
from media_pipeline.recipes.captions import Captions
from media_pipeline.recipes.document import Document
from media_pipeline.recipes.image import Image
from media_pipeline.recipes.mp4 import Mp4
from media_pipeline.recipes.original import Original
from media_pipeline.recipes.picture import Picture
from media_pipeline.recipes.voice import VoiceHls, VoiceMp3

__all__ = ["LANES", "STAGES", "Job", "Made", "Recipe", "SourceFile", "get", "names"]

_ALL: dict[str, Recipe] = {
    each.name: each for each in (Picture(), VoiceHls(), VoiceMp3(), Mp4(), Image(), Document(), Original(), Captions())
}


def get(name: str) -> Recipe:
    """The current version of a recipe. Raises KeyError for an unknown name."""
    return _ALL[name]


def names() -> tuple[str, ...]:
    """All recipes."""
    return tuple(_ALL)
