"""Run one program in the jail, watch it, and bring back how it ended."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from media_pipeline.errors import MediaError, Stopped
from media_pipeline.jail import levels

MEBIBYTE = 1024 * 1024
_TICK = 0.25  # seconds between two looks at the clock and the stop request
_DEATH_SECONDS = 5.0  # to wait for what was killed
_STDERR_TAIL = 8 * 1024
_OUT_OF_MEMORY = (
    "MemoryError", "Cannot allocate memory", "bad_alloc", "malloc of size", "failed to map segment",
    "Resource temporarily unavailable",
)  # fmt: skip
_NOT_CLOSED = 125  # inside/confine.py: the jail could not be closed


@dataclass(frozen=True)
class Limits:
    """What one run may use. Bytes and seconds; `processes` counts threads and only bites for users other than root."""

    cpu_seconds: int = 60
    wall_seconds: float = 120
    memory: int = 4096 * MEBIBYTE
    file_bytes: int = 1024 * MEBIBYTE
    open_files: int = 256
    processes: int = 512
    output_bytes: int = 8 * MEBIBYTE  # of standard output, kept in our memory

    def as_order(self, name: str) -> dict[str, object]:
        limits = {"memory": self.memory, "file_bytes": self.file_bytes, "open_files": self.open_files, "core": 0}
        if name == "bubblewrap":  # elsewhere the kernel counts everything else that this user runs as well
            limits["processes"] = self.processes
        return {"limits": limits, "cpu": self.cpu_seconds}


@dataclass(frozen=True)
class Finished:
    """How a program ended. `peak_kilobytes` is its largest resident set, 0 where bubblewrap hides it."""

    returncode: int
    stdout: str
    stderr: str
    level: str
    seconds: float
    peak_kilobytes: int
    timed_out: bool = False

    @property
    def limit(self) -> str:
        """The limit that ended it: 'time', 'cpu', 'file_bytes', 'memory', 'output' or ''."""
        if self.timed_out:
            return "time"
        ended = self.returncode if self.returncode < 0 else 128 - self.returncode
        if ended == -signal.SIGXCPU:
            return "cpu"
        if ended == -signal.SIGXFSZ or "File too large" in self.stderr:
            return "file_bytes"
        if any(each in self.stderr for each in _OUT_OF_MEMORY):
            return "memory"
        if ended == -signal.SIGKILL:  # nobody else kills it: the hard CPU limit, or the kernel short of memory
            return "cpu"
        return ""


def run(
    argv: Sequence[str],
    *,
    read: Sequence[Path] = (),
    write: Sequence[Path] = (),
    limits: Limits | None = None,
    on_line: Callable[[str], None] | None = None,
    stop: Callable[[], object] | None = None,
    policy: str | None = None,
    level: str | None = None,
) -> Finished:
    """Run `argv` where it sees only the system, `read` (read only) and `write`; all paths absolute.

    `on_line` gets each line of standard output as it comes (it is then not kept). `stop` is asked four times a second;
    when it returns true or raises, the program and all that belongs to it is killed and Stopped (or its own exception)
    goes up. A run over its time limit is killed and comes back with `timed_out`. `level` forces a level, for tests.

    Raises JailUnavailable (policy 'require' without a jail, or a jail that did not close) and MediaError
    'tool_missing'. A program that fails is not an exception here: look at the return code and at `limit`.
    """
    limits = limits or Limits()
    name = level or levels.level(policy)
    try:
        command = levels.command(name, argv, read, write, limits.as_order(name))
    except FileNotFoundError as error:
        raise MediaError("tool_missing", tool=str(error)) from error
    process = subprocess.Popen(
        command, env=levels.environment(write), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True, cwd="/",
    )  # fmt: skip
    watch = _Watch(process, limits, on_line, stop)
    try:
        watch.follow()
    finally:
        watch.end()
    finished = watch.finished(name)
    if finished.returncode == _NOT_CLOSED and "jail:" in finished.stderr:
        raise levels.JailUnavailable("jail_unavailable", detail=finished.stderr[-300:])
    return finished


class _Watch:
    """Reads both streams of one process without threads, and asks clock and caller in between."""

    def __init__(
        self,
        process: subprocess.Popen,
        limits: Limits,
        on_line: Callable[[str], None] | None,
        stop: Callable[[], object] | None,
    ) -> None:
        self.process, self.limits, self.on_line, self.stop = process, limits, on_line, stop
        self.started = time.monotonic()
        self.timed_out = False
        self.out, self.err, self.partial = bytearray(), bytearray(), bytearray()
        self.usage = None

    def follow(self) -> None:
        """Until both streams are closed and the process is gone."""
        with selectors.DefaultSelector() as selector:
            for stream in (self.process.stdout, self.process.stderr):
                os.set_blocking(stream.fileno(), False)
                selector.register(stream, selectors.EVENT_READ)
            while selector.get_map():
                for key, _ in selector.select(_TICK):
                    if not self._take(key.fileobj):
                        selector.unregister(key.fileobj)
                if not self._go_on():
                    return
        while not self._reaped():
            time.sleep(0.01)
            if not self._go_on():
                return

    def _go_on(self) -> bool:
        if self.stop is not None and self.stop():
            raise Stopped
        if time.monotonic() - self.started > self.limits.wall_seconds:
            self.timed_out = True
        return not self.timed_out and len(self.out) <= self.limits.output_bytes

    def _take(self, stream) -> bool:
        block = os.read(stream.fileno(), 65536)
        if stream is self.process.stderr:
            self.err += block
            del self.err[:-_STDERR_TAIL]
        elif self.on_line is None:
            self.out += block
        else:
            *lines, rest = (bytes(self.partial) + block).split(b"\n")
            self.partial = bytearray(rest[-65536:])
            for line in lines:
                self.on_line(line.decode("utf-8", "replace"))
        return bool(block)

    def _reaped(self) -> bool:
        if self.process.returncode is None:
            pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
            if pid:
                self.process.returncode, self.usage = os.waitstatus_to_exitcode(status), usage
        return self.process.returncode is not None

    def end(self) -> None:
        """Kill what is left of the group, close the pipes and leave no zombie."""
        if not self._reaped():
            os.killpg(self.process.pid, signal.SIGKILL)
            _, status, self.usage = os.wait4(self.process.pid, 0)
            self.process.returncode = os.waitstatus_to_exitcode(status)
            self._wait_for_silence()
        self.process.stdout.close()
        self.process.stderr.close()

    def _wait_for_silence(self) -> None:
        """Until nobody holds the other end of the pipes: what bubblewrap started dies a moment after bubblewrap."""
        with selectors.DefaultSelector() as selector:
            for stream in (self.process.stdout, self.process.stderr):
                os.set_blocking(stream.fileno(), False)
                selector.register(stream, selectors.EVENT_READ)
            deadline = time.monotonic() + _DEATH_SECONDS
            while selector.get_map() and time.monotonic() < deadline:
                for key, _ in selector.select(_TICK):
                    if not os.read(key.fileobj.fileno(), 65536):
                        selector.unregister(key.fileobj)

    def finished(self, name: str) -> Finished:
        """The result, once ended."""
        return Finished(
            returncode=self.process.returncode,
            stdout=self.out.decode("utf-8", "replace"),
            stderr=self.err.decode("utf-8", "replace"),
            level=name,
            seconds=time.monotonic() - self.started,
            peak_kilobytes=0 if name == "bubblewrap" else self.usage.ru_maxrss,
            timed_out=self.timed_out,
        )
