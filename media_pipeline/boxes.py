"""The boxes of MP4 files, as far as playlists and checks need them.

Layouts: ISO/IEC 14496-12 (moov, moof, tfhd, tfdt, trun), 14496-15 (avcC), 14496-14 (esds). Sizes that do not fit raise
ValueError; nothing is decoded and no payload larger than a moov or moof is read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_MOST_META = 64 * 1024 * 1024  # bytes of one moov or moof that are read into memory


@dataclass(frozen=True)
class Box:
    """One box of an open file or of bytes: its type, where its payload lies and where it ends."""

    kind: bytes
    start: int
    payload: int
    end: int


def boxes(data: bytes, start: int = 0, end: int | None = None) -> Iterator[Box]:
    """The boxes of `data` between two offsets, one level. Raises ValueError when a size does not fit."""
    end = len(data) if end is None else end
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        payload = start + 8
        if size == 1:
            size, payload = struct.unpack_from(">Q", data, payload)[0], payload + 8
        elif size == 0:
            size = end - start
        if size < payload - start or start + size > end:
            raise ValueError(f"box {kind!r} at {start} has size {size}")
        yield Box(kind, start, payload, start + size)
        start += size


def find(data: bytes, *path: bytes, start: int = 0, end: int | None = None) -> Box:
    """The first box at this path. Raises ValueError when there is none."""
    found = None
    for kind in path:
        found = next((each for each in boxes(data, start, end) if each.kind == kind), None)
        if found is None:
            raise ValueError(f"no box {b'/'.join(path).decode('latin-1')}")
        start, end = found.payload, found.end
    if found is None:
        raise ValueError("no path")
    return found


def top_boxes(file: BinaryIO) -> Iterator[Box]:
    """The boxes of a whole file, without reading their payload. Raises ValueError when the last one is cut off."""
    size = file.seek(0, 2)
    start = 0
    while start < size:
        file.seek(start)
        head = file.read(16)
        if len(head) < 8:
            raise ValueError(f"box at {start} is cut off")
        length, kind = struct.unpack_from(">I4s", head)
        payload = start + 8
        if length == 1:
            length, payload = struct.unpack_from(">Q", head, 8)[0], start + 16
        elif length == 0:
            length = size - start
        if length < payload - start or start + length > size:
            raise ValueError(f"box {kind!r} at {start} is cut off")
        yield Box(kind, start, payload, start + length)
        start += length


def read_box(file: BinaryIO, box: Box) -> bytes:
    """A whole box, head included. Raises ValueError when it is larger than any moov or moof should be."""
    if box.end - box.start > _MOST_META:
        raise ValueError(f"box {box.kind!r} is too large")
    file.seek(box.start)
    return file.read(box.end - box.start)


def sample_kinds(path: Path) -> list[bytes]:
    """The kind of the first sample entry of every track ('avc1', 'encv' …) of an MP4; what cannot be read is left out.

    ffprobe shows protected tracks under the codec that they would have without the protection."""
    kinds: list[bytes] = []
    try:
        with path.open("rb") as file:
            moov = next((read_box(file, box) for box in top_boxes(file) if box.kind == b"moov"), b"")
        for trak in (box for box in boxes(moov, 8) if box.kind == b"trak"):
            stsd = find(moov, b"mdia", b"minf", b"stbl", b"stsd", start=trak.payload, end=trak.end)
            kinds += [entry.kind for entry in boxes(moov, stsd.payload + 8, stsd.end)][:1]
    except (ValueError, struct.error):
        return kinds
    return kinds


def timescale_of(moov: bytes) -> int:
    """Units a second of the first track."""
    mdhd = find(moov, b"moov", b"trak", b"mdia", b"mdhd")
    return struct.unpack_from(">I", moov, mdhd.payload + (20 if moov[mdhd.payload] == 1 else 12))[0]


def default_duration(moov: bytes) -> int:
    """The duration of a sample where a fragment does not state one."""
    trex = find(moov, b"moov", b"mvex", b"trex")
    return struct.unpack_from(">I", moov, trex.payload + 12)[0]


def fragment(data: bytes, default: int) -> tuple[int, int, int]:
    """Start and duration in the track's time scale, and the size of the first sample."""
    traf = find(data, b"moof", b"traf")
    tfhd = find(data, b"tfhd", start=traf.payload, end=traf.end)
    flags = struct.unpack_from(">I", data, tfhd.payload)[0] & 0xFFFFFF
    at = tfhd.payload + 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
    if flags & 8:
        default, at = struct.unpack_from(">I", data, at)[0], at + 4
    size = struct.unpack_from(">I", data, at)[0] if flags & 0x10 else 0
    tfdt = find(data, b"tfdt", start=traf.payload, end=traf.end)
    start = struct.unpack_from(">Q" if data[tfdt.payload] == 1 else ">I", data, tfdt.payload + 4)[0]
    duration, first = 0, None
    for box in boxes(data, traf.payload, traf.end):
        if box.kind == b"trun":
            length, sample = _trun(data, box, default, size)
            duration, first = duration + length, sample if first is None else first
    return start, duration, first or 0


def _trun(data: bytes, box: Box, default: int, size: int) -> tuple[int, int]:
    word, count = struct.unpack_from(">II", data, box.payload)
    flags = word & 0xFFFFFF
    at = box.payload + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    step = 4 * sum(1 for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit)
    if at + step * count > box.end:
        raise ValueError("trun is cut off")
    if count and flags & 0x200:
        size = struct.unpack_from(">I", data, at + (4 if flags & 0x100 else 0))[0]
    if not flags & 0x100:
        return default * count, size
    return sum(struct.unpack_from(">I", data, at + step * number)[0] for number in range(count)), size


def codecs(moov: bytes) -> str:
    """The codec string of the one track (RFC 6381): avc1.PPCCLL or mp4a.40.N. Raises ValueError for another codec."""
    stsd = find(moov, b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd")
    entry = next(boxes(moov, stsd.payload + 8, stsd.end))
    if entry.kind == b"avc1":
        avcc = find(moov, b"avcC", start=entry.payload + 78, end=entry.end)
        return "avc1." + moov[avcc.payload + 1 : avcc.payload + 4].hex()
    if entry.kind == b"mp4a":
        esds = find(moov, b"esds", start=entry.payload + 28, end=entry.end)
        return f"mp4a.40.{_audio_object(moov[esds.payload + 4 : esds.end])}"
    raise ValueError(f"codec {entry.kind!r}")


def _audio_object(descriptors: bytes) -> int:
    """The audio object type from the decoder's own configuration (ISO 14496-3, 1.6.2.1)."""
    at = 0
    while at < len(descriptors):
        tag, at = descriptors[at], at + 1
        length = 0
        while True:
            byte, at = descriptors[at], at + 1
            length = length << 7 | byte & 0x7F
            if not byte & 0x80:
                break
        if tag == 3:  # ES_Descriptor: id and flags, then what it holds
            at += 3
        elif tag == 4:  # DecoderConfigDescriptor: 13 bytes of its own
            at += 13
        elif tag == 5:
            return descriptors[at] >> 3
        else:
            at += length
    raise ValueError("no audio configuration")
