"""An agency's theme: a few tokens of the style sheet, read from its theme.toml and checked before they are used."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.conf import settings

COLOUR = re.compile(r"^#[0-9a-fA-F]{6}$")


class BrokenTheme(ValueError):
    """A theme sets what it may not, or to what is no colour."""


def folder_of(name: str) -> Path:
    """``themes/<name>`` of the product, or a folder elsewhere given as an absolute path."""
    return Path(name) if Path(name).is_absolute() else Path(settings.ROOT) / "themes" / name


def load(path: Path) -> dict:
    """The table of one theme.toml. Raises ``OSError``, ``tomllib.TOMLDecodeError``."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def style_sheet(theme: Mapping, rules: Mapping) -> str:
    """CSS of a theme's tokens. ``rules`` is the default theme, which says what may be set. Raises ``BrokenTheme``."""
    light = _block(theme.get("light", {}), rules["themable"], rules["weaves"])
    dark = _block(theme.get("dark", {}), [*rules["themable"], *rules["themable_dark"]], ())
    sheet = f":root {{{light}}}\n" if light else ""
    return sheet + (f"@media (prefers-color-scheme: dark) {{ :root {{{dark}}} }}\n" if dark else "")


@lru_cache(maxsize=4)
def sheet_of(name: str) -> str:
    """The style sheet of a theme by its name; read once a process. Raises ``BrokenTheme`` and ``OSError``."""
    return style_sheet(load(folder_of(name) / "theme.toml"), load(folder_of("default") / "theme.toml"))


def _block(tokens: Mapping[str, object], allowed: object, weaves: object) -> str:
    lines = []
    for name, value in tokens.items():
        if name not in allowed:
            raise BrokenTheme(f"a theme may not set {name!r}")
        if name == "weave":
            if value not in weaves:
                raise BrokenTheme(f"there is no weave called {value!r}")
            lines += [f" --weave-kho-{part}: var(--weave-{value}-{part});" for part in "ab" if value != "kho"]
        elif isinstance(value, str) and COLOUR.match(value):
            lines.append(f" --{name}: {value};")
        else:
            raise BrokenTheme(f"{name!r} is no six-digit colour: {value!r}")
    return "".join(lines) + (" " if lines else "")
