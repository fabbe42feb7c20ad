"""What nobody needs any more: originals without a reference, builds on them, and objects without a row.

Nothing is removed before it has been unused for ``KHO_ORPHAN_DAYS``, and nothing at all while nobody is registered who
could say what is used. Each removal asks again just before it happens.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import ProtectedError
from django.db.models.functions import Now
from django.utils import timezone

from media_pipeline import options, registry, storage
from media_pipeline.models import Build, MediaFile, Rendition

logger = logging.getLogger(__name__)

BATCH = 500
SWEEP_EVERY = timedelta(hours=24)


@dataclass(frozen=True)
class Stray:
    """An object without a row (``orphan``), or a row whose object is absent or has another length (``missing``)."""

    status: str
    key: str
    bytes: int


def mark() -> int:
    """Note for each original since when nobody refers to it; returns how many nobody refers to now."""
    if not registry.has_references():
        return 0
    unused = 0
    for ids in _batches():
        needed = registry.referenced(ids) | _in_work(ids)
        MediaFile.objects.filter(pk__in=needed, orphaned_since__isnull=False).update(orphaned_since=None)
        MediaFile.objects.filter(pk__in=ids - needed, orphaned_since__isnull=True).update(orphaned_since=Now())
        unused += len(ids - needed)
    return unused


def remove_unused(days: int | None = None) -> int:
    """Remove the originals that were unused for ``days``, with their builds and objects; returns how many."""
    kept_for = timedelta(days=options.orphan_days() if days is None else days)
    due = MediaFile.objects.filter(orphaned_since__lte=Now() - kept_for).values_list("pk", flat=True)
    return sum(_remove(pk) for pk in list(due))


def strays() -> Iterator[Stray]:
    """Everything in which storage and tables differ; changes nothing."""
    for key in _unused_keys():
        yield Stray("orphan", key, _size(key))
    for model in (MediaFile, Rendition):
        for key, size in model.objects.order_by("pk").values_list("key", "bytes").iterator(chunk_size=BATCH):
            if not storage.exists(key, size):
                yield Stray("missing", key, size)


def remove_orphan_objects(days: int | None = None) -> list[Stray]:
    """Remove the objects without a row that are older than ``days``; returns them."""
    limit = timezone.now() - timedelta(days=options.orphan_days() if days is None else days)
    media = storage.media()
    removed = []
    for key in list(_unused_keys()):
        if _modified(media, key) > limit:
            continue
        stray = Stray("orphan", key, _size(key))
        # Asked again: an upload of the same bytes may have come in between.
        if not _is_used(key):
            media.delete(key)
            removed.append(stray)
            logger.info("removed the unused object %s", key)
    return removed


def sweep() -> None:
    """The whole tidying: mark, remove what was unused long enough, then objects without a row."""
    mark()
    files = remove_unused()
    objects = remove_orphan_objects()
    logger.info("swept: %d unused files and %d unused objects removed", files, len(objects))


def sweep_now_and_then() -> bool:
    """Sweep when the last time is a day ago; the first call only starts the clock. Returns whether it swept."""
    stamp = options.data_dir() / "workers" / "swept"
    stamp.parent.mkdir(parents=True, exist_ok=True)
    if not stamp.exists():
        stamp.touch()
        return False
    if datetime.now().timestamp() - stamp.stat().st_mtime < SWEEP_EVERY.total_seconds():
        return False
    stamp.touch()
    try:
        sweep()
    except Exception:  # the sweep is a courtesy: the worker goes on without it
        logger.exception("the sweep of unused files failed")
        return False
    return True


def _batches() -> Iterator[set[int]]:
    last = 0
    while ids := set(MediaFile.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = max(ids)


def _in_work(ids: set[int]) -> set[int]:
    """Files that an open run works on."""
    open_builds = Build.objects.filter(runs__closed_at__isnull=True, runs__isnull=False)
    return set(MediaFile.objects.filter(pk__in=ids, build_inputs__build__in=open_builds).values_list("pk", flat=True))


def _remove(pk: int) -> bool:
    try:
        with transaction.atomic():
            media_file = MediaFile.objects.select_for_update().filter(pk=pk, orphaned_since__isnull=False).first()
            if media_file is None or not registry.has_references() or registry.referenced({pk}) | _in_work({pk}):
                return False
            keys = {media_file.key, *_remove_builds(Build.objects.filter(inputs__file=pk))}
            media_file.delete()
    except ProtectedError:
        logger.error("media file %s counts as unused but something holds it; it stays", pk)
        return False
    for key in sorted(keys):
        if not _is_used(key):
            storage.media().delete(key)
    logger.info("removed the unused media file %s", pk)
    return True


def _remove_builds(builds) -> set[str]:
    """Delete builds, those that stand on them first; returns the keys of their renditions."""
    keys: set[str] = set()
    for build in list(builds.distinct()):
        keys |= _remove_builds(Build.objects.filter(inputs__source=build))
        keys |= set(build.renditions.values_list("key", flat=True))
        build.delete()
    return keys


def _unused_keys() -> Iterator[str]:
    """The objects without a row, asked for some hundreds at a time."""
    every = storage.all_keys()
    while keys := set(islice(every, BATCH)):
        for model in (MediaFile, Rendition):
            keys -= set(model.objects.filter(key__in=keys).values_list("key", flat=True))
        yield from sorted(keys)


def _is_used(key: str) -> bool:
    return MediaFile.objects.filter(key=key).exists() or Rendition.objects.filter(key=key).exists()


def _size(key: str) -> int:
    try:
        return storage.media().size(key)
    except FileNotFoundError:
        return 0


def _modified(media: Storage, key: str) -> datetime:
    try:
        return media.get_modified_time(key)
    except FileNotFoundError:
        return timezone.now()
