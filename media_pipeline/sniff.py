"""What a file is, from its bytes alone: the name only tells whether it claims to be something else.

`sniff` answers with the type, the family and the one ffmpeg demuxer that may open it; everything that Kho does not take
is refused by what it was found to be. Nothing is decoded here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from media_pipeline.errors import Refused

HEAD_BYTES = 64 * 1024
_SMALLEST = 16  # bytes; no accepted format is complete below this
FAMILIES = ("video", "audio", "image", "document", "captions")


@dataclass(frozen=True)
class Sniffed:
    """`family` may still turn from video to audio at the probe; `claimed` is the extension when it says otherwise."""

    media_type: str
    family: str
    demuxer: str | None = None  # for ffmpeg's -f; None for images, PDF and captions
    claimed: str | None = None


#: extension -> families it may hold; what is not here is no name of an accepted file
EXTENSIONS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("mp4", "mov", "mkv", "webm"), ("video", "audio")),
    "m4v": ("video",),
    **dict.fromkeys(("mp3", "wav", "m4a", "m4b", "oga", "opus", "flac", "mka"), ("audio",)),
    "ogg": ("audio", "video"),
    **dict.fromkeys(("jpg", "jpeg", "jpe", "jfif", "png", "webp", "tif", "tiff", "gif"), ("image",)),
    "pdf": ("document",),
    **dict.fromkeys(("vtt", "srt"), ("captions",)),
}
#: media type -> usual extension, for file names that are handed out
SUFFIXES = {
    "video/mp4": "mp4", "video/quicktime": "mov", "video/x-matroska": "mkv", "video/webm": "webm", "audio/mp4": "m4a",
    "audio/mpeg": "mp3", "audio/wav": "wav", "audio/ogg": "ogg", "audio/flac": "flac", "audio/webm": "webm",
    "audio/x-matroska": "mka", "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/tiff": "tif",
    "image/gif": "gif", "application/pdf": "pdf", "text/vtt": "vtt", "application/x-subrip": "srt",
    "application/json": "json",
}  # fmt: skip

# (offset, bytes, type): what is recognised to be named in the refusal.
_FOREIGN = (
    (0, b"AT&TFORM", "image/vnd.djvu"), (0, b"%!PS", "application/postscript"),
    (0, b"\xc5\xd0\xd3\xc6", "application/postscript"), (0, b"Rar!", "application/vnd.rar"),
    (0, b"7z\xbc\xaf", "application/x-7z-compressed"), (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"), (0, b"\xfd7zXZ", "application/x-xz"), (257, b"ustar", "application/x-tar"),
    (0, b"MZ", "application/x-msdownload"), (0, b"\x7fELF", "application/x-executable"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"), (0, b"\x00\x00\x01\x00", "image/x-icon"),
    (0, b"\x00\x00\x00\x0cjP  ", "image/jp2"), (0, b"\xff\x0a", "image/jxl"),
    (0, b"\x00\x00\x00\x0cJXL ", "image/jxl"), (0, b"{\\rtf", "application/rtf"), (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"), (0, b"\x00\x00\x01\xba", "video/mp2p"),
    (0, b"\x00\x00\x01\xb3", "video/mpeg"), (0, b"#!AMR", "audio/amr"), (0, b"MThd", "audio/midi"),
    (0, b"FWS", "application/x-shockwave-flash"), (0, b"CWS", "application/x-shockwave-flash"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"), (0, b"MATLAB ", "application/x-matlab-data"),
    (0, b"push graphic-context", "image/x-mvg"), (0, b"BM", "image/bmp"), (0, b"II+\x00", "image/x-bigtiff"),
    (0, b"MM\x00+", "image/x-bigtiff"), (0, b"FORM", "audio/aiff"), (0, b"\xff\xf1", "audio/aac"),
    (0, b"\xff\xf9", "audio/aac"), (0, b"ADIF", "audio/aac"), (0, b".RMF", "application/vnd.rn-realmedia"),
)  # fmt: skip
# What text is, by how it begins; the first match names it. The lists that other files are read through come first.
_PLAYLISTS = (
    (rb"#EXTM3U", "application/vnd.apple.mpegurl"),
    (rb"ffconcat\s+version", "text/x-ffconcat"),
    (rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<MPD[\s>]", "application/dash+xml"),
    (rb"(<\?xml[^>]*>\s*)?<SmoothStreamingMedia", "application/vnd.ms-sstr+xml"),
    (rb"v=0\r?\n[a-z]=", "application/sdp"),
    (rb"\[playlist\]", "audio/x-scpls"),
    (rb"(file|stream|exact_stream_id|subst\w*)\s+['\"]?\S", "text/x-ffconcat"),
)
_TEXTS = (
    (rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE\s+svg[^>]*>\s*)?<svg[\s>]", "image/svg+xml"),
    (rb"(<!--.*?-->\s*)*(<!DOCTYPE\s+html|<html|<head|<body|<script|<iframe)", "text/html"),
    (rb"(<\?xml[^>]*>\s*)?<group", "image/x-msl"),
    (rb"<\?php", "application/x-httpd-php"),
    (rb"<\?xml", "application/xml"),
    (rb"#!", "text/x-script"),
)
_SRT = re.compile(r"\s*\d+[ \t]*\r?\n\s*\d{1,3}:\d\d:\d\d[,.]\d{1,3}[ \t]*-->")


def sniff(path: Path, name: str = "") -> Sniffed:
    """What `path` is. `name` is the sender's file name, only compared; an extension of another family is `claimed`.

    Raises Refused: empty_file, file_too_small, playlist_in_disguise, unsupported_type.
    """
    size = path.stat().st_size
    if size == 0:
        raise Refused("empty_file")
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    found = _binary(head) or _captions(head)
    detected = _foreign(head) if found is None else ""
    if detected == "application/octet-stream" and _frames_within(head):
        found = "audio/mpeg", "audio", "mp3"  # a recording that was cut out of a stream begins in mid-frame
    if found is None:
        if size < _SMALLEST and detected in ("text/plain", "application/octet-stream"):
            raise Refused("file_too_small", bytes=size)
        playlist = detected in {each for _, each in _PLAYLISTS}
        raise Refused("playlist_in_disguise" if playlist else "unsupported_type", detected=detected)
    media_type, family, demuxer = found
    return Sniffed(media_type, family, demuxer, _claimed(name, family))


def demuxer_of(media_type: str) -> str:
    """The one ffmpeg demuxer that may open an accepted type. Raises KeyError for what ffmpeg has no business with."""
    return _DEMUXERS[media_type.partition("/")[2]]


_DEMUXERS = {
    "mp4": "mov", "quicktime": "mov", "x-matroska": "matroska", "webm": "matroska", "mpeg": "mp3", "wav": "wav",
    "ogg": "ogg", "flac": "flac",
}  # fmt: skip


def _claimed(name: str, family: str) -> str | None:
    extension = PurePath(name).suffix.lower().lstrip(".")
    families = EXTENSIONS.get(extension, ())
    sounding = {"video", "audio"}  # which of the two it is, only the probe can tell
    if not extension or family in families or (family in sounding and sounding & set(families)):
        return None
    return extension


def _binary(head: bytes) -> tuple[str, str, str | None] | None:
    for magic, found in _MAGIC.items():
        if head.startswith(magic):
            return found
    if head[4:8] in (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot"):
        return _iso(head)
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return "audio/wav", "audio", "wav"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp", "image", None
    if head.startswith(b"\x1aE\xdf\xa3"):
        kind = "webm" if b"\x42\x82\x84webm" in head[:128] else "x-matroska"
        return f"video/{kind}", "video", "matroska"
    if re.match(rb"(\xef\xbb\xbf)?\s{0,8}%PDF-\d", head):
        return "application/pdf", "document", None
    return _after_id3(head)


_MAGIC: dict[bytes, tuple[str, str, str | None]] = {
    b"\xff\xd8\xff": ("image/jpeg", "image", None),
    b"\x89PNG\r\n\x1a\n": ("image/png", "image", None),
    b"GIF87a": ("image/gif", "image", None),
    b"GIF89a": ("image/gif", "image", None),
    b"II*\x00": ("image/tiff", "image", None),
    b"MM\x00*": ("image/tiff", "image", None),
    b"OggS": ("audio/ogg", "audio", "ogg"),
    b"fLaC": ("audio/flac", "audio", "flac"),
}


def _iso(head: bytes) -> tuple[str, str, str | None] | None:
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    if brand in _STILL_BRANDS:
        return None
    if brand in (b"M4A ", b"M4B "):
        return "audio/mp4", "audio", "mov"
    # Without ftyp it is QuickTime of old, or an MP4 whose first box is free or mdat: the same demuxer reads both.
    return ("video/quicktime" if brand in (b"qt  ", b"") else "video/mp4"), "video", "mov"


_STILL_BRANDS = {
    b"avif": "image/avif", b"avis": "image/avif", b"heic": "image/heic", b"heix": "image/heic", b"hevc": "image/heic",
    b"mif1": "image/heif", b"msf1": "image/heif", b"crx ": "image/x-canon-cr3", b"jxl ": "image/jxl",
}  # fmt: skip


def _after_id3(head: bytes) -> tuple[str, str, str | None] | None:
    start = 0
    if head[:3] == b"ID3" and len(head) > 10:
        start = 10 + ((head[6] & 127) << 21 | (head[7] & 127) << 14 | (head[8] & 127) << 7 | head[9] & 127)
        if start + 4 > len(head):  # a picture in the tag: what follows lies further on than we look
            return "audio/mpeg", "audio", "mp3"
        if head[start : start + 4] == b"fLaC":
            return "audio/flac", "audio", "flac"
        start += len(head[start:]) - len(head[start:].lstrip(b"\x00"))  # padding that the tag did not count
    length = _mp3_frame(head[start : start + 4])
    if length and (len(head) < start + length + 4 or _mp3_frame(head[start + length : start + length + 4])):
        return "audio/mpeg", "audio", "mp3"
    return None


_RATES = ((44100, 48000, 32000), (22050, 24000, 16000), (11025, 12000, 8000))
_KILOBITS = (
    (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),  # MPEG-1 layer III
    (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),  # MPEG-2 and 2.5 layer III
)


def _mp3_frame(header: bytes) -> int:
    """Length in bytes of the layer III frame with this header, 0 when it is none (ISO 11172-3, 2.4.1.3)."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return 0
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    rate, kilobits = header[2] >> 2 & 3, header[2] >> 4
    if version == 1 or layer != 1 or rate == 3 or kilobits in (0, 15):
        return 0
    first = version == 3
    hertz = _RATES[0 if first else (1 if version == 2 else 2)][rate]
    return (144 if first else 72) * _KILOBITS[0 if first else 1][kilobits] * 1000 // hertz + (header[2] >> 1 & 1)


def _frames_within(head: bytes) -> bool:
    """Five layer III frames one after the other, beginning in the first 4 KB."""
    start = head.find(b"\xff", 0, 4096)
    while start >= 0:
        at, frames = start, 0
        while frames < 5 and (length := _mp3_frame(head[at : at + 4])):
            at, frames = at + length, frames + 1
        if frames == 5:
            return True
        start = head.find(b"\xff", start + 1, 4096)
    return False


def _captions(head: bytes) -> tuple[str, str, None] | None:
    text = as_text(head)
    if re.match(r"WEBVTT(?=[ \t\r\n]|$)", text):
        return "text/vtt", "captions", None
    if _SRT.match(text):
        return "application/x-subrip", "captions", None
    return None


def as_text(head: bytes) -> str:
    """A look at bytes as text: UTF-16 by its mark or its zero bytes, otherwise one character a byte."""
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(encoding, "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def _foreign(head: bytes) -> str:
    for offset, magic, media_type in _FOREIGN:
        if head[offset : offset + len(magic)] == magic:
            return media_type
    if head[4:8] == b"ftyp":
        return _STILL_BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"RIFF":
        return "video/x-msvideo" if head[8:12] == b"AVI " else "application/x-riff"
    if head[:2] == b"PK":
        return _zip(head)
    if head[:1] == b"G" and head[188:189] == b"G":
        return "video/mp2t"
    text = as_text(head).encode("utf-8").lstrip()
    for pattern, media_type in (*_PLAYLISTS, *_TEXTS):
        if re.match(pattern, text, re.IGNORECASE | re.DOTALL):
            return media_type
    return "application/octet-stream" if b"\x00" in head or not _printable(head) else "text/plain"


def _printable(head: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 27 for byte in head)


def _zip(head: bytes) -> str:
    for part, kind in (
        (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"mimetypeapplication/epub+zip", "application/epub+zip"),
        (b"mimetypeapplication/vnd.oasis", "application/vnd.oasis.opendocument"),
    ):
        if part in head:
            return kind
    return "application/zip"
