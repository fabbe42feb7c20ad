"""Connects the registries of the leaves: what the pipeline tells and asks, what search asks.

Registering twice changes nothing.
"""

import logging
from collections.abc import Iterator

from django.db.models import Q

from cms.library import actions
from cms.library.models import FileVersion, Publication
from cms.taxonomy.models import Province
from media_pipeline import registry
from media_pipeline.models import BuildInput
from search.sources import synonyms

log = logging.getLogger(__name__)


def connect() -> None:
    """Register everything; called once the apps are loaded."""
    registry.build_ready(promote_what_waits)
    registry.references(files_in_the_library)
    synonyms.register(province_names)


def promote_what_waits(build_id: int) -> None:
    """Try the editions that a complete build may have been the last thing to wait for.

    Only those whose files went into the build: an import of thousands must not look at all of them each time. One that
    cannot be promoted stops no other; what is missed here is found by the library's clock-driven source.
    """
    inputs = BuildInput.objects.filter(Q(build=build_id) | Q(build__dependents__build=build_id), file__isnull=False)
    waiting = Publication.objects.pending().filter(files__file_version__media_file__in=inputs.values("file"))
    for pk in list(waiting.order_by("public_from", "pk").values_list("pk", flat=True).distinct()):
        try:
            actions.promote(pk)
        except Exception:  # an edition that cannot be promoted must not keep the others back
            log.exception("edition %s could not be promoted after build %s", pk, build_id)


def files_in_the_library(ids: set[int]) -> set[int]:
    """The originals that a file of the library stands for: such rows are never deleted, so neither are their bytes."""
    return set(FileVersion.objects.filter(media_file__in=ids).values_list("media_file", flat=True))


def province_names() -> Iterator[tuple[str, list[str]]]:
    """Former names of provinces and, for those that were replaced, their own → the name of today."""
    for province in Province.objects.select_related("replaced_by"):
        today = province.replaced_by.name if province.replaced_by else province.name
        for name in province.old_names:
            yield name, [today]
        if province.replaced_by:
            yield province.name, [today]
