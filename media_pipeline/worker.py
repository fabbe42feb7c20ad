"""The claim loop: look, take one run, work on it, look again. The database says what to do; nudges only hurry."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Sequence
from types import FrameType

from django.db import DatabaseError, close_old_connections, connection

from media_pipeline import leases, options, references, registry, runs, workspace
from media_pipeline.claim import Claim, claim_next
from media_pipeline.executors.embedded import wake_mark
from media_pipeline.models import Build
from media_pipeline.models.build import LANES
from media_pipeline.perform import perform

logger = logging.getLogger(__name__)

LOOK_SECONDS = 2.0
WAKE_SECONDS = 0.2
TIDY_SECONDS = 10.0
DATABASE_PAUSE_SECONDS = 2.0
# A recipe is asked to stop four times a second; one that does not listen loses the process under it.
GRACE_SECONDS = 12.0


class Worker:
    """One identity working through its lanes in one thread."""

    def __init__(self, slot: leases.Slot, lanes: Sequence[str] = LANES) -> None:
        self.slot = slot
        self.lanes = tuple(lanes)
        self.stop = threading.Event()
        self._current: Claim | None = None
        self._tidied = 0.0
        self._said_full = False

    def prepare(self) -> None:
        """What a fresh worker owes its predecessors: their leases, their folders, runs nobody can do any more."""
        leases.free_own(self.slot)
        self._tidy()

    def step(self) -> bool:
        """Do one run if there is one; returns whether there was. Raises ``DatabaseError``."""
        self.give_back()
        self._tidy_now_and_then()
        if self.stop.is_set() or self._is_full():
            return False
        self._current = claim_next(self.lanes, self.slot.worker)
        if self._current is None:
            return False
        logger.info("run %s (build %s) begins", self._current.run_id, self._current.build_id)
        ended = perform(self._current, self.stop)
        logger.info("run %s ended: %s", self._current.run_id, ended)
        self._current = None
        return True

    def give_back(self) -> None:
        """Free the lease of a run that was interrupted, by the database or a shutdown."""
        if self._current is not None:
            runs.release(self._current.run_id, self._current.token)
            self._current = None

    def serve(self) -> None:
        """Work until ``stop`` is set; a database that is away is waited for."""
        prepared = False
        while not self.stop.is_set():
            mark = wake_mark()
            close_old_connections()
            try:
                if not prepared:
                    self.prepare()
                    prepared = True
                worked = self.step()
            except DatabaseError as error:
                logger.warning("the database does not answer: %s", error)
                connection.close()
                self.stop.wait(DATABASE_PAUSE_SECONDS)
                continue
            if not worked:
                self._rest(mark)

    def _rest(self, mark: tuple[int, int]) -> None:
        until = time.monotonic() + LOOK_SECONDS
        while time.monotonic() < until and wake_mark() == mark:
            if self.stop.wait(WAKE_SECONDS):
                return

    def _tidy_now_and_then(self) -> None:
        if time.monotonic() - self._tidied > TIDY_SECONDS:
            self._tidy()

    def _tidy(self) -> None:
        self._tidied = time.monotonic()
        leases.free_dead()
        runs.cancel_replaced(registry.current_versions())
        # Not only at the start: a worker that comes back at once finds its predecessor's folder too young to judge.
        workspace.sweep()
        if self.slot.number == 0:
            references.sweep_now_and_then()

    def _is_full(self) -> bool:
        full = workspace.free_bytes(options.scratch_dir()) < options.free_disk_floor()
        if full and not self._said_full:
            logger.error("less than %d bytes are free: no work until there is room", options.free_disk_floor())
        self._said_full = full
        return full

    def stop_on_signals(self) -> None:
        """End on SIGTERM and SIGINT: the job's processes die, the lease is free within half a minute, exit code 0."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if not self.stop.is_set():
            self.stop.set()
            timer = threading.Timer(GRACE_SECONDS, self._leave)
            timer.daemon = True
            timer.start()

    def _leave(self) -> None:
        """The work did not listen. Its programs die with this process; its folder is swept at the next start."""
        logger.warning("the work did not stop in %d s: leaving it", GRACE_SECONDS)
        try:
            self.give_back()
        finally:
            os._exit(0)


def run_once(lanes: Sequence[str] = LANES) -> bool:
    """Do one run now, in this process; returns whether there was one."""
    with leases.slot() as slot:
        return Worker(slot, lanes).step()


def drain(timeout: float | None = None, lanes: Sequence[str] = LANES) -> bool:
    """Work until no build has an open run; returns False when ``timeout`` seconds were not enough.

    Runs in back-off and runs leased to other workers are waited for.
    """
    until = None if timeout is None else time.monotonic() + timeout
    with leases.slot() as slot:
        worker = Worker(slot, lanes)
        worker.prepare()
        while Build.objects.unfinished().exists():
            if until is not None and time.monotonic() > until:
                return False
            if not worker.step():
                time.sleep(WAKE_SECONDS)
    return True
