"""What the search leaf asks from above, by small registries that the project connects (cms/config).

Synonyms are expanded at query time: an edit acts within a minute, without rebuilding anything.
"""

import csv
import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from search.text import tokens

logger = logging.getLogger(__name__)

ABBREVIATIONS: Final = Path(__file__).parent / "data" / "abbreviations.csv"
FRESH_SECONDS: Final = 30.0  # how long what the providers said is used; edits must act within 60 s
MAX_SPAN: Final = 12  # tokens of the longest phrase looked for in a query

Pair = tuple[str, Sequence[str]]
Provider = Callable[[], Iterable[Pair]]
Table = dict[tuple[str, ...], tuple[tuple[str, ...], ...]]


class Synonyms:
    """Providers of (phrase, alternatives) and the table made of them. Pairs are one-way: a query that holds the
    phrase also finds the alternatives; a provider that means both ways gives both pairs."""

    def __init__(self) -> None:
        self._providers: list[Provider] = []
        self._lock = threading.Lock()
        self._table: Table = {}
        self._made: float | None = None

    def register(self, provider: Provider) -> Provider:
        """Add a provider; usable as a decorator. Registering the same one twice changes nothing."""
        if provider not in self._providers:
            self._providers.append(provider)
        self.forget()
        return provider

    def unregister(self, provider: Provider) -> None:
        """Take a provider away again."""
        self._providers = [known for known in self._providers if known is not provider]
        self.forget()

    def forget(self) -> None:
        """Ask the providers again at the next query."""
        self._made = None

    def table(self) -> Table:
        """Folded token sequence → folded alternatives."""
        made = self._made
        if made is None or time.monotonic() - made > FRESH_SECONDS:
            with self._lock:
                self._table = self._collect()
                self._made = time.monotonic()
        return self._table

    def expand(self, words: Sequence[str]) -> list[tuple[int, int, tuple[tuple[str, ...], ...]]]:
        """The stretches [start, end) of `words` (folded tokens) that have alternatives, longest first from the left."""
        table = self.table()
        found = []
        start = 0
        while start < len(words):
            for end in range(min(len(words), start + MAX_SPAN), start, -1):
                alternatives = table.get(tuple(words[start:end]))
                if alternatives:
                    found.append((start, end, alternatives))
                    start = end - 1
                    break
            start += 1
        return found

    def _collect(self) -> Table:
        merged: dict[tuple[str, ...], dict[tuple[str, ...], None]] = {}
        for provider in self._providers:
            try:
                pairs = list(provider())
            except Exception:  # a source that is down must not take search down with it; the others still count
                logger.exception("synonym provider %r failed; searching without it", provider)
                continue
            for phrase, alternatives in pairs:
                key = tuple(tokens(phrase))
                known = merged.setdefault(key, {})
                known.update((folded, None) for folded in map(tuple, map(tokens, alternatives)) if folded != key)
        return {key: tuple(found for found in known if found) for key, known in merged.items() if key and known}


def abbreviations(path: Path = ABBREVIATIONS) -> Iterator[Pair]:
    """The abbreviations that ship with Kho, both ways: DVC ↔ dịch vụ công."""
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            long_forms = tuple(part.strip() for part in row["expansions"].split(";"))
            yield row["abbreviation"], long_forms
            for long_form in long_forms:
                yield long_form, (row["abbreviation"],)


synonyms: Final = Synonyms()
synonyms.register(abbreviations)
