"""`mp4`: one rung and a voice copied into one file for downloading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from media_pipeline.errors import ProcessingFailed
from media_pipeline.ffmpeg import commands, probe, runner
from media_pipeline.jail import Limits
from media_pipeline.recipes.base import Job, Made, Progress, SourceFile, check_exists, check_seconds


def chosen_rung(rungs: Mapping[str, SourceFile], height: int) -> SourceFile:
    """The largest rung not above `height`, else the smallest there is. Raises ProcessingFailed 'output_missing'."""
    sides = {int(name.removeprefix("rung-")): file for name, file in rungs.items() if name.startswith("rung-")}
    if not sides:
        raise ProcessingFailed("output_missing", output=f"rung-{height}")
    fitting = [side for side in sides if side <= height]
    return sides[max(fitting) if fitting else min(sides)]


@dataclass(frozen=True)
class Mp4:
    """Builds `picture` and, when there is sound, `voice` → `mp4-<height>`: a stream copy, in step, quick to start."""

    name: str = "mp4"
    version: int = 1
    lane: str = "video"

    def expected(self, facts: Mapping[str, Mapping], params: Mapping) -> tuple[str, ...]:
        """One name, by the height that was asked for."""
        return (f"mp4-{int(params['height'])}",)

    def run(self, job: Job) -> list[Made]:
        """Raises ProcessingFailed."""
        name = f"mp4-{int(job.params['height'])}"
        rung = chosen_rung(job.renditions["picture"], int(job.params["height"]))
        voice = job.renditions.get("voice", {}).get("voice")
        target = job.scratch / f"{name}.mp4"
        inputs = [rung.path, *([voice.path] if voice else [])]
        room = sum(each.stat().st_size for each in inputs)
        progress = Progress(job, "joining", rung.facts.get("seconds") or 0.0)
        runner.run(
            commands.joined(rung.path, voice.path if voice else None, target), read=inputs, write=[job.scratch],
            limits=Limits(cpu_seconds=120, wall_seconds=600, file_bytes=2 * room + 16_000_000),
            on_seconds=progress.seconds, stop=progress.tick,
        )  # fmt: skip
        check_exists(target, name)
        facts = probe.measure(target, "mov")
        found = (1 if facts["video"] else 0) + len(facts["audio"])
        if found != len(inputs):
            raise ProcessingFailed("tracks_differ", expected=len(inputs), found=found, output=name)
        check_seconds(rung.facts["seconds"], facts["seconds"], name)
        video = facts["video"]
        return [Made(name, target, "video/mp4", video["width"], video["height"], facts["seconds"])]
