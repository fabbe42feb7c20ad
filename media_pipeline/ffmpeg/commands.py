"""Arguments for ffmpeg and ffprobe, as pure functions: plans in, argv out; nothing is run and no file is looked at.

Every input is opened by the one demuxer that the content sniff chose, with no protocol but `file`: that alone stops
playlists in disguise. Every path is an absolute `file:` address that we made, so no name can become an option.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import ffmpeg

_GLOBALS = ("-nostdin", "-hide_banner", "-v", "warning", "-xerror", "-nostats", "-progress", "pipe:1", "-y")
_CLEAN = {"map_metadata": "-1", "map_chapters": "-1", "fflags": "+bitexact"}  # no place, title or tool of the source
_PRIMING = 1024  # samples that the AAC encoder puts in front and that CMAF without an edit list would play
#: short side of a rung -> highest bit rate in kbit/s; the buffer is twice that
MAX_RATES = {1080: 6750, 720: 3750, 480: 1500, 360: 750, 240: 450}


def address(path: Path) -> str:
    """An absolute `file:` address. Raises ValueError for a relative path."""
    if not path.is_absolute():
        raise ValueError(f"not absolute: {path}")
    return f"file:{path}"


def _open(path: Path, demuxer: str) -> ffmpeg.nodes.FilterableStream:
    return ffmpeg.input(
        address(path), f=demuxer, protocol_whitelist="file", format_whitelist=demuxer, threads=2
    )  # fmt: skip


def _argv(*outputs: ffmpeg.nodes.OutputStream) -> list[str]:
    return ["ffmpeg", *_GLOBALS, *ffmpeg.get_args(ffmpeg.merge_outputs(*outputs))]


def probe(path: Path, demuxer: str) -> list[str]:
    """Streams and container as JSON."""
    return [
        "ffprobe", "-hide_banner", "-v", "warning", "-f", demuxer, "-protocol_whitelist", "file",
        "-format_whitelist", demuxer, "-show_streams", "-show_format", "-of", "json", "-i", address(path),
    ]  # fmt: skip


def count(path: Path, demuxer: str, stream: int) -> list[str]:
    """Read all packets of one stream without decoding, to learn its length from the progress."""
    return _argv(_open(path, demuxer)[str(stream)].output("-", f="null", c="copy"))


@dataclass(frozen=True)
class Rung:
    """One size of the picture; `short_side` names it and chooses its bit rate."""

    short_side: int
    width: int
    height: int

    @property
    def name(self) -> str:
        return f"rung-{self.short_side}"

    @property
    def kilobits(self) -> int:
        return MAX_RATES.get(self.short_side) or next(MAX_RATES[each] for each in _ASCENDING if each >= self.short_side)


_ASCENDING = tuple(sorted(MAX_RATES))


@dataclass(frozen=True)
class PicturePlan:
    """One decode of the picture: rungs from the largest down, candidates for the poster by frame number."""

    source: Path
    demuxer: str
    stream: int
    rungs: tuple[Rung, ...]
    rate: Fraction
    poster_frames: tuple[int, ...]
    folder: Path
    interlaced: bool = False
    transfer: str = ""  # of HDR sources: smpte2084 or arib-std-b67
    pad_seconds: float = 0.0  # the last frame is held when the sound goes on

    @property
    def gop(self) -> int:
        """Frames between key frames: two seconds, the same in every rung."""
        return max(1, round(self.rate * 2))


def picture(plan: PicturePlan) -> list[str]:
    """The one graph: every rung as fragmented MP4 (`<name>.mp4`) and the poster candidates (`poster-%d.png`)."""
    last = next((each for each in plan.rungs if each.short_side <= 720), plan.rungs[-1])
    stream = _prepared(plan)
    outputs = []
    for number, rung in enumerate(plan.rungs):
        if number:
            # Rounding to even sizes would otherwise leave pixels that are not quite square.
            stream = stream.filter("scale", rung.width, rung.height, flags="bicubic").filter("setsar", 1)
        uses = 1 + (rung is last) + (number + 1 < len(plan.rungs))
        branches = [stream] if uses == 1 else _split(stream, "split", uses)
        outputs.append(_encoded(branches[0], plan, rung))
        if rung is last:
            outputs.append(_posters(branches[1], plan))
        stream = branches[-1]
    return _argv(*outputs)


def _split(stream: ffmpeg.nodes.FilterableStream, name: str, uses: int) -> list[ffmpeg.nodes.FilterableStream]:
    parts = stream.filter_multi_output(name, uses)
    return [parts[number] for number in range(uses)]


def _prepared(plan: PicturePlan) -> ffmpeg.nodes.FilterableStream:
    """Deinterlaced, constant rate from 0, the size of the top rung, square pixels, 8 bit 4:2:0.

    ffmpeg turns rotated pictures upright by itself, before the first filter."""
    top = plan.rungs[0]
    stream = _open(plan.source, plan.demuxer)[str(plan.stream)]
    if plan.interlaced:
        stream = stream.filter("bwdif", mode="send_frame")
    stream = stream.filter("fps", fps=str(plan.rate), start_time=0)
    if plan.pad_seconds > 0:
        stream = stream.filter("tpad", stop_mode="clone", stop_duration=f"{plan.pad_seconds:.3f}")
    if plan.transfer:
        stream = stream.filter("scale", top.width, top.height, flags="bicubic")
        stream = stream.filter("zscale", tin=plan.transfer, min="bt2020nc", pin="bt2020", t="linear", npl=100)
        stream = stream.filter("format", "gbrpf32le").filter("zscale", p="bt709")
        stream = stream.filter("tonemap", tonemap="hable", desat=0).filter("zscale", t="bt709", m="bt709", r="tv")
    else:
        stream = stream.filter("scale", top.width, top.height, flags="bicubic", out_range="tv")
    return stream.filter("setsar", 1).filter("format", "yuv420p")


def _encoded(
    stream: ffmpeg.nodes.FilterableStream, plan: PicturePlan, rung: Rung
) -> ffmpeg.nodes.OutputStream:  # fmt: skip
    return stream.output(
        address(plan.folder / f"{rung.name}.mp4"), f="mp4", movflags="+cmaf+frag_keyframe+empty_moov",
        vcodec="libx264", preset="veryfast", crf=23, maxrate=f"{rung.kilobits}k", bufsize=f"{2 * rung.kilobits}k",
        g=plan.gop, keyint_min=plan.gop, sc_threshold=0, pix_fmt="yuv420p", threads=2, **_CLEAN,
    )  # fmt: skip


def _posters(stream: ffmpeg.nodes.FilterableStream, plan: PicturePlan) -> ffmpeg.nodes.OutputStream:
    chosen = "+".join(f"eq(n,{number})" for number in plan.poster_frames)
    pattern = str(plan.folder).replace("%", "%%") + "/poster-%d.png"
    return stream.filter("select", chosen).output(
        address(Path(pattern)), f="image2", vcodec="png", fps_mode="passthrough", start_number=0,
        **{"frames:v": len(plan.poster_frames)}, **_CLEAN,
    )  # fmt: skip


@dataclass(frozen=True)
class VoicePlan:
    """The sound of one file, for HLS beside a picture of `seconds` (None: its own length)."""

    source: Path
    demuxer: str
    stream: int
    channels: int
    target: Path
    seconds: float | None = None
    pad_seconds: float = 0.0
    offset_ms: int = 0  # later when positive


def voice(plan: VoicePlan) -> list[str]:
    """AAC in fragmented MP4, in step with a picture that starts at 0."""
    stream = _open(plan.source, plan.demuxer)[str(plan.stream)]
    stream = stream.filter("aresample", 48000, **{"async": 1, "first_pts": 0})
    stream = stream.filter("aformat", channel_layouts="mono" if plan.channels == 1 else "stereo")
    if plan.offset_ms > 0:
        stream = stream.filter("adelay", delays=plan.offset_ms, all=1)
    elif plan.offset_ms < 0:
        stream = stream.filter("atrim", start=-plan.offset_ms / 1000).filter("asetpts", "PTS-STARTPTS")
    if plan.pad_seconds > 0:
        stream = stream.filter("apad", pad_dur=f"{plan.pad_seconds:.3f}")
    if plan.seconds is not None:
        stream = stream.filter("atrim", end=f"{plan.seconds:.3f}")
    stream = stream.filter("atrim", start_sample=_PRIMING).filter("asetpts", "PTS-STARTPTS")
    return _argv(
        stream.output(
            address(plan.target), f="mp4", movflags="+cmaf+empty_moov", frag_duration=2_000_000,
            acodec="aac", audio_bitrate="80k" if plan.channels == 1 else "128k", **_CLEAN,
        )
    )  # fmt: skip


@dataclass(frozen=True)
class Mp3Profile:
    """One constant bit rate. 32 kbit/s carries speech only in one channel at half the sampling rate."""

    kilobits: int
    channels: int
    hertz: int

    @property
    def name(self) -> str:
        return f"mp3-{self.kilobits}"


MP3_PROFILES = (Mp3Profile(128, 2, 44100), Mp3Profile(64, 1, 44100), Mp3Profile(32, 1, 22050))


def mp3(source: Path, demuxer: str, stream: int, channels: int, folder: Path) -> list[str]:
    """All MP3 profiles from one decode as `<name>.mp3`: ID3v2.3, no text in it."""
    sound = _open(source, demuxer)[str(stream)].filter("aresample", **{"async": 1, "first_pts": 0})
    outputs = [
        branch.output(
            address(folder / f"{profile.name}.mp3"), f="mp3", acodec="libmp3lame", audio_bitrate=f"{profile.kilobits}k",
            ac=min(profile.channels, max(1, channels)), ar=profile.hertz, id3v2_version=3, write_id3v1=0, **_CLEAN,
        )
        for profile, branch in zip(MP3_PROFILES, _split(sound, "asplit", len(MP3_PROFILES)), strict=True)
    ]  # fmt: skip
    return _argv(*outputs)


def joined(picture_path: Path, voice_path: Path | None, target: Path) -> list[str]:
    """Picture and voice copied into one MP4 that plays while it loads."""
    streams = [_open(picture_path, "mov")["v:0"]]
    if voice_path is not None:
        streams.append(_open(voice_path, "mov")["a:0"])
    return _argv(ffmpeg.output(*streams, address(target), f="mp4", c="copy", movflags="+faststart", **_CLEAN))
