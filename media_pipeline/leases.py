"""Who works: a worker's identity, its lease on a run, and what becomes of leases whose worker is gone.

An identity is a slot of this data folder, held by a lock on a file: two living workers never share one, and whoever can
take the lock of a slot knows that its former holder is dead.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import DatabaseError, close_old_connections, connection
from django.db.models.functions import Now

from media_pipeline import options, runs
from media_pipeline.models import ProcessingRun

logger = logging.getLogger(__name__)

BEAT_SECONDS = 30.0
RETRY_SECONDS = 5.0
MAX_SLOTS = 256


@dataclass(frozen=True)
class Slot:
    """A held identity: ``<host>/<data folder's own id>/<number>``."""

    worker: str
    number: int


@contextlib.contextmanager
def slot() -> Iterator[Slot]:
    """Hold the lowest free identity of this data folder."""
    prefix = _prefix()
    for number in range(MAX_SLOTS):
        handle = _lock(number)
        if handle is not None:
            break
    else:
        raise RuntimeError(f"{MAX_SLOTS} workers use {_folder()} already")
    try:
        yield Slot(f"{prefix}{number}", number)
    finally:
        os.close(handle)


def living() -> int:
    """How many identities of this data folder are held, by this process or others."""
    held = 0
    for number in range(MAX_SLOTS):
        if not (_folder() / f"slot-{number}.lock").exists():
            break
        handle = _lock(number)
        if handle is None:
            held += 1
        else:
            os.close(handle)
    return held


def free_dead() -> int:
    """Free the leases of this data folder's dead workers and those that ran out anywhere; returns how many."""
    lost = 0
    for run in ProcessingRun.objects.filter(lease_until__lte=Now()):
        lost += runs.lose(run)
    prefix = _prefix()
    held = ProcessingRun.objects.filter(lease_until__isnull=False, worker__startswith=prefix)
    for worker in set(held.values_list("worker", flat=True)):
        handle = _lock(int(worker.removeprefix(prefix)))
        if handle is None:
            continue
        try:
            for run in held.filter(worker=worker):
                lost += runs.lose(run)
        finally:
            os.close(handle)
    return lost


def free_own(slot: Slot) -> int:
    """Free what an earlier holder of this identity left behind; returns how many."""
    return sum(runs.lose(run) for run in ProcessingRun.objects.filter(worker=slot.worker, lease_until__isnull=False))


class Heartbeat:
    """Renews a lease from a thread of its own while the work runs; calls ``lost`` once when the lease is gone."""

    def __init__(self, run_id: int, token: str, lost: Callable[[], None], every: float = BEAT_SECONDS) -> None:
        self._run_id, self._token, self._lost, self._every = run_id, token, lost, every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{run_id}", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        wait = self._every
        try:
            while not self._ended.wait(wait):
                wait = self._every
                try:
                    close_old_connections()
                    if not runs.renew(self._run_id, self._token):
                        self._lost()
                        return
                except DatabaseError as error:
                    # The database may be restarting; should it take too long, the fence decides, not this thread.
                    logger.warning("the lease of run %s could not be renewed: %s", self._run_id, error)
                    wait = min(RETRY_SECONDS, self._every)
        finally:
            connection.close()


def _folder() -> Path:
    return options.data_dir() / "workers"


def _prefix() -> str:
    """A copy of the folder on another host is told apart by the host, another folder by its id."""
    path = _folder() / "identity"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        fresh = path.with_name(f"identity.{secrets.token_hex(4)}")
        fresh.write_text(secrets.token_hex(8), encoding="ascii")
        # Should another worker start at the same time, its id is the folder's.
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        fresh.unlink()
    return f"{socket.gethostname()}/{path.read_text(encoding='ascii').strip()}/"


def _lock(number: int) -> int | None:
    """An open handle that holds the slot's lock, or None when a living worker holds it."""
    handle = os.open(_folder() / f"slot-{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle
