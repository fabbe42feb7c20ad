"""Captions: checked at the door and rewritten as WebVTT that holds text only, in a jailed child."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from media_pipeline.errors import MediaError, ProcessingFailed, Refused
from media_pipeline.jail import Limits, child

_LIMITS = Limits(cpu_seconds=20, wall_seconds=40, memory=1024 * 1024 * 1024, file_bytes=64 * 1024 * 1024)


def inspect(path: Path, *, stop: Callable[[], object] | None = None) -> dict[str, Any]:
    """Facts: cues and the end of the last one in seconds. Raises Refused with the line at fault."""
    return _call(path, None, Refused, stop)


def convert(path: Path, target: Path, *, stop: Callable[[], object] | None = None) -> dict[str, Any]:
    """Write WebVTT in UTF-8 to `target`; facts as in `inspect`."""
    return _call(path, target, ProcessingFailed, stop)


def _call(
    path: Path, target: Path | None, error: type[MediaError], stop: Callable[[], object] | None
) -> dict[str, Any]:  # fmt: skip
    return child.call(
        "captions", {"path": str(path), "target": str(target or "")}, read=[path],
        write=[target.parent] if target else [], limits=_LIMITS, error=error,
        heavy="check_too_heavy" if error is Refused else "too_heavy",
        broken="captions_damaged", stop=stop,
    )  # fmt: skip
