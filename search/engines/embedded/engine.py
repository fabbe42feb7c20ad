"""The embedded engine: FTS5 for words, bitsets for facets, one file of its own beside the media."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Final

from search.documents import Document
from search.engines.base import FEATURES, EngineUnavailable
from search.engines.embedded import ranking, schema, writer
from search.engines.embedded.matching import Matcher, Matches, Plan, plan
from search.engines.embedded.snapshot import Snapshot, SnapshotCache, bitset, ordinals_of
from search.engines.embedded.store import IndexLost, Store
from search.query import Parsed, Query, parse
from search.results import Hit, Results
from search.sources import synonyms
from search.text import code_base, highlight

SNIPPET: Final = 240  # characters of the text under a hit
_BODY: Final = 20_000  # characters of a text that are looked at for a snippet


class EmbeddedEngine:
    """See search.engines.base.Engine. Several processes may read while one writes."""

    name: ClassVar[str] = "embedded"
    features: ClassVar[frozenset[str]] = FEATURES

    def __init__(self, directory: Path) -> None:
        self._store = Store(Path(directory))
        self._snapshots = SnapshotCache()

    def index(self, documents: Iterable[Document], position: int | None = None) -> int:
        rows = [writer.prepare(document) for document in documents]
        try:
            with self._store.writing() as connection:
                return writer.apply(connection, rows, position)
        except IndexLost as error:
            raise EngineUnavailable("the search index was damaged and made anew; feed it from position()") from error

    def search(self, query: Query) -> Results:
        try:
            with self._store.reading() as connection:
                return self._search(connection, query)
        except IndexLost:
            return Results(0, facets=dict.fromkeys(query.facets, ()), engine=self.name, notice="index_rebuilt")

    def position(self) -> int:
        try:
            with self._store.reading() as connection:
                return int(schema.meta(connection, "position"))
        except IndexLost:
            return 0

    def set_position(self, position: int) -> None:
        self.index((), position)

    def clear(self) -> None:
        try:
            with self._store.writing() as connection:
                schema.create(connection)
        except IndexLost:
            return  # it has just been made anew, empty

    def count(self) -> int:
        try:
            with self._store.reading() as connection:
                return connection.execute("SELECT count(*) FROM document WHERE live").fetchone()[0]
        except IndexLost:
            return 0

    def healthy(self) -> bool:
        try:
            with self._store.reading() as connection:
                connection.execute("SELECT rowid FROM d WHERE d MATCH '\"a\"' LIMIT 1").fetchall()
                schema.meta(connection, "position")
        except (IndexLost, EngineUnavailable):
            return False
        return True

    def close(self) -> None:
        self._store.close()

    def _search(self, connection: sqlite3.Connection, query: Query) -> Results:
        snapshot = self._snapshots.current(connection)
        parsed = parse(query.text)
        if parsed.empty:
            return Results(0, facets=dict.fromkeys(query.facets, ()), engine=self.name, notice="no_terms")
        asked = plan(parsed, synonyms)
        matches = _matches(connection, snapshot, parsed, asked)
        allowed = snapshot.filtered(query.filters)
        found: dict[int, ranking.Best] = {}
        materials = snapshot.live
        if matches is not None:
            found = ranking.best_of_materials(matches, snapshot.material_of)
            materials = bitset(found, len(snapshot.newest))
        chosen = materials & allowed
        if matches is not None and chosen != materials:
            found = {ordinal: found[ordinal] for ordinal in ordinals_of(chosen)}
        wanted = query.offset + query.limit
        if matches is None or query.sort == "newest":
            ordered = ranking.by_date(ordinals_of(chosen), found, snapshot.newest, wanted)
        else:
            ordered = ranking.by_relevance(connection, found, parsed, snapshot.newest, wanted)
        facets = {
            name: snapshot.counts(name, materials & snapshot.filtered(query.filters, without=name))
            for name in query.facets
        }
        hits = _hits(connection, ordered[query.offset : wanted], query, parsed, asked)
        relaxed = bool(matches and matches.relaxed)
        return Results(chosen.bit_count(), hits, facets, self.name, relaxed=relaxed)


def _matches(connection: sqlite3.Connection, snapshot: Snapshot, parsed: Parsed, asked: Plan) -> Matches | None:
    """The documents that the text of a query finds; None when it does not narrow."""
    matcher = Matcher(connection, snapshot.documents, snapshot.material_of)
    if parsed.blank:
        return None
    if asked.units or asked.required:
        matches = matcher.match(asked)
    else:  # only exclusions: everything else
        matches = Matches(dict.fromkeys((n for n, ordinal in enumerate(snapshot.material_of) if ordinal), 0.0))
    if parsed.code:
        best = max(matches.scores.values(), default=0.0)
        for document in matcher.by_code(parsed.code, code_base(parsed.code)):
            matches.scores[document] = matches.scores.get(document, 0.0) + best + 1.0
    excluded = {snapshot.material_of[document] for document in matcher.excluded(asked)}
    if excluded:  # of the whole material: another language of it would say the same
        kept = {
            document: score
            for document, score in matches.scores.items()
            if snapshot.material_of[document] not in excluded
        }
        matches = replace(matches, scores=kept)
    return matches


def _hits(
    connection: sqlite3.Connection, page: Sequence[ranking.Ranked], query: Query, parsed: Parsed, asked: Plan
) -> tuple[Hit, ...]:
    """What is shown of the materials of a page: one variant each, chosen by language."""
    variants: dict[int, dict[str, int]] = {}
    for ordinal, language, identity in connection.execute(
        "SELECT material, language, id FROM document WHERE live"
        " AND material IN (SELECT value FROM json_each(?)) ORDER BY language",
        (json.dumps([item.ordinal for item in page]),),
    ):
        variants.setdefault(ordinal, {})[language] = identity
    chosen = {item.ordinal: _language(variants[item.ordinal], item.document, query) for item in page}
    texts = {
        row[0]: row[1:]
        for row in connection.execute(
            "SELECT shown.id, public_id, title, summary, substr(body, 1, ?) FROM shown"
            " JOIN document USING (id) JOIN material ON material.ordinal = document.material"
            " WHERE shown.id IN (SELECT value FROM json_each(?))",
            (_BODY, json.dumps([variants[ordinal][language] for ordinal, language in chosen.items()])),
        )
    }
    phrases = [" ".join(words) for unit in asked.units for words in unit.alternatives]
    hits = []
    for item in page:
        language = chosen[item.ordinal]
        public_id, title, summary, body = texts[variants[item.ordinal][language]]
        hits.append(
            Hit(
                public_id=public_id,
                language=language,
                languages=tuple(variants[item.ordinal]),
                title=title,
                score=round(item.score, 6),
                highlight_title=highlight(title, parsed.wanted, phrases=phrases),
                highlight=_snippet(summary, body, parsed.wanted, phrases),
            )
        )
    return tuple(hits)


def _language(variants: dict[str, int], matched: int, query: Query) -> str:
    """The language to show: the preferred one, else the one that matched, among those filtered for."""
    wanted = query.filters.get("language", ())
    allowed = [language for language in variants if language in wanted] or list(variants)
    if query.language in allowed:
        return query.language
    for language in allowed:
        if variants[language] == matched:
            return language
    return min(allowed, key=lambda language: variants[language])


def _snippet(summary: str, body: str, wanted: str, phrases: Sequence[str]) -> str:
    """The summary, or the place in the text where the words stand when the summary has none of them."""
    first = highlight(summary or body, wanted, SNIPPET, phrases)
    if "<mark>" in first or not summary or not body:
        return first
    second = highlight(body, wanted, SNIPPET, phrases)
    return second if "<mark>" in second else first
