"""Which engines there are, and the one place where the search leaf reads settings.

KHO_SEARCH_ENGINE: a name in ENGINES. KHO_SEARCH_DIR: where an embedded index lives.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from search.engines.base import Engine, EngineUnavailable

__all__ = ["ENGINES", "Engine", "EngineUnavailable", "create", "engine_name", "get", "search_directory"]

ENGINES = {
    "embedded": "search.engines.embedded.engine.EmbeddedEngine",
    "null": "search.engines.null.NullEngine",
}


def engine_name() -> str:
    """The configured engine's name."""
    return getattr(settings, "KHO_SEARCH_ENGINE", "embedded")


def search_directory() -> Path | None:
    """The configured directory of embedded indexes; None when it is not set."""
    value = getattr(settings, "KHO_SEARCH_DIR", None)
    return Path(value) if value else None


def create(name: str, directory: Path) -> Engine:
    """An engine of its own over `directory`. Raises LookupError when the name is unknown."""
    if name not in ENGINES:
        raise LookupError(f"no search engine is called {name!r}; known: {', '.join(sorted(ENGINES))}")
    return import_string(ENGINES[name])(directory)


@lru_cache(maxsize=16)
def _shared(name: str, directory: Path) -> Engine:
    return create(name, directory)


def get(name: str | None = None) -> Engine:
    """The process-wide engine over the configured directory; by default the configured one.

    Raises LookupError for an unknown name and EngineUnavailable when no directory is set.
    """
    directory = search_directory()
    if directory is None:
        raise EngineUnavailable("KHO_SEARCH_DIR is not set")
    return _shared(name or engine_name(), directory)
