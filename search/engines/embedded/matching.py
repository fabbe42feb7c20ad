"""Which documents are hits, and how well they fit: the match rule of search.md on FTS5.

At most four terms: all must match; below five materials the rule is relaxed. Five and more: of the rarest ones kept,
half must match.
"""

import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from search.query import Parsed
from search.sources import Synonyms
from search.text.terms import pairs_between, pairs_within

SHORT: Final = 4  # up to so many terms all must match
FEW_HITS: Final = 5  # below so many materials a short query is relaxed
KEPT_AT_LEAST: Final = 3  # terms of a long query that are kept however common they are
RELAXED_TERMS: Final = 8  # rarest terms that a relaxed search looks at
MIN_CODE: Final = 4  # characters from which a code may be a beginning
_WEIGHTS: Final = (3.0, 1.5, 1.0, 0.5)  # title, title pairs, body, body pairs (search.md)


@dataclass(frozen=True)
class Unit:
    """One thing that should match: a term of the index, or one of the phrases that mean the same."""

    term: str
    alternatives: tuple[tuple[str, ...], ...] = ()

    @property
    def expression(self) -> str:
        """The unit in FTS5's language. Terms hold letters, digits, marks and `_` only, so quoting is enough."""
        if not self.alternatives:
            return _quoted((self.term,))
        return "(" + " OR ".join(_quoted(phrase) for phrase in ((self.term,), *self.alternatives)) + ")"


@dataclass(frozen=True)
class Plan:
    """A parsed query in terms of the index."""

    units: tuple[Unit, ...]
    pairs: tuple[str, ...]
    required: tuple[str, ...]
    excluded: tuple[str, ...]


@dataclass
class Matches:
    """Document id → score (higher is better). `strict` are those that fulfil the rule; None means all of them."""

    scores: dict[int, float]
    strict: set[int] | None = None
    relaxed: bool = False


def _quoted(words: Iterable[str]) -> str:
    return '"' + " ".join(words) + '"'


def plan(parsed: Parsed, synonyms: Synonyms) -> Plan:
    """Units, optional pairs, required and excluded phrases of a query."""
    units: dict[str, Unit] = {}
    pairs: dict[str, None] = dict.fromkeys(pairs_between(parsed.runs))
    required = [_quoted(phrase) for phrase in parsed.phrases]
    runs = parsed.runs
    if parsed.code:  # a code is one thing: its parts stand side by side or it is not there
        required.append(_quoted(part for run, _ in runs for part in run))
        runs = ()
    for run, spaceless in runs:
        joined = pairs_within(run)
        if spaceless and joined:
            units.update((pair, Unit(pair)) for pair in joined)
            continue
        meanings: dict[str, tuple[tuple[str, ...], ...]] = {}
        for start, end, alternatives in synonyms.expand(run):
            meanings.update((word, meanings.get(word, ()) + alternatives) for word in set(run[start:end]))
        units.update((word, Unit(word, meanings.get(word, ()))) for word in run)
        pairs.update(dict.fromkeys(joined))
    return Plan(tuple(units.values()), tuple(pairs), tuple(required), tuple(_quoted(x) for x in parsed.excluded))


class Matcher:
    """Finds the matches of one plan on one connection (inside its read transaction)."""

    def __init__(self, connection: sqlite3.Connection, documents: int, material_of: Sequence[int]) -> None:
        self._connection = connection
        self._documents = max(documents, 1)
        self._material_of = material_of

    def match(self, asked: Plan) -> Matches:
        """All hits of a plan by the match rule."""
        if not asked.units:
            return Matches(self._scored(asked, "")) if asked.required else Matches({})
        frequencies = {unit: self._frequency(unit) for unit in asked.units}
        if len(asked.units) > SHORT:
            matches = self._long(asked, frequencies)
        else:
            pairs = [pair for pair in asked.pairs if self._term_frequency(pair)]
            matches = Matches(self._scored(asked, _all_of(asked.units, pairs, frequencies)))
        if len(asked.units) > 1 and self._materials(matches.scores) < FEW_HITS:
            return self._relaxed(asked, frequencies, matches)
        return matches

    def excluded(self, asked: Plan) -> set[int]:
        """The documents that hold something excluded."""
        return set(self._rows(" OR ".join(asked.excluded))) if asked.excluded else set()

    def by_code(self, code: str, base: str) -> set[int]:
        """The documents with this procedure code, a code beginning with it, or the short form of it."""
        if len(code) < MIN_CODE:
            return set()
        found = self._connection.execute(
            "SELECT document FROM code WHERE code >= ? AND code < ? UNION SELECT document FROM code WHERE code = ?",
            (code, code + "\U0010ffff", base),
        )
        return {row[0] for row in found}

    def _long(self, asked: Plan, frequencies: dict[Unit, int]) -> Matches:
        """Half of the rarest terms; common ones are presumed to stand everywhere."""
        known = sorted((unit for unit in asked.units if frequencies[unit]), key=frequencies.__getitem__)
        kept: list[Unit] = []
        total = 0
        for unit in known:
            if len(kept) >= KEPT_AT_LEAST and total > self._documents:
                break
            kept.append(unit)
            total += frequencies[unit]
        if not kept:
            return Matches({})
        presumed = len(known) - len(kept)
        need = max(-(-len(kept) // 2), -(-len(asked.units) // 2) - presumed)
        if need > len(kept):
            return Matches({})
        counted = Counter(row for unit in kept for row in self._rows(unit.expression))
        allowed = {row for row, count in counted.items() if count >= need}
        scores = self._scored(asked, self._any_of(kept, asked.pairs)) if allowed else {}
        return Matches({row: score for row, score in scores.items() if row in allowed})

    def _relaxed(self, asked: Plan, frequencies: dict[Unit, int], strict: Matches) -> Matches:
        """Also documents that hold at least half of what the known terms weigh; a rare term weighs more, so that
        "cu mgar" does not bring every text with "cũ"."""
        kept = sorted((unit for unit in asked.units if frequencies[unit]), key=frequencies.__getitem__)[:RELAXED_TERMS]
        weights = {unit: math.log1p(self._documents / frequencies[unit]) for unit in kept}
        enough = sum(weights.values()) / 2 - 1e-9
        held: dict[int, float] = {}
        for unit, weight in weights.items():
            for row in self._rows(unit.expression):
                held[row] = held.get(row, 0.0) + weight
        allowed = {row for row, weight in held.items() if weight >= enough}
        if allowed <= strict.scores.keys():
            return strict
        scores = self._scored(asked, self._any_of(kept, asked.pairs))
        scores = {row: score for row, score in scores.items() if row in allowed or row in strict.scores}
        if scores.keys() <= strict.scores.keys():
            return strict
        return Matches(scores, strict=set(strict.scores), relaxed=True)

    def _any_of(self, kept: Sequence[Unit], pairs: Sequence[str]) -> str:
        """OR of terms and pairs; pairs that add rows of their own only as far as they are rare."""
        terms = {unit.term for unit in kept}
        parts = [unit.expression for unit in kept]
        others: list[tuple[int, str]] = []
        for pair in pairs:
            frequency = self._term_frequency(pair)
            if frequency and terms.isdisjoint(pair.split("_")):
                others.append((frequency, pair))
            elif frequency:
                parts.append(_quoted((pair,)))
        total = 0
        for frequency, pair in sorted(others):
            total += frequency
            if total > self._documents:
                break
            parts.append(_quoted((pair,)))
        return " OR ".join(parts)

    def _scored(self, asked: Plan, expression: str) -> dict[int, float]:
        """Score by bm25 of the live documents that an expression and the required phrases find."""
        whole = " AND ".join(f"({part})" for part in dict.fromkeys((expression, *asked.required)) if part)
        return dict(
            self._connection.execute("SELECT rowid, -bm25(d, ?, ?, ?, ?) FROM d WHERE d MATCH ?", (*_WEIGHTS, whole))
        )

    def _rows(self, expression: str) -> Iterable[int]:
        return (row[0] for row in self._connection.execute("SELECT rowid FROM d WHERE d MATCH ?", (expression,)))

    def _materials(self, rows: Iterable[int]) -> int:
        """How many materials these documents belong to, counted no further than matters."""
        found: set[int] = set()
        for row in rows:
            found.add(self._material_of[row])
            if len(found) >= FEW_HITS:
                break
        return len(found)

    def _frequency(self, unit: Unit) -> int:
        """Documents with the unit's term, and at most so many more with one of its alternatives."""
        others = sum(min(map(self._term_frequency, phrase)) for phrase in unit.alternatives)
        return min(self._term_frequency(unit.term) + others, self._documents)

    def _term_frequency(self, term: str) -> int:
        found = self._connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (term,)).fetchone()
        return found[0] if found else 0


def _all_of(units: Sequence[Unit], pairs: Sequence[str], frequencies: dict[Unit, int]) -> str:
    """AND of the units with the pairs as an optional bonus.

    FTS5 has no optional part: `(all) AND (commonest OR pairs)` finds the same rows, and bm25 counts the pairs there.
    """
    every = " AND ".join(unit.expression for unit in units)
    if not pairs:
        return every
    common = max(units, key=frequencies.__getitem__)
    bonus = " OR ".join((common.expression, *(_quoted((pair,)) for pair in pairs)))
    return f"({every}) AND ({bonus})"
