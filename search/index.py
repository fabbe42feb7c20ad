"""Feeding an engine: batches of documents with the feeder's position, each batch whole or not at all."""

from collections.abc import Iterable, Iterator
from itertools import islice

from search.documents import Document
from search.engines.base import Engine


def batches(documents: Iterable[Document], size: int) -> Iterator[list[Document]]:
    """Lists of at most `size` documents, so that memory does not grow with the library."""
    source = iter(documents)
    while batch := list(islice(source, size)):
        yield batch


def feed(engine: Engine, documents: Iterable[Document], position: int | None = None, *, size: int = 200) -> int:
    """Apply documents in batches; the position is written with the last one. How many were taken.

    After a crash in between, the position is the old one: the same documents come again, which changes nothing.
    Raises EngineUnavailable; what was applied stays.
    """
    taken = 0
    held: list[Document] | None = None
    for batch in batches(documents, size):
        if held is not None:
            taken += engine.index(held)
        held = batch
    if held is not None or position is not None:
        taken += engine.index(held or (), position)
    return taken
