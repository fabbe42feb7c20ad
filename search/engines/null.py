"""The engine that finds nothing: for installations without search, and to show what a caller must bear."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from search.documents import Document
from search.query import Query
from search.results import Results


class NullEngine:
    """Takes every document, keeps only the position (in memory), and says that search is off."""

    name: ClassVar[str] = "null"
    features: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, directory: Path | None = None) -> None:
        self._position = 0

    def index(self, documents: Iterable[Document], position: int | None = None) -> int:
        taken = sum(1 for _ in documents)
        if position is not None:
            self._position = position
        return taken

    def search(self, query: Query) -> Results:
        return Results(total=0, facets=dict.fromkeys(query.facets, ()), engine=self.name, notice="search_off")

    def position(self) -> int:
        return self._position

    def set_position(self, position: int) -> None:
        self._position = position

    def clear(self) -> None:
        self._position = 0

    def count(self) -> int:
        return 0

    def healthy(self) -> bool:
        return True

    def close(self) -> None:
        """Nothing is open."""
