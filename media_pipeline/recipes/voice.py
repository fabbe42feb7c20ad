"""`voice_hls` and `voice_mp3`: the sound of a file, for playing beside a picture and for radio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from media_pipeline import packaging
from media_pipeline.errors import ProcessingFailed
from media_pipeline.ffmpeg import commands, probe, runner
from media_pipeline.ffmpeg.commands import MP3_PROFILES, VoicePlan
from media_pipeline.jail import Limits
from media_pipeline.recipes.base import Job, Made, Progress, check_exists, check_seconds
from media_pipeline.sniff import demuxer_of

_SLACK = 0.25  # seconds of silence added beyond what the probe says is missing; the exact end is cut after it


def _track(facts: Mapping[str, Any]) -> Mapping[str, Any]:
    if not facts.get("audio"):
        raise ProcessingFailed("no_voice_track")
    return facts["audio"][0]


def sound_seconds(facts: Mapping[str, Any]) -> float:
    """Seconds from the start of the file to the end of its sound. Raises ProcessingFailed 'no_voice_track'."""
    track = _track(facts)
    own = track.get("seconds")
    return own + track.get("start", 0.0) if own else facts["seconds"]


def _limits(seconds: float, kilobits: int) -> Limits:
    budget = int(60 + seconds / 4)
    return Limits(
        cpu_seconds=budget, wall_seconds=3 * budget, file_bytes=int(16_000_000 + seconds * kilobits * 250)
    )  # fmt: skip


@dataclass(frozen=True)
class VoiceHls:
    """File `voice` → `voice`: AAC in CMAF, as long as the picture (`seconds`), or its own length when that is None."""

    name: str = "voice_hls"
    version: int = 1
    lane: str = "audio"

    def expected(self, facts: Mapping[str, Mapping], params: Mapping) -> tuple[str, ...]:
        """One name. Raises ProcessingFailed 'no_voice_track'."""
        _track(facts["voice"])
        return ("voice",)

    def run(self, job: Job) -> list[Made]:
        """Raises ProcessingFailed."""
        source = job.source("voice")
        track = _track(source.facts)
        mode = job.params.get("mode", "replace")
        if mode != "replace":
            raise ProcessingFailed("unknown_parameter", name="mode", value=str(mode))
        offset = int(job.params.get("offset_ms", 0))
        own = sound_seconds(source.facts) + offset / 1000
        wanted = job.params.get("seconds")
        seconds = own if wanted is None else float(wanted)
        target = job.scratch / "voice.mp4"
        plan = VoicePlan(
            source=source.path, demuxer=demuxer_of(source.media_type), stream=track.get("index", 0),
            channels=min(2, max(1, track["channels"])), target=target, seconds=None if wanted is None else seconds,
            pad_seconds=seconds - own + _SLACK if seconds > own else 0.0, offset_ms=offset,
        )  # fmt: skip
        progress = Progress(job, "encoding", seconds)
        runner.run(
            commands.voice(plan), read=[source.path], write=[job.scratch], limits=_limits(max(own, seconds), 160),
            on_seconds=progress.seconds, stop=progress.tick,
        )  # fmt: skip
        check_exists(target, "voice")
        index = packaging.index_of(target)
        check_seconds(seconds, index["seconds"], "voice")
        index["channels"] = plan.channels
        return [Made("voice", target, "audio/mp4", seconds=index["seconds"], index=index)]


@dataclass(frozen=True)
class VoiceMp3:
    """File `voice` → `mp3-128`, `mp3-64`, `mp3-32`: constant bit rate for plain players, no text inside."""

    name: str = "voice_mp3"
    version: int = 1
    lane: str = "audio"

    def expected(self, facts: Mapping[str, Mapping], params: Mapping) -> tuple[str, ...]:
        """The three profiles. Raises ProcessingFailed 'no_voice_track'."""
        _track(facts["voice"])
        return tuple(each.name for each in MP3_PROFILES)

    def run(self, job: Job) -> list[Made]:
        """Raises ProcessingFailed."""
        source = job.source("voice")
        track = _track(source.facts)
        seconds = sound_seconds(source.facts)
        progress = Progress(job, "encoding", seconds)
        argv = commands.mp3(
            source.path, demuxer_of(source.media_type), track.get("index", 0), track["channels"], job.scratch
        )
        runner.run(
            argv, read=[source.path], write=[job.scratch], limits=_limits(seconds, 160), on_seconds=progress.seconds,
            stop=progress.tick,
        )  # fmt: skip
        made = []
        for profile in MP3_PROFILES:
            path = job.scratch / f"{profile.name}.mp3"
            check_exists(path, profile.name)
            facts = probe.measure(path, "mp3")
            check_seconds(seconds, facts["seconds"], profile.name)
            made.append(Made(profile.name, path, "audio/mpeg", seconds=facts["seconds"]))
        return made
