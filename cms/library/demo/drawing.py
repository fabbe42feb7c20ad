"""Drawing as SVG in Kho's look: paper and indigo cloth, woven bands, stepped diamonds, wrapped text.

Text stays text, so that a PDF made of it has a text layer. Lengths are user units (px at scale 1).
"""

import functools
import math
import shutil
import subprocess
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from PIL import ImageFont

CLOTH, DEEP, PAPER, RAISED, SUNK = "#232c66", "#1a2150", "#f5f2e9", "#fdfcf7", "#e9e4d6"
INK, SOFT, MADDER, TURMERIC, LEAF = "#1c2143", "#4b5070", "#a12b2f", "#e8b23a", "#1f6a4c"
COLOURS = {
    "cloth": CLOTH,
    "deep": DEEP,
    "paper": PAPER,
    "ink": INK,
    "madder": MADDER,
    "turmeric": TURMERIC,
    "leaf": LEAF,
    "bark": "#8a5a14",
}
FONTS = Path("/usr/share/fonts/truetype/noto")
FACES = {
    "title": ("Noto Serif", "bold", "NotoSerif-Bold.ttf"),
    "sans": ("Noto Sans", "normal", "NotoSans-Regular.ttf"),
    "bold": ("Noto Sans", "bold", "NotoSans-Bold.ttf"),
    "Khmr": ("Noto Sans Khmer", "normal", "NotoSansKhmer-Regular.ttf"),
    "Tavt": ("Noto Sans Tai Viet", "normal", "NotoSansTaiViet-Regular.ttf"),
    "Laoo": ("Noto Sans Lao", "normal", "NotoSansLao-Regular.ttf"),
}
# Width in threads, then the ground thread and the inlay as rows of horizontal strokes.
WEAVES = {
    "kho": (
        14,
        "M0 0h14M6 2h1M5 3h3M4 4h2m1 0h2M3 5h2m3 0h2m3 0h1M0 6h1m1 0h2m5 0h2m1 0h2M3 7h2m3 0h2m3 0h1M4 8h2m1 0h2"
        "M5 9h3M6 10h1M0 12h14",
        "M6 5h1M5 6h3M6 7h1",
    ),
    "khmer": (
        12,
        "M0 0h2m9 0h1M0 1h1M6 2h1M5 3h3M4 4h2m1 0h2M3 5h2m3 0h2M2 6h2m5 0h2M3 7h2m3 0h2M4 8h2m1 0h2M5 9h3M6 10h1"
        "M0 11h1M0 12h2m9 0h1",
        "M3 0h1m5 0h1M2 1h1m7 0h1M1 2h1m9 0h1M0 3h1M6 5h1M5 6h3M6 7h1M0 9h1M1 10h1m9 0h1M2 11h1m7 0h1M3 12h1m5 0h1",
    ),
    "tai": (
        14,
        "M6 0h1M5 1h3M2 2h9M2 3h4m1 0h4M2 4h2m5 0h2M1 5h3m5 0h3M0 6h3m7 0h3M1 7h3m5 0h3M2 8h2m5 0h2M2 9h4m1 0h4"
        "M2 10h9M5 11h3M6 12h1",
        "M13 0h1M6 5h1M5 6h3m5 0h1M6 7h1M13 12h1",
    ),
    "taynguyen": (
        8,
        "M0 0h8M4 4h1M4 5h1M3 6h3M2 7h5M1 8h7M0 12h8",
        "M0 2h1m1 0h1m1 0h1m1 0h1M0 10h1m1 0h1m1 0h1m1 0h1",
    ),
}
WEAVE_HEIGHT = 13


class ToolMissing(Exception):
    """A program that the demo cannot be made without; ``str()`` says in Vietnamese how to get it."""


@functools.cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / FACES[face][2], size)


def width_of(words: str, face: str, size: float) -> float:
    """Length of a line in units."""
    return _font(face, 100).getlength(words) * size / 100


def wrap(words: str, face: str, size: float, width: float) -> list[str]:
    """Lines no longer than ``width``, broken at spaces; a line break in the words is kept."""
    lines = []
    for paragraph in words.split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and width_of(longer, face, size) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


@dataclass
class Sheet:
    """A page to draw on; what is drawn later lies on top."""

    width: int
    height: int
    ground: str = PAPER
    parts: list[str] = field(default_factory=list)

    def add(self, markup: str) -> None:
        """Put raw SVG on the page."""
        self.parts.append(markup)

    def rect(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> None:
        """A filled rectangle."""
        self.add(f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{fill}"/>')

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle."""
        self.add(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{fill}"/>')

    def text(
        self, x: float, y: float, words: str, size: float, *, fill: str = INK, face: str = "sans",
        width: float = math.inf, leading: float = 1.4, anchor: str = "start",
    ) -> float:  # fmt: skip
        """Wrapped lines whose first top is at ``y``; returns the y below the last one."""
        family, weight, _ = FACES[face]
        for line in wrap(words, face, size, width):
            self.add(
                f'<text x="{x:g}" y="{y + size * 1.07:g}" font-family="{family}" font-weight="{weight}" '
                f'font-size="{size:g}" fill="{fill}" text-anchor="{anchor}">{escape(line)}</text>'
            )
            y += size * leading
        return y

    def band(
        self, y: float, weave: str, unit: float, colours: tuple[str, str], *, x: float = 0, width: float = 0
    ) -> float:
        """A woven band over ``width`` (the page's when 0); returns the y below it."""
        threads, ground, inlay = WEAVES[weave]
        width = width or self.width - x
        count = math.ceil(width / (threads * unit)) if x == 0 else int(width / (threads * unit))
        for stroke, colour in ((ground, colours[0]), (inlay, colours[1])):
            for number in range(count):
                self.add(
                    f'<path transform="translate({x + number * threads * unit:g} {y + unit / 2:g}) scale({unit:g})" '
                    f'd="{stroke}" stroke="{colour}" shape-rendering="crispEdges"/>'
                )
        return y + WEAVE_HEIGHT * unit

    def diamond(self, x: float, y: float, steps: int, unit: float, fill: str) -> None:
        """A stepped diamond around (x, y), as a weaver draws one."""
        for row in range(-steps, steps + 1):
            half = (steps - abs(row) + 0.5) * unit
            self.rect(x - half, y + (row - 0.5) * unit, 2 * half, unit + 0.4, fill)

    def svg(self) -> str:
        """The whole document."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}"><rect width="100%" height="100%" fill="{self.ground}"/>'
            f"{''.join(self.parts)}</svg>"
        )


def run_tool(program: str, package: str, *arguments: str | Path) -> None:
    """Run a program of the machine. Raises ``ToolMissing``, ``subprocess.CalledProcessError``."""
    if shutil.which(program) is None:
        raise ToolMissing(f"Thiếu chương trình {program}. Cài bằng: apt install {package}")
    # A fixed date, so that a second run makes the same bytes.
    environment = {"PATH": "/usr/local/bin:/usr/bin:/bin", "SOURCE_DATE_EPOCH": "1767225600", "LC_ALL": "C.UTF-8"}
    command = [program, *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=300, env=environment)


def write_png(svg: str | Path, target: Path, width: int) -> None:
    """Render an SVG (text or a file) to a PNG of this width."""
    source = svg
    if isinstance(svg, str):
        source = target.with_suffix(".svg")
        source.write_text(svg, encoding="utf-8")
    run_tool("rsvg-convert", "librsvg2-bin", "-w", str(width), "-o", target, source)


def write_pdf(pages: list[str], target: Path) -> None:
    """One PDF page for each SVG text, with embedded fonts and a text layer."""
    sources = []
    for number, page in enumerate(pages, 1):
        source = target.with_name(f"{target.stem}-{number:02}.svg")
        source.write_text(page, encoding="utf-8")
        sources.append(source)
    run_tool("rsvg-convert", "librsvg2-bin", "-f", "pdf", "-o", target, *sources)
