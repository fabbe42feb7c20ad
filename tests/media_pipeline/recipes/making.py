"""Takes a file through the door and a recipe as the worker does, and holds every recipe to its own promise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from media_pipeline import door_check, recipes, sniff
from media_pipeline.recipes import Job, Made, SourceFile


def taken(path: Path, name: str | None = None) -> SourceFile:
    """The file as an accepted original."""
    found = door_check.probe(path, sniff.sniff(path, path.name if name is None else name))
    return SourceFile(path, found.media_type, found.facts)


def make(
    recipe: str,
    role: str,
    source: SourceFile | Path,
    scratch: Path,
    params: Mapping | None = None,
    report: Callable[[float, str], None] = lambda percent, stage: None,
) -> dict[str, Made]:
    """Outputs by name; what was expected and what was made are the same, and no output is named twice."""
    source = taken(source) if isinstance(source, Path) else source
    scratch.mkdir(parents=True, exist_ok=True)
    job = Job({role: source}, {}, params or {}, scratch, report)
    expected = recipes.get(recipe).expected({role: source.facts}, job.params)
    made = recipes.get(recipe).run(job)
    assert sorted(each.name for each in made) == sorted(expected)
    assert all(each.path.parent == scratch for each in made)
    return {each.name: each for each in made}


def as_source(made: Made) -> SourceFile:
    """A made file as the input of the next build."""
    facts = {"seconds": made.seconds, "width": made.width, "height": made.height, "index": made.index}
    return SourceFile(made.path, made.media_type, facts)


def join(pictures: Mapping[str, Made], voice: Made | None, scratch: Path, height: int) -> Made:
    """The `mp4` recipe."""
    scratch.mkdir(parents=True, exist_ok=True)
    inputs = {"picture": {name: as_source(each) for name, each in pictures.items() if each.index}}
    if voice is not None:
        inputs["voice"] = {"voice": as_source(voice)}
    job = Job({}, inputs, {"height": height}, scratch, lambda percent, stage: None)
    made = recipes.get("mp4").run(job)
    assert [each.name for each in made] == list(recipes.get("mp4").expected({}, job.params))
    return made[0]
