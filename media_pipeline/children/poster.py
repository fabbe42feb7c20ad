"""Chooses the poster among candidate frames: the first that is neither dark, blank nor flat, else the liveliest.

Runs in the jail; the candidates are PNGs that our own ffmpeg made. Writes JPEG and WebP.
"""

from __future__ import annotations

from pathlib import Path

from answer import Failure, main
from PIL import Image, ImageStat

_DARKEST, _BRIGHTEST, _FLATTEST = 32.0, 248.0, 12.0  # mean and standard deviation of luma, 0 to 255


def work(request: dict) -> dict:
    """{"candidates": […in order of preference], "jpeg", "webp"} -> {"chosen", "width", "height"}."""
    best: tuple[float, str] | None = None
    for path in filter(lambda each: Path(each).is_file(), request["candidates"]):
        with Image.open(path, formats=["PNG"]) as image:
            luma = ImageStat.Stat(image.convert("L"))
        mean, spread = luma.mean[0], luma.stddev[0]
        good = _DARKEST <= mean <= _BRIGHTEST and spread >= _FLATTEST
        score = 1000.0 if good else spread - (100.0 if mean < _DARKEST else 0.0)
        if best is None or score > best[0]:
            best = score, path
    if best is None:
        raise Failure("output_missing", output="poster")
    with Image.open(best[1], formats=["PNG"]) as image:
        colours = image.convert("RGB")
    colours.save(request["jpeg"], "JPEG", quality=84, optimize=True, progressive=True)
    colours.save(request["webp"], "WEBP", quality=80, method=4)
    return {"chosen": Path(best[1]).name, "width": colours.size[0], "height": colours.size[1]}


if __name__ == "__main__":
    main(work)
