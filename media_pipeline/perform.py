"""Doing one claimed run: fetch the inputs, let the recipe work in scratch, store what it made, and say so once."""

from __future__ import annotations

import errno
import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import DatabaseError

from media_pipeline import errors, leases, options, registry, runs, storage
from media_pipeline.claim import Claim
from media_pipeline.models import Build, MediaFile, Rendition
from media_pipeline.recipes import Job, Made, SourceFile
from media_pipeline.workspace import free_bytes, workspace

logger = logging.getLogger(__name__)

WRITE_SECONDS = 1.0
# The machine's fault, not the file's: the run waits and nothing is counted.
MACHINE = frozenset({"jail_unavailable", "tool_missing", "scratch_full"})
DETAIL_LENGTH = 300


class _Reporter:
    """What the recipe calls: writes at most once a second, and stops the recipe when the work must end."""

    def __init__(self, claim: Claim, should_stop: Callable[[], bool]) -> None:
        self._claim, self._should_stop = claim, should_stop
        self._written = 0.0

    def __call__(self, percent: float, stage: str) -> None:
        if self._should_stop():
            raise errors.Stopped
        now = time.monotonic()
        if now - self._written < WRITE_SECONDS:
            return
        self._written = now
        if not runs.progress(self._claim.run_id, self._claim.token, percent, stage):
            raise errors.Stopped


def perform(claim: Claim, stop: threading.Event) -> str:
    """Work on a claimed run until it is ``complete``, ``failed``, ``postponed``, ``released`` or ``lost`` (returned).

    ``stop`` asks for an early end (shutdown): the lease is given back. Raises ``DatabaseError`` only: then the caller
    still has to give the lease back.
    """
    lost = threading.Event()
    report = _Reporter(claim, lambda: stop.is_set() or lost.is_set())
    try:
        with leases.Heartbeat(claim.run_id, claim.token, lost.set), workspace(f"run-{claim.run_id}") as scratch:
            won = _make(claim, scratch, report)
    except errors.Stopped:
        if lost.is_set() or not runs.release(claim.run_id, claim.token):
            return "lost"
        return "released"
    except errors.MediaError as error:
        return _failed(claim, error.code, error.params)
    except DatabaseError:
        raise
    except OSError as error:
        return _failed_by_os(claim, error)
    except Exception as error:  # a fault of ours in one run must not end the worker
        logger.exception("run %s failed unexpectedly", claim.run_id)
        return _failed(claim, "unexpected", {"detail": _detail(error)})
    if not won:
        return "lost"
    registry.notify_ready(claim.build_id)
    return "complete"


def _make(claim: Claim, scratch: Path, report: _Reporter) -> bool:
    if free_bytes(scratch) < options.free_disk_floor():
        raise errors.ProcessingFailed("scratch_full")
    build = Build.objects.get(pk=claim.build_id)
    recipe = registry.recipe(build.recipe)
    work = scratch / "work"
    inputs = scratch / "inputs"
    work.mkdir()
    inputs.mkdir()
    job = _job(build, work, inputs, report)
    made = recipe.run(job)
    _check_whole(recipe.expected(_facts(job), build.params), made)
    runs.progress(claim.run_id, claim.token, 99.0, "storing")
    renditions = [_stored(each) for each in made]
    if not runs.complete(claim.run_id, claim.token, renditions):
        return False
    _confirm(made, renditions)
    return True


def _confirm(made: Sequence[Made], renditions: Sequence[Rendition]) -> None:
    """An old unused object of the same bytes may have been swept just before its row could protect it."""
    for each, rendition in zip(made, renditions, strict=True):
        try:
            storage.save(each.path, rendition.key)
        except OSError:
            logger.exception("%s could not be confirmed in the storage", rendition.key)


def _job(build: Build, work: Path, inputs: Path, report: _Reporter) -> Job:
    files: dict[str, SourceFile] = {}
    renditions: dict[str, dict[str, SourceFile]] = {}
    for each in build.inputs.select_related("file", "source").prefetch_related("source__renditions"):
        if each.file is not None:
            files[each.role] = _original(each.file, inputs)
        else:
            renditions[each.role] = {made.name: _made(made, inputs) for made in each.source.renditions.all()}
    return Job(files=files, renditions=renditions, params=build.params, scratch=work, report=report)


def _original(media_file: MediaFile, inputs: Path) -> SourceFile:
    path = _fetched(media_file.key, media_file.bytes, media_file.sha256, inputs)
    return SourceFile(path=path, media_type=media_file.media_type, facts=media_file.facts)


def _made(rendition: Rendition, inputs: Path) -> SourceFile:
    path = _fetched(rendition.key, rendition.bytes, rendition.sha256, inputs)
    facts = {name: getattr(rendition, name) for name in ("seconds", "width", "height", "index")}
    return SourceFile(path=path, media_type=rendition.media_type, facts=facts)


def _fetched(key: str, size: int, sha256: str, inputs: Path) -> Path:
    try:
        return storage.fetch(key, size, sha256, inputs / sha256)
    except storage.Damaged as error:
        raise errors.ProcessingFailed("original_missing", detail=str(error)) from error


def _facts(job: Job) -> dict[str, dict]:
    facts = {role: dict(source.facts) for role, source in job.files.items()}
    facts.update(
        {role: {name: dict(made.facts) for name, made in group.items()} for role, group in job.renditions.items()}
    )
    return facts


def _check_whole(expected: Sequence[str], made: Sequence[Made]) -> None:
    """An exit code of 0 is no proof: every planned output exists, has bytes, and nothing else was made."""
    names = [each.name for each in made]
    for name in expected:
        if name not in names:
            raise errors.ProcessingFailed("output_missing", output=name)
    for each in made:
        if not each.path.is_file() or each.path.stat().st_size == 0:
            raise errors.ProcessingFailed("output_missing", output=each.name)
    if len(names) != len(set(names)) or set(names) - set(expected):
        raise ValueError(f"outputs {sorted(names)} differ from the plan {sorted(expected)}")


def _stored(made: Made) -> Rendition:
    sha256 = storage.hash_of(made.path)
    key = storage.key_of(storage.RENDITIONS, sha256)
    storage.save(made.path, key)
    return Rendition(
        name=made.name,
        sha256=sha256,
        key=key,
        bytes=made.path.stat().st_size,
        media_type=made.media_type,
        width=made.width,
        height=made.height,
        seconds=made.seconds,
        index=made.index,
    )


def _failed(claim: Claim, code: str, params: dict) -> str:
    full = free_bytes(options.scratch_dir()) < options.free_disk_floor()
    if full or code in MACHINE:
        # With a full disk every program fails in its own way; that is no fault of the file.
        return _postponed(claim, "scratch_full" if full else code, {} if full else params)
    logger.warning("run %s failed: %s %s", claim.run_id, code, params)
    return "failed" if runs.fail(claim.run_id, claim.token, code, params) else "lost"


def _failed_by_os(claim: Claim, error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _postponed(claim, "scratch_full", {})
    logger.exception("run %s met an error of the machine", claim.run_id)
    return _failed(claim, "unexpected", {"detail": _detail(error)})


def _postponed(claim: Claim, code: str, params: dict) -> str:
    logger.warning("run %s waits: %s", claim.run_id, code)
    return "postponed" if runs.postpone(claim.run_id, claim.token, code, params) else "lost"


def _detail(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:DETAIL_LENGTH]
