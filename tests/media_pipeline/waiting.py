"""Waiting for what other processes and threads do, and not waiting for back-offs."""

import time
from collections.abc import Callable

from media_pipeline.models import ProcessingRun


def wait_for(condition: Callable[[], object], seconds: float = 30.0) -> object:
    """The first true answer of ``condition``; fails when there is none in time."""
    until = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)
    return answer


def ready_now(run: ProcessingRun) -> None:
    """End the back-off of a run."""
    ProcessingRun.objects.filter(pk=run.pk).update(not_before=None)
