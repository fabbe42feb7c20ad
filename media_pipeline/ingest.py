"""The one door: bytes are counted, hashed, recognised, scanned and probed, then stored once, or refused with a reason.

Everything happens in a spool below ``KHO_SCRATCH_DIR`` that is gone afterwards. No database transaction is open while
bytes are read or written. The verdict for a file is final: what was accepted is never refused later.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import re
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.db import IntegrityError, transaction
from django.db.models import Sum

from media_pipeline import door_check, errors, options, scanner, storage
from media_pipeline.messages import Refused
from media_pipeline.models import MediaFile
from media_pipeline.names import clean_name
from media_pipeline.sniff import sniff
from media_pipeline.workspace import free_bytes, workspace

__all__ = ["Accepted", "accept", "clean_name"]

logger = logging.getLogger(__name__)

PIECE = 1024 * 1024
# What looks like a file ending; "Thông báo 12.2023" or "v1. Bản cuối" ends in none.
MISLEADING = re.compile(r"(?=.*[a-z])[a-z0-9]{1,5}")
# While bytes stream in, the free disk is looked at after each of these.
DISK_CHECK_BYTES = 64 * PIECE


class Readable(Protocol):
    """What an upload is: anything with ``read``; its ``size``, when it has one, is believed for refusing only."""

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True)
class Accepted:
    """The stored original; ``created`` is False when equal bytes had been stored before."""

    media_file: MediaFile
    created: bool


@dataclass
class _Spooled:
    """What has arrived."""

    path: Path
    name: str
    bytes: int = 0
    sha256: str = ""


def accept(
    stream_or_path: Readable | Path | str,
    *,
    name: str,
    fair_key: str = "",
    families: frozenset[str] | None = None,
    size: int | None = None,
) -> Accepted:
    """Take a file into the library, or raise ``messages.Refused`` with a code and words.

    ``name`` is only for the words and the check of the ending. ``families`` limits what this place takes;
    ``size`` is the announced length in bytes, checked against what arrives.
    """
    shown = clean_name(name)
    announced = size if size is not None else _announced_size(stream_or_path)
    try:
        _check_room(announced)
        with workspace("ingest") as folder, ExitStack() as stack:
            stream = _opened(stream_or_path, stack)
            spooled = _spool(stream, folder / "upload", shown)
            if announced is not None and spooled.bytes < announced:
                raise Refused("upload_cut", bytes=spooled.bytes)
            return _take(spooled, fair_key, families)
    except errors.MediaError as error:
        raise Refused(error.code, **{**error.params, "name": shown}) from error
    except OSError as error:
        raise _from_os(error, shown) from error


def _take(spooled: _Spooled, fair_key: str, families: frozenset[str] | None) -> Accepted:
    sniffed = sniff(spooled.path, spooled.name)
    if sniffed.claimed and MISLEADING.fullmatch(sniffed.claimed):
        raise Refused("name_mismatch", detected=sniffed.media_type, claimed=f".{sniffed.claimed}")
    known = MediaFile.objects.filter(sha256=spooled.sha256).first()
    if known is not None:
        _check_family(known.family, families)
        return Accepted(_again(known, spooled.path), created=False)
    _check_quota(spooled.bytes, fair_key)
    _scan(spooled.path)
    found = door_check.probe(spooled.path, sniffed)
    _check_family(found.family, families)
    return _store(spooled, found, fair_key)


def _store(spooled: _Spooled, found: door_check.Probed, fair_key: str) -> Accepted:
    key = storage.key_of(storage.ORIGINALS, spooled.sha256)
    storage.save(spooled.path, key)
    row = {
        "sha256": spooled.sha256,
        "bytes": spooled.bytes,
        "media_type": found.media_type,
        "family": found.family,
        "facts": dict(found.facts),
        "key": key,
        "fair_key": fair_key,
    }
    try:
        with transaction.atomic():
            media_file = MediaFile.objects.create(**row)
    except IntegrityError:
        # The same bytes came in twice at once; the other upload won.
        return Accepted(_again(MediaFile.objects.get(sha256=spooled.sha256), spooled.path), created=False)
    # A sweep may have removed an old unused object of the same bytes just before the row could protect it.
    storage.save(spooled.path, key)
    return Accepted(media_file, created=True)


def _again(known: MediaFile, path: Path) -> MediaFile:
    """Equal bytes: nothing is stored but what was lost, and the sweep's count of days starts anew."""
    MediaFile.objects.filter(pk=known.pk).update(orphaned_since=None)
    known.orphaned_since = None
    if storage.save(path, known.key):
        logger.warning("the original %s was missing in the storage and has been put back", known.key)
    return known


def _spool(stream: Readable, path: Path, shown: str) -> _Spooled:
    limit = options.max_upload_bytes()
    digest = hashlib.sha256()
    count = 0
    next_check = DISK_CHECK_BYTES
    with path.open("wb") as target:
        while piece := stream.read(PIECE):
            count += len(piece)
            if count > limit:
                raise Refused("too_large", max_bytes=limit)
            digest.update(piece)
            target.write(piece)
            if count >= next_check:
                next_check += DISK_CHECK_BYTES
                _check_disk(0)
    if count == 0:
        raise Refused("empty_file")
    return _Spooled(path, shown, count, digest.hexdigest())


def _opened(stream_or_path: Readable | Path | str, stack: ExitStack) -> Readable:
    if isinstance(stream_or_path, Path | str):
        return stack.enter_context(Path(stream_or_path).open("rb"))
    return stream_or_path


def _announced_size(stream_or_path: Readable | Path | str) -> int | None:
    if isinstance(stream_or_path, Path | str):
        path = Path(stream_or_path)
        return path.stat().st_size if path.is_file() else None
    size = getattr(stream_or_path, "size", None)
    return size if isinstance(size, int) else None


def _check_room(announced: int | None) -> None:
    """Refuse before a byte is read what cannot end well. The quota waits: equal bytes that are stored cost nothing."""
    if announced is not None and announced > options.max_upload_bytes():
        raise Refused("too_large", max_bytes=options.max_upload_bytes())
    _check_disk(2 * (announced or 0))


def _check_disk(needed: int) -> None:
    places = [options.scratch_dir()]
    if (root := storage.local_path("")) is not None:
        places.append(root)
    free = min(free_bytes(place) for place in places)
    if free < needed + options.free_disk_floor():
        raise Refused("disk_full", free=free)


def _check_quota(more: int, fair_key: str) -> None:
    quota = options.quota_bytes()
    if not quota or not fair_key:
        return
    used = MediaFile.objects.filter(fair_key=fair_key).aggregate(total=Sum("bytes"))["total"] or 0
    if used + more > quota:
        raise Refused("quota_exceeded", used=used, quota=quota)


def _check_family(family: str, families: frozenset[str] | None) -> None:
    if families is not None and family not in families:
        raise Refused("wrong_family", found=family, families=sorted(families))


def _scan(path: Path) -> None:
    try:
        found = scanner.get().scan(path)
    except scanner.ScannerDown as error:
        logger.error("the malware scanner gave no verdict: %s", error)
        raise Refused("scanner_down") from error
    if found:
        raise Refused("infected", found=found)


def _from_os(error: OSError, shown: str) -> Refused:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refused("disk_full", free=free_bytes(options.scratch_dir()), name=shown)
    logger.error("an upload could not be stored: %s", error)
    return Refused("storage_down", name=shown)
