"""How a child talks to the program that started it: one JSON object a line (see `media_pipeline/jail/child.py`)."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable


class Failure(Exception):
    """The child's answer is a code with parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


def percent(done: float) -> None:
    """Say how far the work is, 0 to 100."""
    print(json.dumps({"percent": round(done, 1)}), flush=True)


def main(work: Callable[[dict], dict]) -> None:
    """Read the request from the command line, work, answer. Memory errors go up: the caller reads them as a limit."""
    try:
        answer: dict = {"ok": work(json.loads(sys.argv[1]))}
    except Failure as failure:
        answer = {"error": failure.code, "params": failure.params}
    print(json.dumps(answer), flush=True)
