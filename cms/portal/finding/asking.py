"""What an address of the search page asks for, and the engine's answer to it."""

import logging
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.http import QueryDict

from search import engines
from search.engines import EngineUnavailable
from search.query import MAX_TEXT, SORTS, Query
from search.results import Results

log = logging.getLogger(__name__)

PER_PAGE = 20
MOST_PAGES = 500
MOST_VALUES = 20
LONGEST_VALUE = 60
# Parameter of the address → facet of the engine, in the order in which the filters are shown.
FILTERS = {
    "lang": "language",
    "kind": "kind",
    "topic": "topic",
    "audience": "audience",
    "province": "province",
    "agency": "agency",
}


@dataclass(frozen=True)
class Asked:
    """A search as the address has it, cleaned. ``filters`` by parameter name."""

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    def without(self, name: str, value: str = "") -> "Asked":
        """The same search without a filter, or without one of its values; from the first page on."""
        kept = tuple(each for each in self.filters.get(name, ()) if value and each != value)
        rest = {key: values for key, values in self.filters.items() if key != name}
        return replace(self, filters={**rest, name: kept} if kept else rest, page=1)

    def parameters(self) -> dict[str, str | list[str]]:
        """The address's parameters, without those that say nothing."""
        found: dict[str, str | list[str]] = {"q": self.text} if self.text else {}
        found |= {name: list(self.filters[name]) for name in FILTERS if self.filters.get(name)}
        if self.sort:
            found["sort"] = self.sort
        if self.page > 1:
            found["page"] = str(self.page)
        return found


def read(given: QueryDict) -> Asked:
    """Whatever stands in the address, brought into bounds: never an error."""
    filters = {name: values for name in FILTERS if (values := _values(given.getlist(name)))}
    sort = given.get("sort", "")
    return Asked(_clean(given.get("q", ""))[:MAX_TEXT], filters, sort if sort in SORTS else "", _page(given))


def query(asked: Asked, *, count_only: bool = False) -> Query:
    """The question for the engine. Hits are preferred in the one language that is filtered by, else Vietnamese."""
    languages = asked.filters.get("lang", ())
    return Query(
        text=asked.text,
        filters={FILTERS[name]: values for name, values in asked.filters.items()},
        sort=asked.sort or ("relevance" if asked.text else "newest"),
        offset=(asked.page - 1) * PER_PAGE,
        limit=0 if count_only else PER_PAGE,
        facets=() if count_only else tuple(FILTERS.values()),
        language=languages[0] if len(languages) == 1 else "vi",
    )


def ask(asked: Asked, *, count_only: bool = False) -> Results:
    """The engine's answer; an empty one with a notice when no engine answers."""
    try:
        return engines.get().search(query(asked, count_only=count_only))
    except EngineUnavailable:
        log.exception("search does not answer")
        return Results(total=0, notice="unavailable")


def _values(given: list[str]) -> tuple[str, ...]:
    cleaned = (_clean(value) for value in given[: MOST_VALUES * 2])
    return tuple(dict.fromkeys(value for value in cleaned if value and len(value) <= LONGEST_VALUE))[:MOST_VALUES]


def _clean(text: str) -> str:
    """NFC without control characters; half a surrogate pair cannot be written into an answer."""
    kept = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in text[: MAX_TEXT * 4])
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _page(given: QueryDict) -> int:
    text = given.get("page", "")
    return max(1, min(int(text), MOST_PAGES)) if text.isascii() and text.isdigit() and len(text) < 8 else 1
