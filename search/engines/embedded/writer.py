"""Turning documents into rows, in one transaction with the feeder's position."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from search.documents import FACETS, Document
from search.engines.embedded import schema
from search.text import analyse, code_base, code_key, exact_key, find_codes, normalise

MAX_BODY: Final = 400_000  # characters of one document's text that are indexed (about 150 handbook pages)
MAX_EXACT: Final = 60_000  # characters of the exact key that the re-ranking reads


@dataclass(frozen=True)
class Row:
    """A document, analysed; made before the write transaction begins, so that the lock is short."""

    document: Document
    terms: tuple[str, str, str, str]
    shown: tuple[str, str, str, str, str]
    codes: tuple[str, ...]


def prepare(document: Document) -> Row:
    """Analyse a document's texts. A tombstone has none."""
    if not document.live:
        return Row(document, ("", "", "", ""), ("", "", "", "", ""), ())
    body = document.body[:MAX_BODY]
    title = analyse(document.title)
    rest = analyse("\n".join((document.summary, body, *document.extra_names, *document.codes)))
    codes = dict.fromkeys(code_key(code) for code in document.codes if code.strip())
    codes.update(dict.fromkeys(find_codes(f"{document.title} {document.summary}")))
    codes.update(dict.fromkeys(code_base(code) for code in list(codes) if code_base(code)))
    exact_text = exact_key("\n".join((document.title, document.summary, body, *document.extra_names)))
    return Row(
        document,
        (" ".join(title.tokens), " ".join(title.pairs), " ".join(rest.tokens), " ".join(rest.pairs)),
        (
            _storable(document.title),
            _storable(document.summary),
            _storable(body),
            f" {exact_key(document.title)} ",
            f" {exact_text[:MAX_EXACT]} ",
        ),
        tuple(codes),
    )


def _storable(text: str) -> str:
    """Text as shown, without the lone surrogates that cannot be written as UTF-8."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def apply(connection: sqlite3.Connection, rows: Sequence[Row], position: int | None) -> int:
    """Write what is not older than what is there; how many that were. Inside the caller's transaction."""
    generation = int(schema.meta(connection, "generation")) + 1
    taken = sum(_apply_one(connection, row, generation) for row in rows)
    if taken:
        schema.set_meta(connection, "generation", generation)
    if position is not None:
        schema.set_meta(connection, "position", position)
    return taken


def _apply_one(connection: sqlite3.Connection, row: Row, generation: int) -> bool:
    document = row.document
    known = connection.execute("SELECT id, version FROM document WHERE key = ?", (document.key,)).fetchone()
    if known and known[1] > document.version:
        return False
    facets = {name: document.facet_values(name) for name in FACETS} if document.live else {}
    values = (
        document.version,
        int(document.live),
        _ordinal(connection, document.public_id or document.key.partition("/")[0]),
        document.language or document.key.partition("/")[2],
        int(document.published_at),
        json.dumps({name: found for name, found in facets.items() if found}),
        generation,
    )
    if known:
        identity = known[0]
        connection.execute("DELETE FROM terms WHERE id = ?", (identity,))
        connection.execute("DELETE FROM shown WHERE id = ?", (identity,))
        connection.execute("DELETE FROM code WHERE document = ?", (identity,))
        connection.execute(
            "UPDATE document SET version = ?, live = ?, material = ?, language = ?, published_at = ?, facets = ?,"
            " changed = ? WHERE id = ?",
            (*values, identity),
        )
    else:
        identity = connection.execute(
            "INSERT INTO document (version, live, material, language, published_at, facets, changed, key)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, document.key),
        ).lastrowid
    if document.live:
        connection.execute("INSERT INTO terms VALUES (?, ?, ?, ?, ?)", (identity, *row.terms))
        connection.execute("INSERT INTO shown VALUES (?, ?, ?, ?, ?, ?)", (identity, *row.shown))
        connection.executemany("INSERT OR IGNORE INTO code VALUES (?, ?)", [(code, identity) for code in row.codes])
    return True


def _ordinal(connection: sqlite3.Connection, public_id: str) -> int:
    """The material's number: its bit in every facet set. Never given to another."""
    connection.execute("INSERT OR IGNORE INTO material (public_id) VALUES (?)", (normalise(public_id),))
    return connection.execute("SELECT ordinal FROM material WHERE public_id = ?", (normalise(public_id),)).fetchone()[0]
