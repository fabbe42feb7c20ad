"""What the pipeline costs beside bare tools: `python tests/benchmarks/bench_pipeline.py [repeats of the sample film]`.

CPU seconds of this process and all below it, so that a machine busy with other things changes the ratios little.
Film: probe, jail, rungs, posters, boxes read, voice, both MP4 copies ÷ the same encoder settings bare in one graph, and
÷ one bare ffmpeg a rung. Picture: the cascade in its jail ÷ every size anew from the full decode in this process.
"""

import contextlib
import ctypes
import dataclasses
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.config.settings.test")

import django  # noqa: E402

django.setup()

from PIL import Image  # noqa: E402

from media_pipeline import images, jail  # noqa: E402
from media_pipeline.ffmpeg import commands  # noqa: E402
from media_pipeline.recipes.picture import rungs_for  # noqa: E402
from media_pipeline.sniff import demuxer_of  # noqa: E402
from tests.media_pipeline.media_samples import bunny, photo  # noqa: E402
from tests.media_pipeline.recipes.making import join, make, taken  # noqa: E402


def adopt() -> None:
    """Inherit orphans: bubblewrap ends without waiting for its child, whose CPU would be counted nowhere."""
    PR_SET_CHILD_SUBREAPER = 36
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def cpu() -> float:
    """CPU seconds so far, of this process and of everything below it that has ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, 0):
            pass
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def cost(work: Callable[[], object]) -> tuple[float, float]:
    """CPU and wall clock seconds of some work."""
    before, began = cpu(), time.perf_counter()
    work()
    return cpu() - before, time.perf_counter() - began


def long_film(folder: Path, repeats: int) -> Path:
    """The sample film several times over, without encoding it anew."""
    target = folder / "phim.mp4"
    order = ["ffmpeg", "-nostdin", "-v", "error", "-stream_loop", str(repeats - 1), "-i", str(bunny()), "-c", "copy"]
    subprocess.run([*order, str(target)], check=True)
    return target


def film(folder: Path, repeats: int) -> None:
    """The whole package against the encoder alone."""
    source = taken(long_film(folder, repeats))
    video, seconds = source.facts["video"], source.facts["seconds"]
    rungs = rungs_for(video["width"], video["height"])
    plan = commands.PicturePlan(
        source=source.path, demuxer=demuxer_of(source.media_type), stream=video.get("index", 0), rungs=rungs,
        rate=Fraction(video["frame_rate"]), folder=folder, poster_frames=(0,),
    )  # fmt: skip

    def package() -> None:
        found = taken(source.path)
        pictures = make("picture", "picture", found, folder / "picture")
        voice = make("voice_hls", "voice", found, folder / "voice", {"seconds": round(seconds, 3), "mode": "replace"})
        for height in (360, 720):
            join(pictures, voice["voice"], folder / f"mp4-{height}", height)

    def bare(*plans: commands.PicturePlan) -> None:
        for each in plans:
            subprocess.run(commands.picture(each), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    whole, wall = cost(package)
    graph, _ = cost(lambda: bare(plan))
    single, _ = cost(lambda: bare(*(dataclasses.replace(plan, rungs=(each,)) for each in rungs)))
    print(f"film, {seconds:.0f} s of {video['height']}p, {len(rungs)} rungs, jail: {jail.level()}")
    print(f"  package (rungs, posters, voice, 2 MP4)  CPU {whole:6.1f} s   {seconds / wall:4.1f} x real time")
    print(f"  one bare graph of the same rungs        CPU {graph:6.1f} s   package ÷ bare graph  {whole / graph:5.2f}")
    print(
        f"  one bare ffmpeg a rung                  CPU {single:6.1f} s   package ÷ one a rung  {whole / single:5.2f}"
    )


def naive(source: Path, widths: tuple[int, ...], folder: Path) -> None:
    """Every size anew from the file: decode, LANCZOS, save."""
    for width in widths:
        for kind, quality in (("jpeg", 82), ("webp", 80)):
            with Image.open(source) as image:
                height = round(image.height * width / image.width)
                image.convert("RGB").resize((width, height), Image.Resampling.LANCZOS).save(
                    folder / f"{width}.{kind}", kind.upper(), quality=quality
                )


def picture(folder: Path) -> None:
    """The cascade against the obvious loop."""
    for name, width, height in (("photo of 12 megapixels", 4000, 3000), ("A0 poster of 139 megapixels", 9933, 14043)):
        source = folder / "anh.jpg"
        photo(width, height).save(source, quality=90)
        widths = images.widths_for(width)
        one, wall = cost(lambda: images.make_sizes(source, widths, folder))  # noqa: B023 - called at once
        other, _ = cost(lambda: naive(source, widths, folder))  # noqa: B023
        print(f"{name}, {2 * len(widths)} files, {wall:.1f} s")
        print(
            f"  cascade in the jail  CPU {one:5.1f} s   naive  CPU {other:5.1f} s   cascade ÷ naive  {one / other:5.2f}"
        )


def main() -> None:
    """Measure and print."""
    adopt()
    Image.MAX_IMAGE_PIXELS = None
    with tempfile.TemporaryDirectory(prefix="kho-bench-") as name:
        film(Path(name), int(sys.argv[1]) if len(sys.argv) > 1 else 4)
        picture(Path(name))


if __name__ == "__main__":
    main()
