"""Runs ffmpeg and ffprobe in the jail and says in codes what went wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from media_pipeline import jail
from media_pipeline.errors import ProcessingFailed
from media_pipeline.ffmpeg import commands, progress
from media_pipeline.jail import Finished, Limits

_PATH = re.compile(r"(?:file:)?(?:/[^\s/:']+)+")
_ADDRESS = re.compile(r"\[[^\]]*@ 0x[0-9a-f]+\]\s*")


def probe(path: Path, demuxer: str, *, limits: Limits, stop: Callable[[], object] | None = None) -> Finished:
    """ffprobe's JSON of one file on standard output."""
    return start(commands.probe(path, demuxer), read=[path], write=[], limits=limits, stop=stop)


def start(
    argv: Sequence[str],
    *,
    read: Sequence[Path],
    write: Sequence[Path],
    limits: Limits,
    on_line: Callable[[str], None] | None = None,
    stop: Callable[[], object] | None = None,
) -> Finished:
    """One program in the jail; failure is in the result."""
    return jail.run(argv, read=read, write=write, limits=limits, on_line=on_line, stop=stop)


def run(
    argv: Sequence[str],
    *,
    read: Sequence[Path],
    write: Sequence[Path],
    limits: Limits,
    on_seconds: Callable[[float], None] | None = None,
    stop: Callable[[], object] | None = None,
) -> None:
    """One ffmpeg run to its end. `on_seconds` hears the seconds of output made so far.

    Raises ProcessingFailed (media_damaged, too_slow, too_heavy), and what `stop` raises."""

    def line(text: str) -> None:
        done = progress.seconds_done(text)
        if done is not None and on_seconds is not None:
            on_seconds(done)

    finished = start(argv, read=read, write=write, limits=limits, on_line=line, stop=stop)
    if finished.limit in ("time", "cpu"):
        raise ProcessingFailed("too_slow", seconds=round(finished.seconds))
    if finished.limit:
        raise ProcessingFailed("too_heavy", what=finished.limit)
    if "No space left on device" in finished.stderr:
        raise ProcessingFailed("scratch_full")
    if finished.returncode != 0:
        raise ProcessingFailed("media_damaged", detail=reason(finished.stderr))


def reason(stderr: str) -> str:
    """ffmpeg's last words without our paths and memory addresses, at most 200 characters."""
    lines = [_ADDRESS.sub("", _PATH.sub("…", line)).strip() for line in stderr.strip().splitlines()]
    lines = [line for line in lines if line and not line.startswith("Last message repeated")]
    return " / ".join(lines[-2:])[-200:] or "no reason given"
