"""Folders for the bytes that are being received or made. Each is locked by its owner and never outlives it for long."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from media_pipeline import options

logger = logging.getLogger(__name__)

# Between its making and its locking a folder is nobody's; younger ones are left alone.
YOUNG_SECONDS = 10.0


@contextlib.contextmanager
def workspace(kind: str) -> Iterator[Path]:
    """A fresh folder ``<scratch>/<kind>-<random>``, locked while in use and removed afterwards, whatever happens."""
    root = options.scratch_dir()
    root.mkdir(parents=True, exist_ok=True)
    folder = root / f"{kind}-{secrets.token_hex(8)}"
    folder.mkdir(mode=0o700)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        _remove(folder)
        os.close(handle)


def sweep() -> int:
    """Remove the folders whose owner died; returns how many."""
    root = options.scratch_dir()
    removed = 0
    for folder in sorted(root.iterdir()) if root.is_dir() else ():
        if folder.is_dir() and not folder.is_symlink() and _is_abandoned(folder):
            _remove(folder)
            removed += 1
    if removed:
        logger.info("removed %d folders that dead processes left in %s", removed, root)
    return removed


def free_bytes(path: Path) -> int:
    """Bytes free on the disk that holds ``path`` or its nearest existing parent."""
    while not path.exists():
        path = path.parent
    return shutil.disk_usage(path).free


def _is_abandoned(folder: Path) -> bool:
    try:
        if time.time() - folder.stat().st_mtime < YOUNG_SECONDS:
            return False
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def _remove(folder: Path) -> None:
    """Also folders that a jailed child made unreadable."""
    for parent, folders, _ in os.walk(folder):
        for path in (Path(parent, name) for name in folders):
            if not path.is_symlink():
                with contextlib.suppress(OSError):
                    path.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        logger.warning("%s could not be removed", folder)
