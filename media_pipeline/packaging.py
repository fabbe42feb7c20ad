"""HLS playlists from a file's own boxes: byte ranges, durations, codecs and bit rates of fragmented MP4 (CMAF).

Playlists after RFC 8216. Encodes do not repeat to the byte, so an index belongs to the very file it was read from.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from media_pipeline import boxes
from media_pipeline.errors import ProcessingFailed

SEGMENT_SECONDS = 6.0


def index_of(path: Path) -> dict:
    """The index of a fragmented MP4 with one track, as kept beside the file: plain JSON.

    `init` [offset, bytes]; `fragments` [offset, bytes, start s, duration s] in order; `keyframes` bytes from the start
    of each fragment to the end of its first sample (for I-frame playlists); `codecs` after RFC 6381; `bandwidth` the
    highest and `average_bandwidth` the mean bit/s over segments of six seconds; `timescale`; `seconds`.

    Raises ProcessingFailed 'media_damaged' when the boxes do not add up.
    """
    try:
        return _index(path)
    except (ValueError, struct.error, IndexError) as error:
        raise ProcessingFailed("media_damaged", detail=f"boxes: {error}") from error


def _index(path: Path) -> dict:
    fragments: list[list] = []
    keyframes: list[int] = []
    moov, init, moof = b"", 0, None
    with path.open("rb") as file:
        for box in boxes.top_boxes(file):
            if box.kind == b"moov":
                moov, init = boxes.read_box(file, box), box.end
                timescale, default = boxes.timescale_of(moov), boxes.default_duration(moov)
            elif box.kind == b"moof":
                data = boxes.read_box(file, box)
                start, duration, first = boxes.fragment(data, default)
                moof = (box.start, start, duration, first)
            elif box.kind == b"mdat" and moof:
                at, start, duration, first = moof
                fragments.append([at, box.end - at, round(start / timescale, 6), round(duration / timescale, 6)])
                keyframes.append(box.payload - at + first)
                moof = None
    if not moov or not fragments:
        raise ValueError("no fragments")
    index = {"init": [0, init], "fragments": fragments, "keyframes": keyframes, "codecs": boxes.codecs(moov)}
    segments = [(sum(f[1] for f in group), sum(f[3] for f in group)) for group in segments_of(index)]
    total, seconds = sum(size for size, _ in segments), sum(length for _, length in segments)
    # RFC 8216, 4.3.4.2: a peak is measured over half a target duration at least, not over a short last segment.
    whole = [each for each in segments if each[1] >= SEGMENT_SECONDS / 2] or [(total, seconds)]
    index["bandwidth"] = math.ceil(max(8 * size / max(length, 0.001) for size, length in whole))
    index["average_bandwidth"] = math.ceil(8 * total / max(seconds, 0.001))
    return {**index, "timescale": timescale, "seconds": round(fragments[-1][2] + fragments[-1][3], 6)}


def segments_of(index: Mapping, seconds: float = SEGMENT_SECONDS) -> list[list]:
    """Fragments grouped into segments that begin at multiples of `seconds` (the first fragment at or after each)."""
    groups: list[list] = []
    border = -1.0
    for fragment in index["fragments"]:
        if not groups or fragment[2] >= border - 0.001:
            groups.append([])
            border = (math.floor(fragment[2] / seconds + 0.001) + 1) * seconds
        groups[-1].append(fragment)
    return groups


@dataclass(frozen=True)
class PictureTrack:
    """One rung: the address of its media playlist, its size in pixels and its index."""

    uri: str
    width: int
    height: int
    index: Mapping
    frame_rate: float | None = None


@dataclass(frozen=True)
class VoiceTrack:
    """One voice: `language` BCP-47, `name` the language's own name, `default` for at most one of them."""

    uri: str
    language: str
    name: str
    default: bool
    index: Mapping
    channels: int = 2


@dataclass(frozen=True)
class CaptionTrack:
    """One WebVTT rendition: `uri` of its playlist (`captions_playlist`)."""

    uri: str
    language: str
    name: str
    default: bool = False


def media_playlist(index: Mapping, uri: str, segment_seconds: float = SEGMENT_SECONDS) -> str:
    """The playlist of one track: byte ranges of the one file at `uri`."""
    groups = segments_of(index, segment_seconds)
    lengths = [sum(each[3] for each in group) for group in groups]
    lines = [*_head(lengths), f'#EXT-X-MAP:URI="{_quoted(uri)}",BYTERANGE="{index["init"][1]}@{index["init"][0]}"']
    for group, length in zip(groups, lengths, strict=True):
        size = group[-1][0] + group[-1][1] - group[0][0]
        lines += [f"#EXTINF:{length:.5f},", f"#EXT-X-BYTERANGE:{size}@{group[0][0]}", uri]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def iframe_playlist(index: Mapping, uri: str) -> str:
    """Key frames only, for seeking with pictures: one byte range a fragment, up to the end of its first sample."""
    fragments = index["fragments"]
    lines = _head([each[3] for each in fragments], "#EXT-X-I-FRAMES-ONLY")
    lines.append(f'#EXT-X-MAP:URI="{_quoted(uri)}",BYTERANGE="{index["init"][1]}@{index["init"][0]}"')
    for each, size in zip(fragments, index["keyframes"], strict=True):
        lines += [f"#EXTINF:{each[3]:.5f},", f"#EXT-X-BYTERANGE:{size}@{each[0]}", uri]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def captions_playlist(uri: str, seconds: float) -> str:
    """One WebVTT file of the whole length as a playlist."""
    return "\n".join([*_head([seconds]), f"#EXTINF:{seconds:.5f},", uri, "#EXT-X-ENDLIST", ""])


def _head(lengths: Sequence[float], *more: str) -> list[str]:
    # RFC 8216, 4.3.3.1: no EXTINF, rounded to the nearest second, may be above the target.
    target = max(1, *(math.floor(each + 0.5) for each in lengths))
    return [
        "#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{target}", "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD", *more,
    ]  # fmt: skip


def master_playlist(
    pictures: Sequence[PictureTrack], voices: Sequence[VoiceTrack] = (), captions: Sequence[CaptionTrack] = ()
) -> str:
    """The master of one work: every rung, every voice, captions, and the voices alone for a very weak link.

    A rung's rate counts the heaviest voice, as RFC 8216 asks. Raises ValueError when there is no track at all."""
    if not pictures and not voices:
        raise ValueError("a master playlist needs a track")
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    chosen = next((number for number, each in enumerate(voices) if each.default), 0)
    for group in ("voice", "voice-only") if pictures else ("voice-only",):
        lines += [_voice_line(each, group, number == chosen) for number, each in enumerate(voices)]
    lines += [_caption_line(each) for each in captions]
    groups = ',SUBTITLES="captions"' if captions else ""
    for each in sorted(pictures, key=lambda track: -track.index["bandwidth"]):
        lines += [_stream_line(each, voices) + groups, each.uri]
    if voices:
        sound = voices[chosen]
        peak, mean = (max(each.index[key] for each in voices) for key in ("bandwidth", "average_bandwidth"))
        names = ",".join(dict.fromkeys(each.index["codecs"] for each in voices))
        lines.append(
            f'#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={mean},CODECS="{names}",AUDIO="voice-only"{groups}'
        )
        lines.append(sound.uri)
    return "\n".join([*lines, ""])


def _stream_line(track: PictureTrack, voices: Sequence[VoiceTrack]) -> str:
    peak, mean = (
        track.index[key] + max((each.index[key] for each in voices), default=0)
        for key in ("bandwidth", "average_bandwidth")
    )
    names = ",".join(dict.fromkeys([track.index["codecs"], *(each.index["codecs"] for each in voices)]))
    line = f'#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={mean},CODECS="{names}"'
    line += f",RESOLUTION={track.width}x{track.height}"
    if track.frame_rate:
        line += f",FRAME-RATE={track.frame_rate:.3f}"
    return line + (',AUDIO="voice"' if voices else "")


def _voice_line(track: VoiceTrack, group: str, default: bool) -> str:
    return (
        f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{group}",NAME="{_quoted(track.name)}",LANGUAGE="{_quoted(track.language)}",'
        f'DEFAULT={"YES" if default else "NO"},AUTOSELECT=YES,CHANNELS="{track.channels}",URI="{_quoted(track.uri)}"'
    )


def _caption_line(track: CaptionTrack) -> str:
    return (
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="{_quoted(track.name)}",'
        f'LANGUAGE="{_quoted(track.language)}",DEFAULT={"YES" if track.default else "NO"},AUTOSELECT=YES,FORCED=NO,'
        f'URI="{_quoted(track.uri)}"'
    )


def _quoted(text: str) -> str:
    """RFC 8216, 4.2: a quoted string holds no line feed, carriage return or double quote."""
    return text.replace('"', "'").replace("\r", " ").replace("\n", " ")
