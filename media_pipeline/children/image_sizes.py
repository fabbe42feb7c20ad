"""Pictures in several widths as JPEG and WebP from one decode. Runs in the jail.

JPEGs are decoded near the largest width that is needed (`draft`); the others are reduced band by band, so that a poster
of 139 megapixels needs its own pixels once and little else. Then a cascade: each width from the one above it. Made
files carry no metadata at all; colours are converted to sRGB first.
"""

from __future__ import annotations

import io
import struct
import warnings

from answer import Failure, main, percent
from PIL import Image, ImageCms, ImageFile

FORMATS = ["JPEG", "PNG", "WEBP", "TIFF", "GIF"]
_BAD = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    KeyError,
    IndexError,
    TypeError,
    struct.error,
    Image.DecompressionBombError,
)
_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_ORIENTATION = 0x0112
_BAND = 1024  # rows reduced at a time


def work(request: dict) -> dict:
    """{"path", "widths", "folder", "jpeg_quality", "webp_quality"} -> {"files": [{name, path, width, height}]}."""
    Image.MAX_IMAGE_PIXELS = None  # the door has measured this file
    warnings.simplefilter("ignore")
    widths = sorted(request["widths"], reverse=True)
    try:
        image = _opened(request["path"], widths[0])
    except _BAD as error:
        raise Failure("image_damaged", detail=str(error)[:200].replace(request["path"], "…")) from error
    percent(40)
    files = []
    for number, width in enumerate(widths):
        image = _resized(image, width)
        files += [_saved(image, width, kind, request) for kind in ("jpeg", "webp")]
        percent(40 + 60 * (number + 1) / len(widths))
    return {"files": files}


def _opened(path: str, width: int) -> Image.Image:
    """Upright, sRGB, no transparency, not much wider than `width`."""
    with Image.open(path, formats=FORMATS) as image:
        orientation = _orientation(image)
        profile = image.info.get("icc_profile")
        turned = orientation in (5, 6, 7, 8)
        across = image.size[1] if turned else image.size[0]
        if image.format == "JPEG":
            scale = width / across
            image.draft(None, (max(1, round(image.size[0] * scale)), max(1, round(image.size[1] * scale))))
        image.load()
        across = image.size[1] if turned else image.size[0]
        small = _reduced(image, max(1, across // (2 * width)))
    small = _flat(small, profile)
    return small.transpose(_TURN[orientation]) if orientation in _TURN else small


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BAD:  # a broken EXIF block: the picture as it lies
        return 1


def _reduced(image: ImageFile.ImageFile, factor: int) -> Image.Image:
    """The picture divided by a whole number, in bands, in a mode that can be averaged."""
    width, height = image.size
    rows = max(factor, _BAND // factor * factor)
    parts = []
    for top in range(0, height, rows):
        band = _plain(image.crop((0, top, width, min(height, top + rows))))
        parts.append(band.reduce(factor) if factor > 1 else band)
    if len(parts) == 1:
        return parts[0]
    whole = Image.new(parts[0].mode, (parts[0].size[0], sum(part.size[1] for part in parts)))
    top = 0
    for part in parts:
        whole.paste(part, (0, top))
        top += part.size[1]
    return whole


def _plain(image: Image.Image) -> Image.Image:
    """8 bits a channel: L, RGB, RGBA or CMYK."""
    if image.mode in ("L", "RGB", "CMYK") and "transparency" not in image.info:
        return image
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode == "F":
        return image.convert("L")
    if image.mode in ("RGBA", "RGBa", "LA", "La", "PA", "P") or "transparency" in image.info:
        return image.convert("RGBA")
    return image.convert("L" if image.mode == "1" else "RGB")


def _flat(image: Image.Image, profile: bytes | None) -> Image.Image:
    """sRGB on white."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = image.convert("RGB") if alpha else image
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            colours = ImageCms.profileToProfile(colours, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):  # a profile for other channels: believe the numbers
            colours = colours.convert("RGB")
    colours = colours.convert("RGB")
    if alpha is None:
        return colours
    white = Image.new("RGB", colours.size, "white")
    white.paste(colours, (0, 0), alpha)
    return white


def _resized(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.size[1] * width / image.size[0]))
    if image.size == (width, height):
        return image
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _saved(image: Image.Image, width: int, kind: str, request: dict) -> dict:
    name = f"{kind}-{width}"
    path = f"{request['folder']}/{name}"
    if kind == "jpeg":
        image.save(path, "JPEG", quality=request["jpeg_quality"], optimize=True, progressive=True)
    else:
        image.save(path, "WEBP", quality=request["webp_quality"], method=4)
    return {"name": name, "path": path, "width": image.size[0], "height": image.size[1]}


if __name__ == "__main__":
    main(work)
