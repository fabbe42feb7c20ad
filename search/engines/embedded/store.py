"""Connections to an index file: one a thread, reopened after a fork, remade when the file is lost or damaged."""

import fcntl
import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from search.engines.base import EngineUnavailable
from search.engines.embedded import schema

logger = logging.getLogger(__name__)

FILE_NAME: Final = "index.sqlite3"
BUSY_SECONDS: Final = 15  # how long a writer waits for another
_DAMAGED: Final = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class IndexLost(Exception):
    """The file was damaged and has been replaced by an empty one; position is 0 again."""


def is_damage(error: sqlite3.Error) -> bool:
    """True when the error says that the bytes of the file are wrong, not that it is busy or out of reach."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


class Store:
    """The index file of one directory. Safe for many threads and processes; SQLite lets one write at a time."""

    def __init__(self, directory: Path) -> None:
        self.directory = Path(directory)
        self.path = self.directory / FILE_NAME
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection inside a read transaction: everything is of one moment."""
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection inside the only write transaction; committed at the end, rolled back by an exception."""
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def close(self) -> None:
        """Close the calling thread's connection."""
        connection = getattr(self._local, "connection", None)
        self._local.connection = None
        if connection is not None and self._local.pid == os.getpid():
            connection.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            connection = self._connection()
            connection.execute(begin)
            try:
                yield connection
            except BaseException:  # undone whatever happened, then raised again
                connection.rollback()
                raise
            connection.commit()
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                self._replace(str(error))
                raise IndexLost(str(error)) from error
            raise EngineUnavailable(f"search index {self.path}: {error}") from error

    def _connection(self) -> sqlite3.Connection:
        connection = getattr(self._local, "connection", None)
        if connection is not None and self._local.pid == os.getpid() and self._local.identity == self._identity():
            return connection
        self.close()
        connection = self._open()
        self._local.connection, self._local.pid = connection, os.getpid()
        self._local.identity = self._identity()
        return connection

    def _identity(self) -> tuple[int, int] | None:
        """Which file lies at the path now; None when it is gone (then the open one must not be used any more)."""
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _open(self) -> sqlite3.Connection:
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EngineUnavailable(f"search directory {self.directory}: {error}") from error
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")  # the file is derived; position and content fall together
            connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("PRAGMA cache_size = -16000")  # 16 MB a connection
            self._prepare(connection)
        except BaseException:  # closed whatever happened, then raised again
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        """Make the tables of a new file; drop and remake those of another version. One process at a time: SQLite
        does not wait for others when it changes the journal mode."""
        with self._locked():
            connection.execute("PRAGMA journal_mode = WAL")
            if self._version(connection) == schema.SCHEMA_VERSION:
                return
            connection.execute("BEGIN IMMEDIATE")
            found = self._version(connection)
            if found:
                logger.warning("search index %s has version %s: made anew", self.path, found)
            schema.create(connection)
            connection.execute("COMMIT")

    @staticmethod
    def _version(connection: sqlite3.Connection) -> int:
        return connection.execute("PRAGMA user_version").fetchone()[0]

    def _replace(self, reason: str) -> None:
        """Put an empty index in the place of a damaged one, once, however many processes notice it."""
        damaged = getattr(self._local, "identity", None) or self._identity()
        self.close()
        with self._locked():
            if damaged is not None and self._identity() == damaged:
                logger.error("search index %s is damaged (%s): made anew, feeding starts from 0", self.path, reason)
                # SQLite notices that its file was moved away and then leaves the new file's WAL alone.
                for suffix in ("", "-wal", "-shm"):
                    self.path.with_name(FILE_NAME + suffix).unlink(missing_ok=True)
        self._connection()

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Only one process makes or replaces the file."""
        with open(self.directory / "index.lock", "w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
