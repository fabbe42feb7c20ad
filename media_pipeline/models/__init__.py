"""Tables of the pipeline: originals, what is to be made of them, what was made, and the work on it."""

from media_pipeline.models.build import Build, BuildInput, BuildQuerySet
from media_pipeline.models.media_file import MediaFile
from media_pipeline.models.processing_run import ProcessingRun
from media_pipeline.models.rendition import Rendition

__all__ = ["Build", "BuildInput", "BuildQuerySet", "MediaFile", "ProcessingRun", "Rendition"]
