"""When a frame is shown and a sample is heard, from the boxes of an MP4: the ruler that players use.

Independent of `media_pipeline.boxes` on purpose; ffprobe is not asked, because it moves the start of fragmented files.
"""

from __future__ import annotations

import struct
import subprocess
from pathlib import Path


def _boxes(data: bytes, start: int, end: int):
    while start < end:
        size, kind = struct.unpack_from(">I4s", data, start)
        size = size or end - start
        yield kind, start + 8, start + size
        start += size


def _get(data: bytes, start: int, end: int, *path: bytes) -> tuple[int, int] | None:
    for wanted in path:
        for kind, first, last in _boxes(data, start, end):
            if kind == wanted:
                start, end = first, last
                break
        else:
            return None
    return start, end


def _track(data: bytes, handler: bytes) -> tuple[int, int]:
    moov = _get(data, 0, len(data), b"moov")
    for kind, first, last in _boxes(data, *moov):
        if kind == b"trak":
            hdlr = _get(data, first, last, b"mdia", b"hdlr")
            if data[hdlr[0] + 8 : hdlr[0] + 12] == handler:
                return first, last
    raise AssertionError(f"no {handler!r} track")


def _scale(data: bytes, *path: bytes, within: tuple[int, int]) -> int:
    at = _get(data, *within, *path)[0]
    return struct.unpack_from(">I", data, at + (20 if data[at] == 1 else 12))[0]


def first_media_time(path: Path, handler: bytes) -> float:
    """Seconds of the track that come before the start of the presentation (edit list): 0 without one.

    Negative when the presentation begins with nothing of this track."""
    data = path.read_bytes()
    track = _track(data, handler)
    elst = _get(data, *track, b"edts", b"elst")
    if elst is None:
        return 0.0
    version, count = data[elst[0]], struct.unpack_from(">I", data, elst[0] + 4)[0]
    scale = _scale(data, b"mdia", b"mdhd", within=track)
    movie = _scale(data, b"moov", b"mvhd", within=(0, len(data)))
    before, at = 0.0, elst[0] + 8
    for _ in range(count):
        length, media = struct.unpack_from(">Qq" if version else ">Ii", data, at)
        at += 20 if version else 12
        if media >= 0:
            return media / scale - before
        before += length / movie
    return -before


def sample_times(path: Path, handler: bytes) -> list[float]:
    """Presentation time of every sample, sorted."""
    data = path.read_bytes()
    track = _track(data, handler)
    scale = _scale(data, b"mdia", b"mdhd", within=track)
    times = _fragmented(data) if _get(data, 0, len(data), b"moof") else _flat(data, track)
    return sorted(each / scale - first_media_time(path, handler) for each in times)


def _fragmented(data: bytes) -> list[int]:
    times: list[int] = []
    trex = _get(data, 0, len(data), b"moov", b"mvex", b"trex")
    base = struct.unpack_from(">I", data, trex[0] + 12)[0]
    for kind, first, last in _boxes(data, 0, len(data)):
        if kind != b"moof":
            continue
        traf = _get(data, first, last, b"traf")
        tfhd = _get(data, *traf, b"tfhd")[0]
        flags, at = struct.unpack_from(">I", data, tfhd)[0], tfhd + 8
        at += (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
        default = struct.unpack_from(">I", data, at)[0] if flags & 8 else base
        tfdt = _get(data, *traf, b"tfdt")[0]
        clock = struct.unpack_from(">Q" if data[tfdt] else ">I", data, tfdt + 4)[0]
        trun = _get(data, *traf, b"trun")[0]
        times += _run(data, trun, clock, default)
    return times


def _run(data: bytes, trun: int, clock: int, default: int) -> list[int]:
    flags, count = struct.unpack_from(">II", data, trun)
    at = trun + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    times = []
    for _ in range(count):
        length, offset = default, 0
        for bit in (0x100, 0x200, 0x400, 0x800):
            if flags & bit:
                value = struct.unpack_from(">i", data, at)[0]
                length = value if bit == 0x100 else length
                offset = value if bit == 0x800 else offset
                at += 4
        times.append(clock + offset)
        clock += length
    return times


def _flat(data: bytes, track: tuple[int, int]) -> list[int]:
    table = _get(data, *track, b"mdia", b"minf", b"stbl")

    def pairs(name: bytes) -> list[int]:
        box = _get(data, *table, name)
        if box is None:
            return []
        count = struct.unpack_from(">I", data, box[0] + 4)[0]
        entries = [struct.unpack_from(">Ii", data, box[0] + 8 + 8 * number) for number in range(count)]
        return [value for many, value in entries for _ in range(many)]

    clock, starts = 0, []
    for length in pairs(b"stts"):
        starts.append(clock)
        clock += length
    offsets = pairs(b"ctts") or [0] * len(starts)
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]


def flashes(path: Path) -> list[float]:
    """When the picture turns white."""
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-ignore_editlist", "1", "-i", path, "-map", "0:v", "-vf", "scale=1:1", "-fps_mode",
         "passthrough", "-pix_fmt", "gray", "-f", "rawvideo", "-"], check=True, capture_output=True,
    ).stdout  # fmt: skip
    times = sample_times(path, b"vide")
    assert len(raw) == len(times)
    bright = [value > 128 for value in raw]
    return [times[n] for n in range(len(raw)) if bright[n] and not (n and bright[n - 1])]


def beeps(path: Path) -> list[float]:
    """When the tone begins, to the sample: the decoder gives what is in the track, the boxes say when."""
    raw = subprocess.run(
        ["ffmpeg", "-v", "error", "-ignore_editlist", "1", "-i", path, "-map", "0:a", "-ac", "1", "-ar", "48000",
         "-f", "s16le", "-"], check=True, capture_output=True,
    ).stdout  # fmt: skip
    samples = struct.unpack(f"<{len(raw) // 2}h", raw)
    start = sample_times(path, b"soun")[0]
    found: list[float] = []
    quiet = 48000
    for number, value in enumerate(samples):
        if abs(value) > 6000:
            if quiet > 12000:
                found.append(start + number / 48000)
            quiet = 0
        else:
            quiet += 1
    return found
