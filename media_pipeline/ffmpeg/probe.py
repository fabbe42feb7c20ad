"""What a video or audio file holds, by ffprobe with the demuxer that the content sniff chose.

`inspect` gives the facts that the rest of the pipeline plans from: sizes as a viewer sees them (after rotation and
with square pixels), a snapped frame rate, every sound track. What cannot be played is refused here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from media_pipeline import boxes
from media_pipeline.errors import ProcessingFailed, Refused
from media_pipeline.ffmpeg import commands, progress, rates, runner
from media_pipeline.jail import Limits

MAX_HOURS = 12
MIN_SIDE, MAX_SIDE = 16, 8192  # pixels; a decoder needs memory for several frames of the larger
VIDEO_CODECS = frozenset((
    "h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "mpeg2video", "mpeg1video", "mjpeg", "prores", "dnxhd", "theora",
    "h263", "svq3", "cinepak", "qtrle", "rawvideo", "wmv3", "vc1", "cfhd", "ffv1", "huffyuv", "utvideo", "msmpeg4v3",
    "flv1", "dvvideo",
))  # fmt: skip
AUDIO_CODECS = frozenset((
    "aac", "mp3", "mp2", "mp1", "ac3", "eac3", "vorbis", "opus", "flac", "alac", "pcm_s16le", "pcm_s16be", "pcm_s24le",
    "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_u8", "pcm_s8", "pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_alaw",
    "pcm_mulaw", "adpcm_ms", "adpcm_ima_wav", "adpcm_ima_qt", "qdm2", "speex", "wmav2", "amr_nb", "amr_wb",
))  # fmt: skip
_LIMITS = Limits(cpu_seconds=30, wall_seconds=60, memory=2048 * 1024 * 1024)
_COUNT_LIMITS = Limits(cpu_seconds=120, wall_seconds=240, memory=2048 * 1024 * 1024)
_INTERLACED = ("tt", "bb", "tb", "bt")
_HDR = ("smpte2084", "arib-std-b67")
_GUESSED = ("Estimating duration from bitrate", "Packet corrupt")


def inspect(path: Path, demuxer: str, *, stop: Callable[[], object] | None = None) -> dict[str, Any]:
    """Facts of a video or audio file. Raises Refused (media_unreadable, media_no_track, media_codec, …)."""
    finished = runner.probe(path, demuxer, limits=_LIMITS, stop=stop)
    if finished.limit:
        raise Refused("check_too_heavy", what=finished.limit)
    if finished.returncode != 0:
        raise Refused("media_unreadable", detail=runner.reason(finished.stderr))
    facts = read(json.loads(finished.stdout or "{}"))
    guessed = any(each in finished.stderr for each in _GUESSED)
    tracks = [each for each in (facts["video"], *facts["audio"][:1]) if each]
    for track in tracks:
        if guessed or (track["seconds"] is None and (facts["seconds"] is None or len(tracks) > 1)):
            track["seconds"] = _counted(path, demuxer, track, stop)
    if facts["seconds"] is None or guessed:
        facts["seconds"] = max((each["start"] + each["seconds"] for each in tracks if each["seconds"]), default=None)
    if demuxer == "mov" and {b"encv", b"enca"} & set(boxes.sample_kinds(path)):
        facts["encrypted"] = True
    check(facts)
    return facts


def measure(path: Path, demuxer: str) -> dict[str, Any]:
    """Facts of a file that we made. Raises ProcessingFailed 'media_damaged' when it cannot be read back."""
    finished = runner.probe(path, demuxer, limits=_LIMITS)
    if finished.returncode != 0:
        raise ProcessingFailed("media_damaged", detail=runner.reason(finished.stderr))
    return read(json.loads(finished.stdout or "{}"))


def read(found: dict[str, Any]) -> dict[str, Any]:
    """ffprobe's JSON as facts: pure. Cover pictures in audio files and data tracks are no tracks of ours."""
    streams = found.get("streams", [])
    container = found.get("format", {})
    pictures = [each for each in streams if each.get("codec_type") == "video" and not _attached(each)]
    sounds = [each for each in streams if each.get("codec_type") == "audio"]
    tracks = [_seconds(each) for each in (*pictures[:1], *sounds[:1])]
    total = _number(container.get("duration"))
    known = [each for each in tracks if each]
    return {
        "seconds": total or (max(known) if known else None),
        "container": str(container.get("format_name", "")).split(",")[0],
        "video": _video(pictures[0]) if pictures else None,
        "audio": [_audio(each) for each in sounds],
        "encrypted": any(each.get("codec_tag_string") in ("encv", "enca") for each in streams),
    }


def check(facts: dict[str, Any]) -> None:
    """Refuse what cannot be played: encrypted, without a track, unknown codec, no or too long duration, odd size."""
    if facts.pop("encrypted", False):
        raise Refused("media_encrypted")
    video, audio = facts["video"], facts["audio"]
    if not video and not audio:
        raise Refused("media_no_track")
    if video and video["codec"] not in VIDEO_CODECS:
        raise Refused("media_codec", codec=video["codec"])
    if audio and audio[0]["codec"] not in AUDIO_CODECS:
        raise Refused("media_codec", codec=audio[0]["codec"])
    if video and min(video["width"], video["height"]) < MIN_SIDE:
        raise Refused("video_too_small", width=video["width"], height=video["height"], min_side=MIN_SIDE)
    if video and max(video["width"], video["height"]) > MAX_SIDE:
        raise Refused("video_too_large", width=video["width"], height=video["height"], max_side=MAX_SIDE)
    if not facts["seconds"] or facts["seconds"] <= 0:
        raise Refused("media_no_duration")
    if facts["seconds"] > MAX_HOURS * 3600:
        raise Refused("media_too_long", hours=round(facts["seconds"] / 3600, 1), max_hours=MAX_HOURS)


def _counted(path: Path, demuxer: str, track: dict[str, Any], stop: Callable[[], object] | None) -> float | None:
    """A track's length by reading all its packets, where no header states it (VBR without header, live WebM)."""
    done: list[float] = [0.0]

    def line(text: str) -> None:
        done.append(progress.seconds_done(text) or done[-1])

    argv = commands.count(path, demuxer, track["index"])
    finished = runner.start(argv, read=[path], write=[], limits=_COUNT_LIMITS, on_line=line, stop=stop)
    if finished.limit:
        raise Refused("check_too_heavy", what=finished.limit)
    if finished.returncode != 0:
        raise Refused("media_unreadable", detail=runner.reason(finished.stderr))
    seconds = max(done) - track["start"]  # ffmpeg counts from the start of the file
    return round(seconds, 6) if seconds > 0 else None


def _attached(stream: dict[str, Any]) -> bool:
    disposition = stream.get("disposition", {})
    return bool(disposition.get("attached_pic") or disposition.get("timed_thumbnails"))


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return round(number, 6) if number > 0 else None


def _seconds(stream: dict[str, Any]) -> float | None:
    """The track's own length; Matroska has it as a tag "00:01:02.500000000", counted from the file's start."""
    stated = _number(stream.get("duration"))
    parts = str(stream.get("tags", {}).get("DURATION", "")).split(":")
    if stated or len(parts) != 3:
        return stated
    try:
        return _number(int(parts[0]) * 3600 + int(parts[1]) * 60 + float(parts[2]) - float(stream.get("start_time", 0)))
    except ValueError:
        return None


def _rotation(stream: dict[str, Any]) -> int:
    turned = [each["rotation"] for each in stream.get("side_data_list", []) if "rotation" in each]
    try:
        return round(float(turned[0] if turned else stream.get("tags", {}).get("rotate", 0))) % 360
    except ValueError:
        return 0


def _video(stream: dict[str, Any]) -> dict[str, Any]:
    width, height = int(stream.get("width", 0)), int(stream.get("height", 0))
    aspect = rates.parse(str(stream.get("sample_aspect_ratio", "1:1")).replace(":", "/"))
    if aspect and aspect != 1 and width and 1 / 8 <= aspect <= 8:
        width = max(1, round(width * aspect))
    rotation = _rotation(stream)
    if rotation % 180 == 90:
        width, height = height, width
    rate = rates.snap(rates.parse(stream.get("r_frame_rate")), rates.parse(stream.get("avg_frame_rate")))
    return {
        "width": width,
        "height": height,
        "rotation": rotation,
        "frame_rate": str(rate),
        "pixel_format": stream.get("pix_fmt", ""),
        "interlaced": stream.get("field_order") in _INTERLACED,
        "codec": stream.get("codec_name", "unknown"),
        "index": int(stream.get("index", 0)),
        "start": _number(stream.get("start_time")) or 0.0,
        "seconds": _seconds(stream),
        "transfer": stream.get("color_transfer", "") if stream.get("color_transfer") in _HDR else "",
    }


def _audio(stream: dict[str, Any]) -> dict[str, Any]:
    return {
        "codec": stream.get("codec_name", "unknown"),
        "channels": int(stream.get("channels", 0)),
        "sample_rate": int(stream.get("sample_rate", 0) or 0),
        "language": stream.get("tags", {}).get("language", ""),
        "index": int(stream.get("index", 0)),
        "start": _number(stream.get("start_time")) or 0.0,
        "seconds": _seconds(stream),
    }
