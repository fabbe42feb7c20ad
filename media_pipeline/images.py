"""Pictures: what the header says, and sizes made; both in jailed children, Pillow is never loaded here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from media_pipeline.errors import ProcessingFailed, Refused
from media_pipeline.jail import Limits, child, run

MAX_MEGAPIXELS = 200  # of all frames together; an A0 poster at 300 dpi has 139
MAX_SIDE = 30_000  # pixels
WIDTHS = (320, 640, 960, 1280, 1920, 2560)
_MEBIBYTE = 1024 * 1024
_HEADER = Limits(cpu_seconds=20, wall_seconds=30, memory=1024 * _MEBIBYTE, file_bytes=0)
_MAKE = Limits(cpu_seconds=240, wall_seconds=600, memory=2048 * _MEBIBYTE, file_bytes=256 * _MEBIBYTE)
_SCRUB = Limits(cpu_seconds=120, wall_seconds=240, memory=2048 * _MEBIBYTE, file_bytes=2048 * _MEBIBYTE)
# What may be known about a public picture: who made it, what it shows, who holds the rights, and how its colours are.
_KEPT_TAGS = (
    "IPTC:By-line", "IPTC:Credit", "IPTC:Caption-Abstract", "IPTC:CopyrightNotice", "IPTC:Source", "IPTC:Headline",
    "IPTC:ObjectName", "IPTC:CodedCharacterSet", "XMP-dc:Creator", "XMP-dc:Title", "XMP-dc:Description",
    "XMP-dc:Rights", "XMP-photoshop:Credit", "XMP-photoshop:Source", "XMP-photoshop:Headline",
    "XMP-xmpRights:UsageTerms", "XMP-xmpRights:WebStatement", "EXIF:Artist", "EXIF:Copyright",
    "EXIF:ImageDescription", "EXIF:Orientation", "EXIF:XResolution", "EXIF:YResolution", "EXIF:ResolutionUnit",
    "ICC_Profile",
)  # fmt: skip
# Entries of a TIFF's first directory that describe the device or the place; the directory itself must stay.
_DEVICE_TAGS = (
    "IFD0:Make", "IFD0:Model", "IFD0:Software", "IFD0:HostComputer", "IFD0:ModifyDate", "IFD0:DocumentName",
    "IFD0:PageName", "IFD0:CameraSerialNumber", "IFD0:UniqueCameraModel", "IFD0:CameraLabel", "IFD0:XPComment",
    "IFD0:XPAuthor", "IFD0:XPKeywords", "IFD0:XPSubject", "IFD0:XPTitle", "IFD0:ImageID", "IFD0:OriginalRawFileName",
)  # fmt: skip


def inspect(path: Path, media_type: str, *, stop: Callable[[], object] | None = None) -> dict[str, Any]:
    """Facts from the header: width and height as seen upright, frames. Raises Refused."""
    request = {
        "path": str(path), "media_type": media_type, "max_megapixels": MAX_MEGAPIXELS, "max_side": MAX_SIDE,
    }  # fmt: skip
    return child.call(
        "image_header", request, read=[path], limits=_HEADER, error=Refused, heavy="check_too_heavy",
        broken="image_unreadable", stop=stop,
    )  # fmt: skip


def widths_for(width: int) -> tuple[int, ...]:
    """The widths that are made of a picture this wide: never enlarged, at least one."""
    return tuple(each for each in WIDTHS if each <= width) or (width,)


def make_sizes(
    path: Path,
    widths: Sequence[int],
    folder: Path,
    *,
    on_percent: Callable[[float], None] | None = None,
    stop: Callable[[], object] | None = None,
) -> list[dict[str, Any]]:
    """`jpeg-<w>` and `webp-<w>` of each width in `folder`: {"name", "path", "width", "height"}."""
    request = {
        "path": str(path), "widths": list(widths), "folder": str(folder), "jpeg_quality": 82, "webp_quality": 80,
    }  # fmt: skip
    answer = child.call(
        "image_sizes", request, read=[path], write=[folder], limits=_MAKE, broken="image_damaged",
        on_percent=on_percent, stop=stop,
    )  # fmt: skip
    return answer["files"]


def scrub(path: Path, media_type: str, target: Path, *, stop: Callable[[], object] | None = None) -> None:
    """A copy with the same pixels that says nothing of place, device or time. Raises ProcessingFailed."""
    argv = ["exiftool", "-q", "-q", "-m", "-P", "-api", "largefilesupport=1", "-all=", "-trailer:all="]
    if media_type == "image/tiff":
        argv += [f"-{tag}=" for tag in _DEVICE_TAGS]
    argv += ["-tagsFromFile", "@", *(f"-{tag}" for tag in _KEPT_TAGS), "-o", str(target), str(path)]
    finished = run(argv, read=[path], write=[target.parent], limits=_SCRUB, stop=stop)
    if finished.limit:
        raise ProcessingFailed("too_heavy", what=finished.limit)
    if finished.returncode != 0 or not target.is_file():
        detail = (finished.stderr.strip().splitlines() or ["exiftool"])[0].replace(str(path), "…")
        raise ProcessingFailed("scrub_failed", detail=detail[-200:])
