"""Follows the journal into the search index of this host; the position lies in the index itself."""

import logging
import time
from collections.abc import Sequence

from cms.journal.models import Event
from search import engines
from search.engines.base import EngineUnavailable

from .feeding import apply, fill

log = logging.getLogger(__name__)
NOWHERE = 2**62  # an event id that never comes: nothing is handed over while the index cannot be written
PAUSE = 5.0  # seconds before an unavailable index is tried again


class IndexingConsumer:
    """A lost or damaged index says position 0 and is filled again by itself; an unavailable one is tried again later.

    An unavailable index makes no dead letters: the position stays, so nothing is passed over.
    """

    name = "indexing"

    def __init__(self) -> None:
        self._not_before = 0.0

    def position(self) -> int:
        """Id of the last event in the index; a far one while the index is unavailable."""
        if time.monotonic() < self._not_before:
            return NOWHERE
        try:
            return engines.get().position()
        except EngineUnavailable as error:
            self._pause(error)
            return NOWHERE

    def advance(self, event_id: int) -> None:
        """Move past events that could not be handled; all others have moved the position themselves."""
        if time.monotonic() < self._not_before:
            return
        try:
            engine = engines.get()
            if 0 < engine.position() < event_id:  # an index that has just been lost must be filled, not moved on
                engine.set_position(event_id)
        except EngineUnavailable as error:
            self._pause(error)

    def consume(self, events: Sequence[Event]) -> None:
        """Index what the events touched, or everything when the index is new."""
        try:
            engine = engines.get()
            if engine.position() == 0:
                fill(engine)
            apply(engine, events)
        except EngineUnavailable as error:
            self._pause(error)

    def _pause(self, error: EngineUnavailable) -> None:
        log.warning("the search index is not available, trying again in %g s: %s", PAUSE, error)
        self._not_before = time.monotonic() + PAUSE
