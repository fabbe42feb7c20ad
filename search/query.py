"""A search as asked, and what its text means: words, "quoted phrases", -excluded words, codes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from search.documents import FACETS
from search.text import analyse, code_key, exact_key, fold, has_marks, normalise

MAX_TEXT: Final = 256  # characters of a query that are looked at
MAX_LIMIT: Final = 100
MAX_OFFSET: Final = 10_000
SORTS: Final = ("relevance", "newest")

_PHRASE = re.compile(r'(?P<not>(?:(?<=\s)|^)-)?"(?P<text>[^"]*)"')
_EXCLUDED = re.compile(r"(?:(?<=\s)|^)-(?P<text>[^\s-]\S*)")
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u00ab": '"', "\u00bb": '"'})
_DASHES = str.maketrans({"\u2212": "-", "\uff0d": "-"})
# A word that may be a code: a digit, and a dot or dash between letters and digits. Dates have slashes.
_CODE_LIKE = re.compile(r"(?=\S*\d)[0-9a-z]+(?:[.-][0-9a-z]+)+")


@dataclass(frozen=True)
class Parsed:
    """The text of a query taken apart; every part is folded.

    `words` are the runs that should match (spaceless runs marked True), `phrases` and `excluded` are token sequences
    that must and must not stand in a document, `code` is the whole text when it looks like a code; `wanted` is the
    text without what is excluded (for marking hits), `marked` the exact keys of its words that were typed with marks.
    """

    text: str
    wanted: str
    runs: tuple[tuple[tuple[str, ...], bool], ...]
    phrases: tuple[tuple[str, ...], ...]
    excluded: tuple[tuple[str, ...], ...]
    code: str
    marked: tuple[str, ...]

    @property
    def blank(self) -> bool:
        """Nothing was typed: the reader browses."""
        return not self.text

    @property
    def empty(self) -> bool:
        """Something was typed, but nothing that can be searched."""
        return not (self.blank or self.runs or self.phrases or self.excluded or self.code)


def parse(text: str) -> Parsed:
    """Take a query text apart. Never raises: what has no meaning as syntax is taken as words."""
    plain = normalise(str(text)[: MAX_TEXT * 4])[:MAX_TEXT].translate(_QUOTES).translate(_DASHES).strip()
    phrases: list[tuple[str, ...]] = []
    excluded: list[tuple[str, ...]] = []
    kept: list[str] = []

    def take_phrase(found: re.Match[str]) -> str:
        sequence = analyse(found["text"]).tokens
        if sequence:
            (excluded if found["not"] else phrases).append(sequence)
            if not found["not"]:
                kept.append(found["text"])
        return " "

    def take_excluded(found: re.Match[str]) -> str:
        sequence = analyse(found["text"]).tokens
        if sequence:
            excluded.append(sequence)
        return " "

    rest = _EXCLUDED.sub(take_excluded, _PHRASE.sub(take_phrase, plain))
    kept.append(rest)
    code = code_key(plain)
    return Parsed(
        text=plain,
        wanted=" ".join(kept),
        runs=analyse(rest).runs,
        phrases=tuple(dict.fromkeys(phrases)),
        excluded=tuple(dict.fromkeys(excluded)),
        code=code if _CODE_LIKE.fullmatch(code) and " " not in plain else "",
        marked=_marked_words(" ".join(kept)),
    )


def _marked_words(text: str) -> tuple[str, ...]:
    """Exact keys of those words that were typed with marks; unmarked words say nothing about marks."""
    return tuple(dict.fromkeys(exact_key(word) for word in text.split() if has_marks(word) and fold(word).strip()))


@dataclass(frozen=True)
class Query:
    """What is asked of an engine.

    `filters`: facet name (documents.FACETS) → values; several values of one facet widen, several facets narrow;
    unknown facets are ignored. `facets`: which to count. `language`: preferred language of the hits shown (never
    narrows). `offset` and `limit` are brought into 0…10,000 and 0…100. Blank text browses, newest first.
    """

    text: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] = ()
    language: str = ""

    def __post_init__(self) -> None:
        chosen = {
            name: tuple(str(value) for value in ((values,) if isinstance(values, str) else values))
            for name, values in self.filters.items()
            if name in FACETS
        }
        object.__setattr__(self, "filters", {name: values for name, values in chosen.items() if values})
        object.__setattr__(self, "facets", tuple(name for name in dict.fromkeys(self.facets) if name in FACETS))
        object.__setattr__(self, "sort", self.sort if self.sort in SORTS else "relevance")
        object.__setattr__(self, "offset", max(0, min(int(self.offset), MAX_OFFSET)))
        object.__setattr__(self, "limit", max(0, min(int(self.limit), MAX_LIMIT)))
