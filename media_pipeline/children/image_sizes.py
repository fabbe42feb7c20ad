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
_BAD = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, struct.error)
_TURN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_ORIENTATION = 0x0112
_BAND = 1024  # rows reduced at a time
_LARGE = 50_000_000  # pixels; from here on memory counts more than the last bit of sharpness


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
    """Upright, sRGB, no transparency, `width` wide."""
    with Image.open(path, formats=FORMATS) as image:
        orientation = _orientation(image)
        profile = image.info.get("icc_profile")
        across = 1 if orientation in (5, 6, 7, 8) else 0  # which side becomes the width
        if image.format == "JPEG":
            scale = width / image.size[across]
            image.draft(None, (max(1, round(image.size[0] * scale)), max(1, round(image.size[1] * scale))))
        image.load()
        # Averaging whole numbers of pixels is cheap; what is left to LANCZOS is twice too large, or, where memory
        # counts, a little too large.
        gap = 2 if image.size[0] * image.size[1] <= _LARGE else 1
        small = _reduced(image, max(1, image.size[across] // (gap * width)))
        size = [max(1, round(side * width / image.size[across])) for side in image.size]
    small = _flat(small.resize(tuple(size), Image.Resampling.LANCZOS, reducing_gap=2.0), profile)
    return small.transpose(_TURN[orientation]) if orientation in _TURN else small


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _BAD:  # a broken EXIF block: the picture as it lies
        return 1


def _reduced(image: ImageFile.ImageFile, factor: int) -> Image.Image:
    """The picture divided by a whole number, band by band, in a mode that can be averaged."""
    width, height = image.size
    if factor == 1 and _is_plain(image):
        return image
    rows = max(factor, _BAND // factor * factor)
    whole: Image.Image | None = None
    for top in range(0, height, rows):
        band = _plain(image.crop((0, top, width, min(height, top + rows))))
        band = band.reduce(factor) if factor > 1 else band
        if whole is None:
            whole = Image.new(band.mode, (band.size[0], -(-height // factor)))
        whole.paste(band, (0, top // factor))
    if whole is None:
        raise ValueError("no rows")
    return whole


def _is_plain(image: Image.Image) -> bool:
    return image.mode in ("L", "RGB", "CMYK") and "transparency" not in image.info


def _plain(image: Image.Image) -> Image.Image:
    """8 bits a channel: L, RGB, CMYK, or RGBa (colours multiplied by alpha, as averaging needs them)."""
    if _is_plain(image):
        return image
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.mode in ("RGBA", "RGBa", "LA", "La", "PA", "P") or "transparency" in image.info:
        return image.convert("RGBA").convert("RGBa")
    return image.convert("L" if image.mode in ("1", "F") else "RGB")


def _flat(image: Image.Image, profile: bytes | None) -> Image.Image:
    """sRGB on white."""
    image = image.convert("RGBA") if image.mode == "RGBa" else image
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
    image.info.clear()  # Pillow would write the source's comment again
    if kind == "jpeg":
        image.save(path, "JPEG", quality=request["jpeg_quality"], optimize=True, progressive=True)
    else:
        image.save(path, "WEBP", quality=request["webp_quality"], method=4)
    return {"name": name, "path": path, "width": image.size[0], "height": image.size[1]}


if __name__ == "__main__":
    main(work)
