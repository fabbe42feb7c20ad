"""What is wished for, compared with what exists: find it, make sure of it, try it again, or see that it is old.

*Missing* and *stale* are different: a complete build of an older version of its recipe is found and used (published
bytes do not change because a recipe did); ``stale()`` lists such builds and ``ensure(fresh=True)`` renews them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from media_pipeline import executors, registry
from media_pipeline.models import Build, BuildInput, MediaFile, ProcessingRun
from media_pipeline.specs import BuildSpec, by_depth, digest

__all__ = ["BuildSpec", "ensure", "find", "retry", "spec_of", "stale"]

SOURCE_FAILED = "source_failed"


def find(specs: Iterable[BuildSpec]) -> dict[BuildSpec, Build]:
    """The builds that exist for these wishes; a wish without one is absent from the answer.

    Of several versions the current one wins when it is complete, then the newest complete one, then the current one.
    Costs one query for the files and one for each level of sources. Raises ``MediaFile.DoesNotExist``.
    """
    wanted = list(specs)
    levels = by_depth(wanted)
    hashes = _file_hashes(levels)
    found: dict[BuildSpec, Build] = {}
    for level in levels:
        found.update(_find_level(level, hashes, found, fresh=False))
    return {spec: found[spec] for spec in wanted if spec in found}


def ensure(
    specs: Iterable[BuildSpec], *, fair_key: str = "", priority: int = 0, fresh: bool = False
) -> dict[BuildSpec, Build]:
    """Make sure that each wish has a build, complete or with a run; sources first. Idempotent, safe under races.

    A build that was given up stays so (see ``retry``); one that was cancelled is opened again. A higher ``priority``
    lifts a build that waits. ``fresh`` insists on the current version of each recipe.
    """
    wanted = list(specs)
    levels = by_depth(wanted)
    hashes = _file_hashes(levels)
    builds: dict[BuildSpec, Build] = {}
    with transaction.atomic():
        for level in levels:
            found = _find_level(level, hashes, builds, fresh=fresh)
            for spec in level:
                build = found.get(spec) or _create(spec, hashes, builds, fair_key, priority)
                builds[spec] = build
                if build.completed_at is None:
                    _keep_open(build, priority)
    return {spec: builds[spec] for spec in wanted}


def retry(build: Build) -> ProcessingRun:
    """Open a new run for a build that was given up, and for the failed builds below and above it.

    Returns the open run; when one is open already, that one. Raises ``ValueError`` for a complete build.
    """
    if build.completed_at is not None:
        raise ValueError(f"{build} is complete")
    with transaction.atomic():
        for source in Build.objects.filter(dependents__build=build, completed_at__isnull=True):
            retry(source)
        run = build.runs.filter(closed_at__isnull=True).first() or _open_run(build)
        _reopen_dependents(build)
    return run


def stale() -> QuerySet[Build]:
    """Complete builds of an older version of their recipe, for which no build of the current version is complete."""
    older = Q(pk__in=[])
    newer = Q(pk__in=[])
    for name, version in registry.current_versions().items():
        older |= Q(recipe=name, version__lt=version)
        newer |= Q(recipe=name, version=version)
    renewed = Build.objects.filter(
        newer,
        recipe=OuterRef("recipe"),
        inputs_hash=OuterRef("inputs_hash"),
        params_hash=OuterRef("params_hash"),
        completed_at__isnull=False,
    )
    return Build.objects.filter(older, ~Exists(renewed), completed_at__isnull=False)


def spec_of(build: Build) -> BuildSpec:
    """The wish whose only answer is this very build (its version and those of its sources are pinned)."""
    inputs = list(build.inputs.select_related("source"))
    return BuildSpec(
        build.recipe,
        files=tuple((each.role, each.file_id) for each in inputs if each.file_id),
        sources=tuple((each.role, spec_of(each.source)) for each in inputs if each.source_id),
        params=build.params,
        version=build.version,
    )


def nudge(build: Build) -> None:
    """Wake a worker for this build once the transaction around the caller has been committed."""
    transaction.on_commit(partial(_nudge_now, build.pk, build.lane))


def _nudge_now(build_id: int, lane: str) -> None:
    executors.get().nudge(build_id, lane)


def _file_hashes(levels: list[list[BuildSpec]]) -> dict[int, str]:
    ids = {pk for level in levels for spec in level for _, pk in spec.files}
    hashes = dict(MediaFile.objects.filter(pk__in=ids).values_list("pk", "sha256")) if ids else {}
    if missing := ids - hashes.keys():
        raise MediaFile.DoesNotExist(f"no media file {sorted(missing)}")
    return hashes


def _inputs_hash(spec: BuildSpec, hashes: dict[int, str], builds: dict[BuildSpec, Build]) -> str:
    return digest(
        {
            "files": {role: hashes[pk] for role, pk in spec.files},
            "sources": {role: builds[source].identity for role, source in spec.sources},
        }
    )


def _find_level(
    level: list[BuildSpec], hashes: dict[int, str], builds: dict[BuildSpec, Build], *, fresh: bool
) -> dict[BuildSpec, Build]:
    """One query for all wishes whose sources are known in ``builds``."""
    keys = {
        spec: (spec.recipe, _inputs_hash(spec, hashes, builds), spec.params_hash)
        for spec in level
        if all(source in builds for _, source in spec.sources)
    }
    candidates: dict[tuple[str, str, str], list[Build]] = {}
    rows = Build.objects.filter(
        inputs_hash__in={key[1] for key in keys.values()}, recipe__in={spec.recipe for spec in keys}
    )
    for build in rows if keys else ():
        candidates.setdefault((build.recipe, build.inputs_hash, build.params_hash), []).append(build)
    found = {}
    for spec, key in keys.items():
        if build := _best(spec, candidates.get(key, []), fresh=fresh):
            found[spec] = build
    return found


def _best(spec: BuildSpec, candidates: list[Build], *, fresh: bool) -> Build | None:
    current = registry.recipe(spec.recipe).version
    wanted = spec.version or (current if fresh else None)
    if wanted is not None:
        return next((build for build in candidates if build.version == wanted), None)
    usable = [build for build in candidates if build.completed_at or build.version == current]
    return max(
        usable,
        key=lambda build: (build.completed_at is not None, build.version == current, build.version),
        default=None,
    )


def _create(
    spec: BuildSpec, hashes: dict[int, str], builds: dict[BuildSpec, Build], fair_key: str, priority: int
) -> Build:
    recipe = registry.recipe(spec.recipe)
    if spec.version not in (None, recipe.version):
        raise LookupError(
            f"{spec.recipe} v{spec.version} does not exist and cannot be made: it is v{recipe.version} now"
        )
    build, created = Build.objects.get_or_create(
        recipe=spec.recipe,
        version=recipe.version,
        inputs_hash=_inputs_hash(spec, hashes, builds),
        params_hash=spec.params_hash,
        defaults={"params": dict(spec.params), "lane": recipe.lane, "fair_key": fair_key, "priority": priority},
    )
    if created:
        files = [BuildInput(build=build, role=role, file_id=pk) for role, pk in spec.files]
        sources = [BuildInput(build=build, role=role, source=builds[source]) for role, source in spec.sources]
        BuildInput.objects.bulk_create([*files, *sources])
    return build


def _keep_open(build: Build, priority: int) -> None:
    if build.priority < priority:
        Build.objects.filter(pk=build.pk, priority__lt=priority).update(priority=priority)
        build.priority = priority
    last = build.runs.order_by("-pk").first()
    if last is None or last.outcome == "cancelled":
        _open_run(build)
    elif last.closed_at is None and not last.lease_token:
        nudge(build)


def _open_run(build: Build) -> ProcessingRun:
    """A new open run, or the one that another process opened first; given up at once when a source has failed."""
    try:
        with transaction.atomic():
            run = ProcessingRun.objects.create(build=build)
    except IntegrityError:
        return build.runs.get(closed_at__isnull=True)
    if _has_failed_source(build):
        close_for_source(run)
    else:
        nudge(build)
    return run


def _has_failed_source(build: Build) -> bool:
    open_run = ProcessingRun.objects.filter(build=OuterRef("pk"), closed_at__isnull=True)
    sources = Build.objects.filter(dependents__build=build, completed_at__isnull=True)
    return sources.filter(~Exists(open_run), runs__isnull=False).exists()


def close_for_source(run: ProcessingRun) -> None:
    """Give up a run because a build it stands on was given up."""
    ProcessingRun.objects.filter(pk=run.pk, closed_at__isnull=True).update(
        closed_at=Now(), outcome="given_up", error_code=SOURCE_FAILED, error_params={}, lease_token="", lease_until=None
    )
    run.refresh_from_db()


def _reopen_dependents(build: Build) -> None:
    dependents = Build.objects.filter(inputs__source=build, completed_at__isnull=True)
    for dependent in dependents.exclude(runs__closed_at__isnull=True).distinct():
        last = dependent.runs.order_by("-pk").first()
        if last and last.error_code == SOURCE_FAILED:
            _open_run(dependent)
            _reopen_dependents(dependent)
