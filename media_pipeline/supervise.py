"""Several workers on one machine: a process for each slot, started again when it dies, stopped together."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from media_pipeline.models.build import LANES

logger = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
HEALTHY_SECONDS = 60.0
STOP_SECONDS = 27.0
PR_SET_PDEATHSIG = 1
HEAVY_LANE = "video"


def default_slots() -> int:
    """Half the processors (each encode uses two), but always one for films and a light one for everything else."""
    return max(2, (os.cpu_count() or 1) // 2)


def lanes_of(slots: int, lanes: Sequence[str] = LANES) -> list[tuple[str, ...]]:
    """The lanes of each slot: with two or more, the last never takes a film, so that short work is never behind one."""
    plan = [tuple(lanes)] * slots
    light = tuple(lane for lane in lanes if lane != HEAVY_LANE)
    if slots >= 2 and light:
        plan[-1] = light
    return plan


def die_with(parent: int) -> None:
    """Ask the kernel to end this process (SIGTERM) when its parent dies, however it dies."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        # It died before the kernel was asked.
        os.kill(os.getpid(), signal.SIGTERM)


@dataclass
class _Child:
    lanes: tuple[str, ...]
    process: subprocess.Popen | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE_SECONDS
    not_before: float = 0.0


class Supervisor:
    """Keeps the slots' processes running until it is told to stop."""

    def __init__(self, slots: int, lanes: Sequence[str] = LANES) -> None:
        self._children = [_Child(each) for each in lanes_of(slots, lanes)]
        self._stop = threading.Event()

    def serve(self) -> None:
        """Until SIGTERM or SIGINT; returns when all children are gone."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        try:
            while not self._stop.is_set():
                for child in self._children:
                    self._keep(child)
                self._stop.wait(LOOK_SECONDS)
        finally:
            self._end()

    def _keep(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            code = child.process.poll()
            if code is None:
                return
            healthy = now - child.started > HEALTHY_SECONDS
            child.pause = FIRST_PAUSE_SECONDS if healthy else min(LONGEST_PAUSE_SECONDS, child.pause * 2)
            child.not_before = now + (FIRST_PAUSE_SECONDS if healthy else child.pause / 2)
            child.process = None
            logger.warning("the worker for %s ended with %s and is started again", ",".join(child.lanes), code)
        if now >= child.not_before:
            child.started = now
            child.process = subprocess.Popen(_command(child.lanes), env=_environment())

    def _end(self) -> None:
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                logger.error("worker %d did not stop and is killed", process.pid)
                process.kill()
                process.wait()


def _command(lanes: Sequence[str]) -> list[str]:
    order = ["media_worker", "--slots", "1", "--lanes", ",".join(lanes), "--die-with", str(os.getpid())]
    return [sys.executable, "-m", "django", *order]


def _environment() -> dict[str, str]:
    """The same settings, and the same program wherever this one was started from."""
    root = str(Path(__file__).resolve().parents[1])
    paths = [root, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
