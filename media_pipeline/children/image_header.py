"""Size, frames and orientation of a picture from its header; nothing is decoded. Runs in the jail."""

from __future__ import annotations

import struct
import warnings

from answer import Failure, main
from PIL import Image, ImageFile, UnidentifiedImageError

FORMATS = {
    "image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/tiff": "TIFF", "image/gif": "GIF",
}  # fmt: skip
TURNED = (5, 6, 7, 8)  # EXIF orientations that swap width and height
ORIENTATION = 0x0112
MOST_FRAMES = 2000
_BAD = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, struct.error, OverflowError)


def work(request: dict) -> dict:
    """{"path", "media_type", "max_megapixels", "max_side"} -> width, height (upright), frames, mode."""
    Image.MAX_IMAGE_PIXELS = None  # our own caps, below
    warnings.simplefilter("ignore")
    kind = FORMATS[request["media_type"]]
    if kind == "WEBP":  # Pillow allocates the whole canvas when it opens an animation: look first
        _cap(*_webp_size(request["path"]), 1, request)
    try:
        with Image.open(request["path"], formats=[kind]) as image:
            width, height = image.size
            _cap(width, height, 1, request)
            frames, pixels = _frames(image, request)
            turned = _orientation(image) in TURNED
            mode = image.mode
    except (UnidentifiedImageError, *_BAD) as error:
        raise Failure("image_unreadable", detail=str(error)[:200].replace(request["path"], "…")) from error
    if pixels > request["max_megapixels"] * 1_000_000:
        raise _too_large(width, height, frames, pixels, request)
    return {"width": height if turned else width, "height": width if turned else height, "frames": frames, "mode": mode}


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except _BAD:  # a broken EXIF block is no reason to refuse the picture
        return 1


def _frames(image: ImageFile.ImageFile, request: dict) -> tuple[int, int]:
    """How many frames, and their pixels in all; stops counting once over the cap."""
    most = request["max_megapixels"] * 1_000_000
    each = image.size[0] * image.size[1]
    if image.format != "TIFF":
        count = min(getattr(image, "n_frames", 1), MOST_FRAMES + 1)
        return count, count * each if count <= MOST_FRAMES else most + 1
    count, pixels = 0, 0
    while pixels <= most and count <= MOST_FRAMES:
        try:
            image.seek(count)
        except EOFError:
            break
        _cap(*image.size, 1, request)
        count, pixels = count + 1, pixels + image.size[0] * image.size[1]
    image.seek(0)
    return count, pixels if count <= MOST_FRAMES else most + 1


def _cap(width: int, height: int, frames: int, request: dict) -> None:
    if width * height * frames > request["max_megapixels"] * 1_000_000:
        raise _too_large(width, height, frames, width * height * frames, request)
    if max(width, height) > request["max_side"]:
        raise Failure("image_side_too_long", width=width, height=height, max_side=request["max_side"])
    if min(width, height) < 1:
        raise Failure("image_unreadable", detail=f"{width}×{height}")


def _too_large(width: int, height: int, frames: int, pixels: int, request: dict) -> Failure:
    most = request["max_megapixels"]
    return Failure(
        "image_too_large", width=width, height=height, frames=frames, megapixels=round(pixels / 1_000_000),
        max_megapixels=most,
    )  # fmt: skip


def _webp_size(path: str) -> tuple[int, int]:
    """Canvas size from the first chunk (RFC 9649); 1×1 when it cannot be read, so that the decoder says why."""
    with open(path, "rb") as file:
        head = file.read(30)
    if head[12:16] == b"VP8X" and len(head) == 30:
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if head[12:16] == b"VP8 " and len(head) == 30:
        return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
    if head[12:16] == b"VP8L" and len(head) >= 25:
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return 1, 1


if __name__ == "__main__":
    main(work)
