"""Bytes of an object in pieces: from disk, from an S3 storage by ranged reads, from any other storage by seeking."""

from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from django.core.files.storage import Storage

from media_pipeline import storage

PIECE = 256 * 1024


class Missing(OSError):
    """The object is not where it was written, or has another length."""


class Pieces:
    """``length`` bytes of an open file from where it stands. Closing it closes the file, also when a client leaves."""

    def __init__(self, file: BinaryIO, length: int) -> None:
        self.file = file
        self.left = length

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = self.file.read(min(PIECE, self.left)) if self.left else b""
        if not piece:
            self.close()
            if self.left:
                # Ending early on purpose: the client sees fewer bytes than announced and resumes or gives up.
                raise Missing("an object is shorter than its row says")
            raise StopIteration
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def pieces(key: str, size: int, start: int, length: int) -> Pieces:
    """Bytes of the object from ``start`` on. Opens it at once, so that a missing object is noticed before the answer.

    Raises ``Missing``.
    """
    medium = storage.media()
    path = storage.local_path(key, medium)
    try:
        if path is None:
            return Pieces(_elsewhere(medium, key, start, length), length)
        file = path.open("rb")
        if path.stat().st_size != size:
            file.close()
            raise Missing(f"{key} has another length than its row says")
        file.seek(start)
    except FileNotFoundError:
        raise Missing(f"{key} is not there") from None
    return Pieces(file, length)


def whole(key: str) -> bytes:
    """A small object as a whole (captions, the text of a handbook). Raises ``Missing``."""
    try:
        with closing(storage.media().open(key, "rb")) as file:
            return file.read()
    except FileNotFoundError:
        raise Missing(f"{key} is not there") from None


def _elsewhere(medium: Storage, key: str, start: int, length: int) -> BinaryIO:
    bucket = getattr(medium, "bucket", None)
    if bucket is None:
        file = medium.open(key, "rb")
        file.seek(start)
        return file
    from botocore.exceptions import ClientError

    try:
        # One ranged read of the store: nothing is copied to this machine first.
        return bucket.Object(key).get(Range=f"bytes={start}-{start + length - 1}")["Body"]
    except ClientError as error:
        raise FileNotFoundError(key) from error
