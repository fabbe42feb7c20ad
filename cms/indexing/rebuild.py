"""A new index beside the present one, put in its place whole; searching goes on meanwhile."""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cms.journal.models import Event
from search import engines
from search.documents import Document
from search.engines.base import Engine
from search.engines.embedded.store import FILE_NAME
from search.index import feed

from .documents import all_documents, count
from .feeding import apply, journal_end

BATCH = 200


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild made: documents in the index, its position in the journal, and how long it took."""

    engine: str
    documents: int
    position: int
    seconds: float


def rebuild(progress: Callable[[int, int], None] = lambda done, total: None) -> Rebuilt:
    """Fill a new index from what is public and replace the present one.

    ``progress(done, total)`` is called after each document. Raises ``search.engines.base.EngineUnavailable``.
    """
    began = time.monotonic()
    live = engines.get()
    folder = engines.search_directory()
    folder.mkdir(parents=True, exist_ok=True)
    head = journal_end()
    with tempfile.TemporaryDirectory(prefix="rebuild-", dir=folder) as beside:
        fresh = engines.create(engines.engine_name(), Path(beside))
        feed(fresh, _counted(all_documents(head), progress), head)
        fresh.close()
        _replace(live, folder, Path(beside))
    _follow_up(live, head)
    return Rebuilt(live.name, live.count(), live.position(), time.monotonic() - began)


def _replace(live: Engine, folder: Path, beside: Path) -> None:
    """SQLite copies the new file over the present one in one transaction: readers see the old index or the new one."""
    if not (beside / FILE_NAME).exists():  # an engine without files of its own
        live.clear()
        return
    live.healthy()  # makes a missing or damaged file anew, so that there is something to copy onto
    with (
        closing(sqlite3.connect(beside / FILE_NAME)) as source,
        closing(sqlite3.connect(folder / FILE_NAME, timeout=60)) as target,
    ):
        source.backup(target)


def _follow_up(live: Engine, head: int) -> None:
    """Index what happened meanwhile: a consumer may have written it to the index that has just been replaced."""
    while events := list(Event.objects.filter(id__gt=head).order_by("id")[:BATCH]):
        apply(live, events)
        head = events[-1].id


def _counted(documents: Iterable[Document], progress: Callable[[int, int], None]) -> Iterator[Document]:
    total = count()
    for done, document in enumerate(documents, start=1):
        yield document
        progress(done, max(total, done))
