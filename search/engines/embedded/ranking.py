"""The order of hits: best document of each material, then a bounded second look at the top."""

import heapq
import json
import sqlite3
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from search.engines.embedded.matching import Matches
from search.query import Parsed

LOOKED_AT_AGAIN: Final = 50  # materials whose exact text is read; independent of the page, so that pages fit together
DECIDING_MARKS: Final = 2  # up to so many marked words, having them all beats any score
PHRASE: Final = 2.0  # the words stand side by side, as typed
TITLE_PHRASE: Final = 1.2  # … in the title
MARKS_WEIGH: Final = 0.15  # how much of the score the marks of a longer query decide
MAX_LOOK: Final = 60_000  # characters of the folded text in which the words are looked for side by side

Best = tuple[bool, float, int]  # fulfils the whole rule, score, minus the document's id


@dataclass(frozen=True)
class Ranked:
    """A material in its place: ordinal, the document that matched best (0: none did, it is browsed), its score."""

    ordinal: int
    document: int
    score: float


def best_of_materials(matches: Matches, material_of: Sequence[int]) -> dict[int, Best]:
    """Ordinal → its best document; a document that fulfils the whole rule goes before others."""
    strict = matches.strict
    best: dict[int, Best] = {}
    for document, score in matches.scores.items():
        ordinal = material_of[document]
        candidate = (strict is None or document in strict, score, -document)
        if ordinal and (ordinal not in best or candidate > best[ordinal]):
            best[ordinal] = candidate
    return best


def by_relevance(
    connection: sqlite3.Connection, found: Mapping[int, Best], parsed: Parsed, newest: array, wanted: int
) -> list[Ranked]:
    """The best `wanted` materials; ties by date, then by age in the index, so that the order is always the same."""
    ordered = heapq.nlargest(
        max(wanted, LOOKED_AT_AGAIN),
        ((full, score, newest[ordinal], -ordinal, -document) for ordinal, (full, score, document) in found.items()),
    )
    top = ordered[:LOOKED_AT_AGAIN]
    looked = _second_look(connection, [item[4] for item in top], parsed)
    again = []
    for full, score, date, ordinal, document in top:
        complete, factor = looked.get(document, (False, 1.0))
        again.append((full, complete, score * factor, date, ordinal, document))
    again.sort(reverse=True)
    ranked = [Ranked(-ordinal, document, score) for _, _, score, _, ordinal, document in again]
    return ranked + [Ranked(-item[3], item[4], item[1]) for item in ordered[LOOKED_AT_AGAIN:]]


def by_date(ordinals: Iterable[int], found: Mapping[int, Best], newest: array, wanted: int) -> list[Ranked]:
    """The newest `wanted` materials; what came later into the index first among equals."""
    ordered = heapq.nlargest(wanted, ((newest[ordinal], ordinal) for ordinal in ordinals))
    return [Ranked(ordinal, -found[ordinal][2] if ordinal in found else 0, 0.0) for _, ordinal in ordered]


def _second_look(
    connection: sqlite3.Connection, documents: Sequence[int], parsed: Parsed
) -> dict[int, tuple[bool, float]]:
    """Document id → (has every word with the marks typed, factor of its score)."""
    phrase = " ".join(word for run, _ in parsed.runs for word in run)
    phrase = f" {phrase} " if phrase else ""
    wanted = [f" {word} " for word in parsed.marked]
    rows = connection.execute(
        "SELECT id, title_fold, substr(body_fold, 1, ?), CASE WHEN ? THEN exact_text ELSE '' END"
        " FROM terms JOIN shown USING (id) WHERE id IN (SELECT value FROM json_each(?))",
        (MAX_LOOK, bool(wanted), json.dumps(documents)),
    )
    looked: dict[int, tuple[bool, float]] = {}
    for identity, title, body, exact in rows:
        factor = 1.0
        if phrase and phrase in f" {title} ":
            factor = PHRASE * TITLE_PHRASE
        elif phrase and phrase in f" {body} ":
            factor = PHRASE
        share = sum(word in exact for word in wanted) / len(wanted) if wanted else 1.0
        complete = share == 1.0 or len(wanted) > DECIDING_MARKS
        looked[identity] = (complete, factor * (1 - MARKS_WEIGH + MARKS_WEIGH * share))
    return looked
