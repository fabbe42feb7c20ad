"""Keep a few processes running in the foreground: start, restart with a growing pause, stop cleanly.

Standard library only. Used by run.py; nothing of the product imports it.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

GRACE_SECONDS = 25.0  # how long a part may take after SIGTERM before it is killed; everything is down within 30 s
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a part that died starts again; doubles each time
STEADY_SECONDS = 60.0  # a part that lived this long starts again with the first pause
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


class Stopped(Exception):
    """A stop was asked for (Ctrl-C, SIGTERM) while a step was running."""


def _child_setup() -> None:
    """Runs in the new child: end with the supervisor even when that is killed outright."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Part:
    """One process that must always run; `inherit` are the file descriptors it is handed."""

    name: str
    command: Sequence[str]
    inherit: tuple[int, ...] = ()
    process: subprocess.Popen | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    start_at: float = 0.0
    deaths: int = 0


class Supervisor:
    """Starts parts in process groups of their own and watches them until a stop is asked for."""

    def __init__(self, say: Callable[[str, str], None], grace: float = GRACE_SECONDS) -> None:
        self.say = say
        self.grace = grace
        self.parts: list[Part] = []
        self.stopping = False
        self._wake, self._poke = os.pipe()
        for end in (self._wake, self._poke):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._poke, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup stays in force
                signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _ask_to_stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def spawn(self, command: Sequence[str], inherit: tuple[int, ...] = ()) -> subprocess.Popen:
        """Start a command in a process group of its own."""
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            pass_fds=inherit,
            process_group=0,
            preexec_fn=_child_setup,  # noqa: PLW1509 - there are no threads here
        )

    def add(self, part: Part) -> None:
        """Start a part and keep it running from now on."""
        self.parts.append(part)
        self._start(part)

    def steps(self, *commands: Sequence[str]) -> list[int]:
        """Run commands side by side to their ends and return the exit codes; the parts are watched meanwhile.

        Raises Stopped when a stop is asked for; the commands are ended first.
        """
        processes = [self.spawn(command) for command in commands]
        while not self.stopping and any(process.poll() is None for process in processes):
            self._pass()
        if self.stopping:
            self._end(processes)
            raise Stopped
        return [process.returncode for process in processes]

    def wait(self, seconds: float | None = None, until: Callable[[], bool] = lambda: False) -> bool:
        """Watch the parts until a stop is asked for, `until()` is true, or the time is over; says if `until()` was."""
        end = None if seconds is None else time.monotonic() + seconds
        while not self.stopping and (end is None or time.monotonic() < end):
            if until():
                return True
            self._pass()
        return False

    def stop(self) -> None:
        """SIGTERM to every part at once, SIGKILL to the group of those that are not gone in time."""
        self.stopping = True
        self._end([part.process for part in self.parts if part.process])

    def _pass(self) -> None:
        """One round: sleep until a signal or a quarter of a second, then start again what has died."""
        with contextlib.suppress(InterruptedError):
            select.select([self._wake], [], [], 0.25)
        with contextlib.suppress(BlockingIOError):
            os.read(self._wake, 512)
        if self.stopping:
            return
        now = time.monotonic()
        for part in self.parts:
            if part.process and part.process.poll() is not None:
                self._died(part, now)
            if not part.process and now >= part.start_at:
                self._start(part)

    def _start(self, part: Part) -> None:
        part.process = self.spawn(part.command, part.inherit)
        part.started = time.monotonic()

    def _died(self, part: Part, now: float) -> None:
        code = part.process.returncode
        part.deaths += 1
        _kill_group(part.process, signal.SIGKILL)  # what it left behind would hold the port or the files
        if now - part.started >= STEADY_SECONDS:
            part.pause = FIRST_PAUSE
        self.say(
            f"Phần “{part.name}” đã dừng (mã {code}), chạy lại sau {part.pause:.0f} giây",
            f"The part “{part.name}” ended (code {code}), starting again in {part.pause:.0f} s",
        )
        part.process = None
        part.start_at = now + part.pause
        part.pause = min(part.pause * 2, LONGEST_PAUSE)

    def _end(self, processes: Sequence[subprocess.Popen]) -> None:
        deadline = time.monotonic() + self.grace
        for process in processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            _kill_group(process, signal.SIGKILL)
            process.wait()


def _kill_group(process: subprocess.Popen, number: int) -> None:
    """Signal everything in the group that a part started; nothing left is fine."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def plain_say(vietnamese: str, english: str = "") -> None:
    """One message, Vietnamese first."""
    print(vietnamese if not english else f"{vietnamese}\n    {english}", file=sys.stderr, flush=True)
