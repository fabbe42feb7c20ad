"""The tables of an index file, and its version: a file of another version is thrown away and fed again."""

import secrets
import sqlite3
from typing import Final

SCHEMA_VERSION: Final = 1  # in PRAGMA user_version; raise it whenever tables or text analysis change

# `categories`: without Mn and Mc, SQLite would cut Khmer and Tai Viet words at their vowels. `_` joins pairs.
_TOKENIZE: Final = "unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc' tokenchars '_'"

TABLES: Final = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    "CREATE TABLE material (ordinal INTEGER PRIMARY KEY, public_id TEXT NOT NULL UNIQUE)",
    "CREATE TABLE document (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, version INTEGER NOT NULL,"
    " live INTEGER NOT NULL, material INTEGER NOT NULL, language TEXT NOT NULL, published_at INTEGER NOT NULL,"
    " facets TEXT NOT NULL, changed INTEGER NOT NULL)",
    "CREATE INDEX document_material ON document (material)",
    "CREATE INDEX document_changed ON document (changed)",
    # What is shown and compared exactly; apart from `document` so that scanning that one stays quick.
    "CREATE TABLE shown (id INTEGER PRIMARY KEY, title TEXT, summary TEXT, body TEXT, exact_title TEXT,"
    " exact_text TEXT)",
    "CREATE TABLE code (code TEXT NOT NULL, document INTEGER NOT NULL, PRIMARY KEY (code, document)) WITHOUT ROWID",
    "CREATE INDEX code_document ON code (document)",
    # External content: FTS5 takes the old words for its 'delete' from here, so they always fit.
    "CREATE TABLE terms (id INTEGER PRIMARY KEY, title_fold TEXT, title_bigrams TEXT, body_fold TEXT,"
    " body_bigrams TEXT)",
    "CREATE VIRTUAL TABLE d USING fts5(title_fold, title_bigrams, body_fold, body_bigrams,"
    f" content='terms', content_rowid='id', tokenize=\"{_TOKENIZE}\")",
    "CREATE TRIGGER terms_insert AFTER INSERT ON terms BEGIN"
    " INSERT INTO d (rowid, title_fold, title_bigrams, body_fold, body_bigrams)"
    " VALUES (new.id, new.title_fold, new.title_bigrams, new.body_fold, new.body_bigrams); END",
    "CREATE TRIGGER terms_delete AFTER DELETE ON terms BEGIN"
    " INSERT INTO d (d, rowid, title_fold, title_bigrams, body_fold, body_bigrams)"
    " VALUES ('delete', old.id, old.title_fold, old.title_bigrams, old.body_fold, old.body_bigrams); END",
    "CREATE VIRTUAL TABLE vocabulary USING fts5vocab('d', 'row')",
)
_DROPPED: Final = ("vocabulary", "d", "terms", "code", "shown", "document", "material", "meta")


def create(connection: sqlite3.Connection) -> None:
    """Make all tables, empty, inside the caller's transaction. What an earlier version left is dropped."""
    for name in _DROPPED:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in TABLES:
        connection.execute(statement)
    connection.executemany(
        "INSERT INTO meta VALUES (?, ?)", [("epoch", secrets.token_hex(8)), ("generation", 0), ("position", 0)]
    )
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")


def meta(connection: sqlite3.Connection, name: str) -> int | str:
    """One value of the file's own bookkeeping: epoch (a new one whenever the file starts from nothing),
    generation (one more with each batch), position (of the feeder)."""
    return connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()[0]


def set_meta(connection: sqlite3.Connection, name: str, value: int) -> None:
    """Change one value of the bookkeeping."""
    connection.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name))
