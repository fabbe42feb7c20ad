"""PDF: what the header says, page pictures with text, and a scrubbed public copy; all in jailed children."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from media_pipeline.errors import Refused
from media_pipeline.jail import Limits, child

MAX_PAGES = 500  # page pictures made; the rest of a longer document stays in the download
PAGE_WIDTH, PAGE_QUALITY = 1200, 80
_MEBIBYTE = 1024 * 1024
_HEADER = Limits(cpu_seconds=20, wall_seconds=30, memory=1536 * _MEBIBYTE, file_bytes=0)


def inspect(path: Path, *, stop: Callable[[], object] | None = None) -> dict[str, Any]:
    """Facts: pages, title, width and height of the first page in points. Raises Refused (pdf_encrypted, …)."""
    request = {"path": str(path), "task": "check", "broken": "pdf_unreadable"}
    return child.call(
        "pdf_pages", request, read=[path], limits=_HEADER, error=Refused, heavy="check_too_heavy",
        broken="pdf_unreadable", stop=stop,
    )  # fmt: skip


def render(
    path: Path,
    pages: int,
    folder: Path,
    *,
    on_percent: Callable[[float], None] | None = None,
    stop: Callable[[], object] | None = None,
) -> dict[str, Any]:
    """`page-NNNN`, `cover` and `text.json` in `folder`; {"pages": [[width, height], …], "count"}."""
    request = {
        "path": str(path), "task": "render", "folder": str(folder), "most_pages": MAX_PAGES, "width": PAGE_WIDTH,
        "quality": PAGE_QUALITY, "broken": "pdf_damaged",
    }  # fmt: skip
    seconds = 60 + 6 * min(pages, MAX_PAGES)
    limits = Limits(
        cpu_seconds=seconds, wall_seconds=2 * seconds, memory=3072 * _MEBIBYTE, file_bytes=256 * _MEBIBYTE
    )  # fmt: skip
    return child.call(
        "pdf_pages", request, read=[path], write=[folder], limits=limits, broken="pdf_damaged",
        on_percent=on_percent, stop=stop,
    )  # fmt: skip


def scrub(path: Path, target: Path, *, stop: Callable[[], object] | None = None) -> int:
    """A copy without attachments, actions and traces of place and device; returns its pages."""
    limits = Limits(cpu_seconds=240, wall_seconds=480, memory=3072 * _MEBIBYTE, file_bytes=2048 * _MEBIBYTE)
    answer = child.call(
        "pdf_scrub", {"path": str(path), "target": str(target)}, read=[path], write=[target.parent], limits=limits,
        broken="scrub_failed", stop=stop,
    )  # fmt: skip
    return answer["pages"]
