"""Feeds as files: whole or not at all, with a gzip twin, touched only when their bytes change.

They lie in the storage named ``feeds``, which must be a disk: web servers send them without asking Kho.
"""

import fcntl
import gzip
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.files.storage import storages

STATE = ".state.json"
LOCK = ".lock"
TWIN = ".gz"


def path_of(name: str) -> Path:
    """Where a file of the feeds lies."""
    return Path(storages["feeds"].path(name))


def read(name: str) -> tuple[bytes, float] | None:
    """The bytes of a file and when they last changed (seconds since 1970); None when there is none."""
    try:
        with path_of(name).open("rb") as file:
            return file.read(), os.fstat(file.fileno()).st_mtime
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def write(name: str, data: bytes) -> bool:
    """Store a file and its twin; returns whether anything had to be written.

    The time of change is a whole second, equal on both and later than the last one: nginx makes its ETag of second and
    size, so two changes within a second must not look alike.
    """
    path, twin = path_of(name), path_of(name + TWIN)
    packed = gzip.compress(data, mtime=0)
    present = read(name)
    if present and present[0] == data:
        if _holds(name + TWIN, packed):
            return False
        _replace(twin, packed, int(present[1]))
        return True
    stamp = int(time.time())
    if present:
        stamp = max(stamp, int(present[1]) + 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    _replace(twin, packed, stamp)
    _replace(path, data, stamp)
    return True


def is_whole(name: str) -> bool:
    """Whether the file and its twin are there."""
    return path_of(name).is_file() and path_of(name + TWIN).is_file()


def folders() -> set[str]:
    """The folders that hold files of feeds."""
    top = path_of("")
    return {str(Path(folder).relative_to(top)) for folder, _, names in os.walk(top) if names and Path(folder) != top}


def remove_folder(folder: str) -> None:
    """Take away the files of a feed; its provinces below stay."""
    path = path_of(folder)
    for each in path.iterdir():
        if each.is_file():
            each.unlink(missing_ok=True)
    with suppress(OSError):  # provinces below it have files of their own
        path.rmdir()


def read_state() -> dict[str, str]:
    """Folder → fingerprint of what was written there last; empty when unknown, then everything is compared anew."""
    found = read(STATE)
    try:
        state = json.loads(found[0]) if found else {}
    except ValueError:
        return {}
    return state if isinstance(state, dict) else {}


def write_state(state: dict[str, str]) -> None:
    """Remember what was written."""
    _replace(path_of(STATE), json.dumps(state, sort_keys=True).encode(), int(time.time()))


@contextmanager
def locked() -> Iterator[None]:
    """Only one process of a host writes feeds at a time."""
    path = path_of(LOCK)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _holds(name: str, data: bytes) -> bool:
    found = read(name)
    return found is not None and found[0] == data


def _replace(path: Path, data: bytes, stamp: int) -> None:
    part = path.with_name(f".{path.name}.part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.utime(part, (stamp, stamp))
    part.replace(path)
