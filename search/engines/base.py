"""What every engine can do. One contract suite (tests/contracts/search_contract.py) holds all of them to it."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from search.documents import Document
from search.query import Query
from search.results import Results

# What an engine may be able to do; the contract suite skips, by name, what an engine does not list.
FEATURES = frozenset({
    "search",  # finds documents at all
    "facets",  # counts materials by facet value
    "codes",  # procedure codes as keyword and prefix
    "exact_marks",  # ranks documents with the marks typed before others
    "spaceless_scripts",  # finds words inside runs of Khmer, Lao, Tai Viet
    "synonyms",  # asks search.sources at query time
    "durable",  # documents and position outlive the process
})  # fmt: skip


class EngineUnavailable(Exception):
    """The engine cannot answer now (no directory, locked, no connection); asking again later may work."""


@runtime_checkable
class Engine(Protocol):
    """Documents in, hits out. Safe to use from several threads."""

    name: ClassVar[str]
    features: ClassVar[frozenset[str]]

    def __init__(self, directory: Path) -> None:
        """`directory`: where an engine that keeps files keeps them; created when missing."""

    def index(self, documents: Iterable[Document], position: int | None = None) -> int:
        """Apply documents, and the feeder's position when given, in one transaction; how many were taken.

        A document whose version is lower than the one known is passed over, so that replayed or reordered batches
        change nothing. `live=False` keeps the version and hides the document. Raises EngineUnavailable.
        """

    def search(self, query: Query) -> Results:
        """The page of hits asked for. Odd input never raises; raises EngineUnavailable when nothing can be read."""

    def position(self) -> int:
        """How far the feeder has come; 0 after the index was lost, so that it starts again."""

    def set_position(self, position: int) -> None:
        """Remember how far the feeder has come."""

    def clear(self) -> None:
        """Forget all documents, tombstones and the position."""

    def count(self) -> int:
        """The number of live documents."""

    def healthy(self) -> bool:
        """True when the index can be opened and asked; never raises."""

    def close(self) -> None:
        """Release files and connections of the calling thread."""
