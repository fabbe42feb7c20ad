"""Files that are still arriving: ``<data>/uploads/<user id>/<upload id>/{data,upload.json}``.

Not below the scratch folder, which a starting media worker empties: an upload outlives every restart. How much has
arrived is the size of ``data``, so nothing can disagree with the bytes. A folder is changed only under its lock.
"""

import contextlib
import errno
import fcntl
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from media_pipeline import options
from media_pipeline.workspace import free_bytes

LIFETIME_SECONDS = 24 * 3600
"""An upload that nobody continued for so long is removed, and so is the verdict on a finished one."""
OPEN_UPLOADS = 50
COPIES = 3
"""What arrives, the ingest door's own copy and the stored original lie on the disks at the same time."""
NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)


class TooMany(Exception):
    """The user has too many uploads, or too many bytes, under way."""


class DiskFull(Exception):
    """There is no room for this upload."""


class Busy(Exception):
    """Another request works on this upload at this moment."""


@dataclass
class Upload:
    """One file under way. ``goal`` says where it goes once it is whole; ``result`` is the verdict, kept for a client
    that did not hear it."""

    folder: Path
    owner: int
    length: int
    name: str
    goal: dict[str, Any]
    result: dict[str, Any] | None = field(default=None)

    @property
    def id(self) -> str:
        """The last part of its address."""
        return self.folder.name

    @property
    def data(self) -> Path:
        """The bytes that have arrived."""
        return self.folder / "data"

    @property
    def offset(self) -> int:
        """How many bytes have arrived."""
        if self.result is not None:
            return self.length
        return self.data.stat().st_size if self.data.exists() else 0

    @property
    def expires(self) -> float:
        """When it is removed unless somebody continues (seconds since 1970)."""
        paths = [path for path in (self.data, self.folder / "upload.json") if path.exists()]
        return max(path.stat().st_mtime for path in paths) + LIFETIME_SECONDS if paths else 0.0

    def save(self) -> None:
        """Write what is known about it, whole or not at all."""
        known = {key: getattr(self, key) for key in ("owner", "length", "name", "goal", "result")}
        fresh = self.folder / "upload.json.new"
        fresh.write_text(json.dumps(known), encoding="ascii")
        fresh.replace(self.folder / "upload.json")


def root() -> Path:
    """Where uploads lie."""
    return options.data_dir() / "uploads"


def create(owner: int, length: int, name: str, goal: dict[str, Any]) -> Upload:
    """Begin an upload. Raises ``TooMany`` and ``DiskFull`` before a byte is taken."""
    sweep()
    root().mkdir(parents=True, exist_ok=True)
    with _locked(root()):
        everything = [upload for upload in _all(root()) if upload.result is None]
        own = [upload for upload in everything if upload.owner == owner]
        if len(own) >= int(getattr(settings, "KHO_OPEN_UPLOADS", OPEN_UPLOADS)):
            raise TooMany
        most = int(getattr(settings, "KHO_OPEN_UPLOAD_BYTES", 2 * options.max_upload_bytes()))
        if sum(upload.length for upload in own) + length > most:
            raise TooMany
        promised = sum(upload.length - upload.offset for upload in everything)
        if free_bytes(root()) < COPIES * length + promised + options.free_disk_floor():
            raise DiskFull
        upload = Upload(root() / str(owner) / secrets.token_hex(16), owner, length, name, goal)
        upload.folder.mkdir(parents=True, mode=0o700)
        upload.data.touch(mode=0o600)
        upload.save()
    return upload


def find(name: str, owner: int) -> Upload | None:
    """The user's own upload, or None: unknown, somebody else's and expired ones look alike."""
    if not NAME.fullmatch(name):
        return None
    upload = _read(root() / str(owner) / name)
    return upload if upload and upload.expires > time.time() else None


@contextlib.contextmanager
def locked(upload: Upload) -> Iterator[Upload]:
    """Work on an upload alone; gives it as it is now. Raises ``Busy``, and ``FileNotFoundError`` when it is gone."""
    with _locked(upload.folder, wait=False):
        fresh = _read(upload.folder)
        if fresh is None:
            raise FileNotFoundError(upload.folder)
        yield fresh


def append(upload: Upload, pieces: Iterable[bytes]) -> None:
    """Write what comes, after what has arrived; what came before an error stays. Raises ``DiskFull``."""
    with upload.data.open("ab") as file:
        for piece in pieces:
            try:
                file.write(piece)
                file.flush()
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT):
                    raise DiskFull from error
                raise


def settle(upload: Upload, result: dict[str, Any]) -> None:
    """Keep the verdict, drop the bytes."""
    upload.result = result
    upload.save()
    upload.data.unlink(missing_ok=True)


def remove(upload: Upload) -> None:
    """Forget it."""
    shutil.rmtree(upload.folder, ignore_errors=True)


def sweep() -> int:
    """Remove what nobody continued for ``LIFETIME_SECONDS``. Returns how many uploads that were."""
    removed = 0
    for person in root().iterdir() if root().is_dir() else ():
        for path in list(person.iterdir()) if person.is_dir() else ():
            with contextlib.suppress(FileNotFoundError, Busy):
                if path.is_dir():
                    with _locked(path, wait=False):
                        removed += _remove_old(path)
                elif path.stat().st_mtime + LIFETIME_SECONDS < time.time():
                    path.unlink()
    return removed


@contextlib.contextmanager
def places_of_batch(owner: int, batch: str) -> Iterator[set[tuple[str, int]]]:
    """The slots that files dropped together have filled so far, held alone: the second picture comes after the first.

    A file that comes alone (``batch`` empty) shares nothing.
    """
    if not batch:
        yield set()
        return
    path = root() / str(owner) / f"batch-{batch}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    with _locked(path):
        text = path.read_text(encoding="ascii")
        taken = {(role, n) for role, n in json.loads(text or "[]")}
        yield taken
        path.write_text(json.dumps(sorted(taken)), encoding="ascii")


def _remove_old(folder: Path) -> int:
    upload = _read(folder)
    last = upload.expires if upload else folder.stat().st_mtime + LIFETIME_SECONDS
    if last > time.time():
        return 0
    shutil.rmtree(folder, ignore_errors=True)
    return 1


def _all(place: Path) -> Iterator[Upload]:
    for folder in place.glob("*/*/"):
        if upload := _read(folder):
            yield upload


def _read(folder: Path) -> Upload | None:
    try:
        known = json.loads((folder / "upload.json").read_text(encoding="ascii"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return Upload(folder, **known)


@contextlib.contextmanager
def _locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise Busy from error
    finally:
        os.close(handle)
