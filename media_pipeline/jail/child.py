"""Calls one of our small Python programs (`media_pipeline/children/`) inside the jail and brings back its answer.

A child prints one JSON object a line: {"percent": 12.5} while it works, and last {"ok": {…}} or {"error": code,
"params": {…}}. It gets its request as one JSON argument and sees only the paths that are named here.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from media_pipeline.errors import CODES, MediaError, ProcessingFailed
from media_pipeline.jail.run import Finished, Limits, run

CHILDREN = Path(__file__).resolve().parent.parent / "children"


def call(
    name: str,
    request: Mapping[str, object],
    *,
    read: Sequence[Path] = (),
    write: Sequence[Path] = (),
    limits: Limits | None = None,
    error: type[MediaError] = ProcessingFailed,
    heavy: str = "too_heavy",
    broken: str = "child_failed",
    on_percent: Callable[[float], None] | None = None,
    stop: Callable[[], object] | None = None,
) -> dict:
    """Run `children/<name>.py` and return what it answered.

    Raises `error` with the child's own code; with `heavy` when a limit ended it (time and CPU: 'too_slow' for a
    ProcessingFailed), and with `broken` when it died without a word."""
    answers: list[dict] = []

    def line(text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        if isinstance(answer, dict) and "percent" in answer and on_percent is not None:
            on_percent(float(answer["percent"]))
        elif isinstance(answer, dict):
            answers[:] = [answer]

    argv = [sys.executable, "-E", "-s", "-B", str(CHILDREN / f"{name}.py"), json.dumps(request)]
    finished = run(argv, read=[CHILDREN, *read], write=write, limits=limits, on_line=line, stop=stop)
    answer = answers[0] if answers else {}
    if finished.returncode == 0 and isinstance(answer.get("ok"), dict):
        return answer["ok"]
    if answer.get("error") in CODES:
        raise error(answer["error"], **answer.get("params", {}))
    raise _ended(finished, error, heavy, broken)


def _ended(finished: Finished, error: type[MediaError], heavy: str, broken: str) -> MediaError:
    if "No space left on device" in finished.stderr:
        return error("scratch_full")
    if finished.limit in ("time", "cpu") and heavy == "too_heavy":
        return error("too_slow", seconds=round(finished.seconds))
    if finished.limit:
        return error(heavy, what=finished.limit)
    last = (finished.stderr.strip().splitlines() or [f"exit code {finished.returncode}"])[-1][-200:]
    return error(broken, **dict.fromkeys(CODES[broken], last))
