"""Marking the words that were searched in the text as it was written; one highlighter for every engine."""

import itertools
import re
from collections.abc import Iterable, Sequence
from html import escape

from search.text.folding import Folded, fold_map
from search.text.terms import analyse

_LIMIT = 20_000  # characters looked at; a snippet comes from the beginning of a long handbook
_EDGE = re.compile(r"\s")


class Markup(str):
    """HTML: escaped text in which only `<mark>` is live. Templates print it as it is (`__html__`)."""

    __slots__ = ()

    def __html__(self) -> "Markup":
        return self


def _pattern(query: str, phrases: Iterable[str]) -> re.Pattern[str] | None:
    """The searched words for use on folded text; longest first so that a phrase is one mark."""
    parts: set[str] = set()
    for run, spaceless in analyse(query).runs:
        if spaceless:
            parts.add(re.escape("".join(run)))
            parts.update(re.escape(left + right) for left, right in itertools.pairwise(run))
        else:
            parts.update(f"(?<!\\w){re.escape(word)}(?!\\w)" for word in run)
            if len(run) > 1:
                parts.add(_sequence(run))
    parts.update(_sequence(tokens) for phrase in phrases if (tokens := analyse(phrase).tokens))
    if not parts:
        return None
    return re.compile("|".join(sorted(parts, key=len, reverse=True)))


def _sequence(words: Sequence[str]) -> str:
    return "(?<!\\w)" + "\\W{1,3}".join(map(re.escape, words)) + "(?!\\w)"


def _window(spans: list[tuple[int, int]], size: int, total: int) -> tuple[int, int]:
    """The stretch of `size` characters that holds the most marked characters, beginning a little before them."""
    best, best_weight = 0, -1
    right = weight = 0
    for left, (start, end) in enumerate(spans):
        while right < len(spans) and spans[right][1] <= start + size:
            weight += spans[right][1] - spans[right][0]
            right += 1
        if weight > best_weight:
            best, best_weight = start, weight
        if right > left:
            weight -= end - start
        else:
            right = left + 1
    begin = max(0, min(best - size // 5, total - size))
    return begin, min(total, begin + size)


def _at_spaces(source: str, begin: int, end: int) -> tuple[int, int]:
    """Move both ends of a cut to a space near by, so that no word is shown in halves."""
    if begin > 0 and (space := _EDGE.search(source, begin, min(begin + 30, end))):
        begin = space.end()
    if end < len(source) and (space := source.rfind(" ", max(begin, end - 30), end)) > begin:
        end = space
    return begin, end


def _spans(folded: Folded, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for found in pattern.finditer(folded.text):
        if found.end() == found.start():
            continue
        start, end = folded.span(*found.span())
        if spans and folded.source[spans[-1][1] : start].isspace():  # neighbouring words are one mark
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def highlight(text: str, query: str, length: int | None = None, phrases: Iterable[str] = ()) -> Markup:
    """`text` as HTML with the words of `query`, and `phrases` as wholes, in `<mark>`.

    With `length`: the best stretch of about that many characters, with "…" where it was cut. Finds what folding finds:
    "dich vu" marks "Dịch vụ".
    """
    folded = fold_map(text[:_LIMIT] if length else text)
    source = folded.source
    pattern = _pattern(query, phrases)
    spans = _spans(folded, pattern) if pattern else []
    begin, end = 0, len(source)
    if length and len(source) > length:
        begin, end = _at_spaces(source, *_window(spans, length, len(source)))
    pieces = ["… "] if begin > 0 else []
    at = begin
    for start, stop in spans:
        if start < at or stop > end:
            continue
        pieces += [escape(source[at:start]), "<mark>", escape(source[start:stop]), "</mark>"]
        at = stop
    pieces.append(escape(source[at:end]))
    if end < len(source) or (length and len(text) > _LIMIT):
        pieces.append(" …")
    return Markup("".join(pieces))
