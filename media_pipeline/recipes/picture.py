"""`picture`: every rung of a film and its poster from one decode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from media_pipeline import packaging
from media_pipeline.errors import ProcessingFailed
from media_pipeline.ffmpeg import commands, runner
from media_pipeline.ffmpeg.commands import PicturePlan, Rung
from media_pipeline.jail import Limits, child
from media_pipeline.recipes.base import Job, Made, Progress, SourceFile, check_exists, check_seconds
from media_pipeline.sniff import demuxer_of

SIDES = (1080, 720, 480, 360, 240)
# Where a poster is looked for, as parts of the length, best first: not the title, not the end; the first frame last.
POSTER_PARTS = (0.2, 0.35, 0.5, 0.1, 0.7, 0.0)


def rungs_for(width: int, height: int) -> tuple[Rung, ...]:
    """The sizes made of a picture of this size as seen: never enlarged, even, largest first, at least one."""
    short, long = min(width, height), max(width, height)
    sides = [each for each in SIDES if each <= short] or [max(2, short - short % 2)]
    rungs = []
    for side in sides:
        other = max(2, min(_even(long * side / short), long - long % 2))
        rungs.append(Rung(side, *((other, side) if width >= height else (side, other))))
    return tuple(rungs)


def _even(value: float) -> int:
    return 2 * round(value / 2)


def poster_frames(seconds: float, rate: Fraction) -> tuple[int, ...]:
    """Frame numbers of the poster's candidates, in the order of POSTER_PARTS, each once; half a second will do."""
    count = max(1, int(seconds * rate))
    return tuple(dict.fromkeys(min(count - 1, int(part * count)) for part in POSTER_PARTS))


def length_of(facts: Mapping[str, Any]) -> tuple[float, float]:
    """Seconds that the picture lasts, and seconds of them for which its last frame is held while the sound goes on."""
    video = facts["video"]
    own = (video.get("seconds") or facts["seconds"]) + video.get("start", 0.0)
    whole = max(own, facts["seconds"])
    hold = whole - own
    return (whole, hold) if hold > 0.1 else (own, 0.0)


@dataclass(frozen=True)
class Picture:
    """File `picture` → `rung-<short side>` …, `poster`, `poster-webp`."""

    name: str = "picture"
    version: int = 1
    lane: str = "video"

    def expected(self, facts: Mapping[str, Mapping], params: Mapping) -> tuple[str, ...]:
        """All rungs, then the posters. Raises ProcessingFailed 'no_picture_track'."""
        video = _track(facts["picture"])
        return (*(each.name for each in rungs_for(video["width"], video["height"])), "poster", "poster-webp")

    def run(self, job: Job) -> list[Made]:
        """Raises ProcessingFailed."""
        source = job.source("picture")
        video = _track(source.facts)
        seconds, hold = length_of(source.facts)
        rate = Fraction(video["frame_rate"])
        plan = PicturePlan(
            source=source.path, demuxer=demuxer_of(source.media_type), stream=video.get("index", 0),
            rungs=rungs_for(video["width"], video["height"]), rate=rate, folder=job.scratch, pad_seconds=hold,
            poster_frames=poster_frames(seconds, rate), interlaced=video["interlaced"],
            transfer=video.get("transfer", ""),
        )  # fmt: skip
        progress = Progress(job, "encoding", seconds, 0, 95)
        runner.run(
            commands.picture(plan), read=[source.path], write=[job.scratch], limits=_limits(source, seconds),
            on_seconds=progress.seconds, stop=progress.tick,
        )  # fmt: skip
        made = [_rung(plan, each, seconds) for each in plan.rungs]
        return made + _posters(job, plan)


def _track(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    video = facts.get("video")
    if not video:
        raise ProcessingFailed("no_picture_track")
    return video


def _limits(source: SourceFile, seconds: float) -> Limits:
    """Measured need is 2 to 3 CPU seconds a second of 1080p; larger or faster sources cost their share."""
    video = source.facts["video"]
    share = max(1.0, video["width"] * video["height"] * Fraction(video["frame_rate"]) / (1920 * 1080 * 30))
    budget = int(120 + 12 * float(share) * seconds)
    largest = int(64 * 1024 * 1024 + seconds * 2 * 1000 * commands.MAX_RATES[1080] / 8)
    return Limits(cpu_seconds=budget, wall_seconds=2 * budget, file_bytes=largest)


def _rung(plan: PicturePlan, rung: Rung, seconds: float) -> Made:
    path = plan.folder / f"{rung.name}.mp4"
    check_exists(path, rung.name)
    index = packaging.index_of(path)
    check_seconds(seconds, index["seconds"], rung.name)
    index["frame_rate"] = round(float(plan.rate), 3)
    return Made(rung.name, path, "video/mp4", rung.width, rung.height, index["seconds"], index)


def _posters(job: Job, plan: PicturePlan) -> list[Made]:
    # ffmpeg numbers the chosen frames in the order of the film, the candidates stand in the order of preference.
    place = {frame: number for number, frame in enumerate(sorted(plan.poster_frames))}
    candidates = [job.scratch / f"poster-{place[frame]}.png" for frame in plan.poster_frames]
    jpeg, webp = job.scratch / "poster.jpg", job.scratch / "poster.webp"
    progress = Progress(job, "poster", 0, 95, 100)
    answer = child.call(
        "poster", {"candidates": [str(each) for each in candidates], "jpeg": str(jpeg), "webp": str(webp)},
        write=[job.scratch], limits=Limits(cpu_seconds=60, wall_seconds=120), stop=progress.tick,
    )  # fmt: skip
    made = []
    for name, path, media_type in (("poster", jpeg, "image/jpeg"), ("poster-webp", webp, "image/webp")):
        check_exists(path, name)
        made.append(Made(name, path, media_type, answer["width"], answer["height"]))
    return made
