"""Where originals and renditions lie: objects whose key holds the sha256 of their bytes, never changed once written.

Works on any Django storage named ``media``; on disks it links files in place, so that a half-written object cannot
appear and equal objects written at the same time do no harm.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from media_pipeline.models import MediaFile

logger = logging.getLogger(__name__)

PIECE = 1024 * 1024
ORIGINALS = "originals"
RENDITIONS = "renditions"
PARTIAL = ".partial"
ATTEMPTS = 3


class Damaged(OSError):
    """An object is absent, or its length or hash is not what was written."""


def media() -> Storage:
    """The private storage of originals and renditions."""
    return storages["media"]


def key_of(kind: str, sha256: str) -> str:
    """``originals/ab/cd/<sha256>``; kind is ``ORIGINALS`` or ``RENDITIONS``."""
    return f"{kind}/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def hash_of(path: Path) -> str:
    """sha256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_original(media_file: MediaFile) -> BinaryIO:
    """The bytes as they were uploaded. Raises ``FileNotFoundError``."""
    return media().open(media_file.key, "rb")


def local_path(key: str, storage: Storage | None = None) -> Path | None:
    """Where the object lies on this machine's disk; None on storages that have no paths."""
    storage = storage or media()
    # Asked by class: the in-memory storage answers path() with a place on disk that it never writes to.
    return Path(storage.path(key)) if isinstance(storage, FileSystemStorage) else None


def save(path: Path, key: str, storage: Storage | None = None) -> bool:
    """Write the file at ``path`` under ``key`` unless it is there already; returns whether it was written.

    An object of another length under that key is the rest of an accident and is replaced. Raises ``OSError``.
    """
    storage = storage or media()
    target = local_path(key, storage)
    if target is not None:
        return _save_on_disk(path, target)
    return _save_elsewhere(storage, path, key)


def exists(key: str, size: int, storage: Storage | None = None) -> bool:
    """Whether an object of this length is there."""
    storage = storage or media()
    try:
        return storage.size(key) == size
    except FileNotFoundError:
        return False


def fetch(key: str, size: int, sha256: str, into: Path, storage: Storage | None = None) -> Path:
    """A local file with the object's bytes: the object itself on disks, else a copy at ``into``, checked by hash.

    Raises ``Damaged`` when the object is absent or, after three tries, still not what was written.
    """
    storage = storage or media()
    on_disk = local_path(key, storage)
    if on_disk is not None:
        if not on_disk.is_file() or on_disk.stat().st_size != size:
            raise Damaged(f"{key} is missing or has another length")
        return on_disk
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with storage.open(key, "rb") as source, into.open("wb") as target:
                shutil.copyfileobj(source, target, PIECE)
        except FileNotFoundError:
            raise Damaged(f"{key} is missing") from None
        if into.stat().st_size == size and hash_of(into) == sha256:
            return into
        logger.warning("%s came damaged from the storage (try %d of %d)", key, attempt, ATTEMPTS)
    raise Damaged(f"{key} comes with other bytes than were written")


def all_keys(storage: Storage | None = None) -> Iterator[str]:
    """Every object's key below originals and renditions, in no promised order."""
    storage = storage or media()
    pending = [ORIGINALS, RENDITIONS]
    while pending:
        folder = pending.pop()
        try:
            folders, files = storage.listdir(folder)
        except FileNotFoundError:
            continue
        pending.extend(f"{folder}/{name}" for name in folders)
        yield from (f"{folder}/{name}" for name in files if name)


def _save_on_disk(path: Path, target: Path) -> bool:
    size = path.stat().st_size
    if _is_there(target, size):
        # A young date keeps the sweep of unused objects away until the row that names this one is committed.
        os.utime(target)
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.{secrets.token_hex(4)}{PARTIAL}")
    try:
        _link_or_copy(path, partial)
        partial.chmod(0o644)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        if target.exists():
            logger.warning("%s had another length and is replaced", target)
        # Replacing is atomic, and whoever wrote the same key wrote the same bytes.
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return True


def _is_there(target: Path, size: int) -> bool:
    try:
        return target.stat().st_size == size
    except FileNotFoundError:
        return False


def _link_or_copy(path: Path, partial: Path) -> None:
    try:
        os.link(path, partial)
    except OSError:
        # Scratch is on another disk, or the file system knows no links.
        shutil.copyfile(path, partial)


def _save_elsewhere(storage: Storage, path: Path, key: str) -> bool:
    size = path.stat().st_size
    if exists(key, size, storage):
        return False
    if storage.exists(key):
        logger.warning("%s had another length and is replaced", key)
        storage.delete(key)
    with path.open("rb") as file:
        name = storage.save(key, File(file, name=key))
    if name != key:
        # Somebody wrote the key in between and the storage gave ours another name.
        storage.delete(name)
    if not exists(key, size, storage):
        with contextlib.suppress(FileNotFoundError):
            storage.delete(key)
        raise Damaged(f"{key} did not arrive whole")
    return name == key
