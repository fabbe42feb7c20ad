"""What an executor is."""

from typing import Protocol


class Executor(Protocol):
    """Wakes workers; never carries the work.

    A nudge may be lost, repeated or late: workers look into the database by themselves now and then, and claiming is
    what decides who works. An executor for a message broker (Celery and the like) routes by ``lane`` and has its task
    call ``media_pipeline.worker.run_once``; none is built yet.
    """

    def nudge(self, build_id: int, lane: str) -> None:
        """Say that this build may be claimable. Cheap, idempotent, and it never raises for want of a listener."""
        ...
