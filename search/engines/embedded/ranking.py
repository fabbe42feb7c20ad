"""The order of hits: best document of each material, then a bounded second look at the top."""

import sqlite3
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from search.engines.embedded.matching import Matches
from search.query import Parsed

LOOKED_AT_AGAIN: Final = 50  # materials whose exact text is read; independent of the page, so that pages fit together
DECIDING_MARKS: Final = 2  # up to so many marked words, having them all beats any score
TITLE_PHRASE: Final = 1.2  # the words stand side by side in the title


@dataclass(frozen=True)
class Ranked:
    """A material in its place: ordinal, the document that matched best, its score."""

    ordinal: int
    document: int
    score: float


def best_of_materials(matches: Matches, material_of: Sequence[int]) -> dict[int, Ranked]:
    """Each material once, with its best document; a document that fulfils the whole rule goes before others."""
    strict = matches.strict
    best: dict[int, tuple[bool, float, int]] = {}
    for document, score in matches.scores.items():
        ordinal = material_of[document]
        if not ordinal:
            continue
        candidate = (strict is None or document in strict, score, -document)
        known = best.get(ordinal)
        if known is None or candidate > known:
            best[ordinal] = candidate
    return {ordinal: Ranked(ordinal, -found[2], found[1]) for ordinal, found in best.items()}


def by_relevance(
    connection: sqlite3.Connection, found: Mapping[int, Ranked], matches: Matches, parsed: Parsed, newest: array
) -> list[Ranked]:
    """Best first; ties by date, then by age in the index, so that the order is the same every time."""
    strict = matches.strict

    def key(item: Ranked) -> tuple[bool, float, int, int]:
        return (strict is None or item.document in strict, item.score, newest[item.ordinal], -item.ordinal)

    ordered = sorted(found.values(), key=key, reverse=True)
    top = ordered[:LOOKED_AT_AGAIN]
    factors = _second_look(connection, top, parsed)
    rescored = [Ranked(item.ordinal, item.document, item.score * factors[item.document][1]) for item in top]
    rescored.sort(key=lambda item: (key(item)[0], factors[item.document][0], *key(item)[1:]), reverse=True)
    return rescored + ordered[LOOKED_AT_AGAIN:]


def by_date(found: Mapping[int, Ranked], newest: array) -> list[Ranked]:
    """Newest publication first; what came later into the index first among equals."""
    return sorted(found.values(), key=lambda item: (newest[item.ordinal], item.ordinal), reverse=True)


def _second_look(
    connection: sqlite3.Connection, top: Sequence[Ranked], parsed: Parsed
) -> dict[int, tuple[bool, float]]:
    """Document id → (has every word with the marks typed, factor of its score)."""
    identities = [item.document for item in top]
    holes = ", ".join("?" * len(identities))
    phrase = " ".join(word for run, _ in parsed.runs for word in run)
    wanted = [f" {word} " for word in parsed.marked]
    rows = connection.execute(
        f"SELECT id, title_fold, exact_text FROM terms JOIN shown USING (id) WHERE id IN ({holes})"
        if wanted
        else f"SELECT id, title_fold, '' FROM terms WHERE id IN ({holes})",
        identities,
    )
    looked: dict[int, tuple[bool, float]] = {}
    for identity, title, exact in rows:
        factor = TITLE_PHRASE if phrase and f" {phrase} " in f" {title} " else 1.0
        share = sum(word in exact for word in wanted) / len(wanted) if wanted else 1.0
        complete = share == 1.0 or len(wanted) > DECIDING_MARKS
        looked[identity] = (complete, factor * (0.5 + 0.5 * share))
    return {identity: looked.get(identity, (False, 1.0)) for identity in identities}
