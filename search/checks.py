"""System checks of the search leaf: what the embedded engine needs from the machine."""

import sqlite3
from typing import Any

from django.core.checks import CheckMessage, Error, register

from search.engines import engine_name, search_directory


def fts5_available() -> bool:
    """True when this Python's SQLite has FTS5 with the tokenizer options that the index uses (SQLite ≥ 3.25)."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE probe USING fts5(a, tokenize=\"unicode61 remove_diacritics 0 categories 'L* Mn'\")"
        )
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


@register("search")
def check_search(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """FTS5 is compiled in, the engine's name is known and the embedded engine has a directory."""
    from search.engines import ENGINES

    found: list[CheckMessage] = []
    name = engine_name()
    if name not in ENGINES:
        hint = f"Đặt KHO_SEARCH_ENGINE là một trong: {', '.join(sorted(ENGINES))}."
        found.append(Error(f"Không có máy tìm kiếm tên là '{name}'.", hint=hint, id="search.E002"))
    if not fts5_available():
        hint = "Dùng Python của Debian (python3, libsqlite3-0) hoặc dựng SQLite với -DSQLITE_ENABLE_FTS5."
        found.append(Error("SQLite của Python này không có FTS5, không tìm kiếm được.", hint=hint, id="search.E001"))
    if name == "embedded" and search_directory() is None:
        hint = "Đặt KHO_SEARCH_DIR là một thư mục ghi được."
        found.append(Error("Chưa có thư mục cho chỉ mục tìm kiếm.", hint=hint, id="search.E003"))
    return found
