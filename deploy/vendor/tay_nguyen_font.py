"""Make taynguyen-400.woff2 and taynguyen-600.woff2: letters of the Central Highlands the text fonts lack.

Be Vietnam Pro and Literata have no Ƀ ƀ Ĕ ĕ Ĭ ĭ Ŏ ŏ Ŭ ŭ and nothing for the breve (U+0306) over â ê ô ơ ư, which Ê Đê,
Gia Rai, Ba Na, Cơ Ho and M'Nông write. Source: Noto Sans as packaged by @fontsource (OFL 1.1, no Reserved Font Name).

Use: tay_nguyen_font.py <folder of the noto-sans woff2 files> <output folder>
"""

import sys
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.merge import Merger
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

FAMILY = "Kho Tay Nguyen"
BASE_LETTERS = [0x20, 0x2D, *map(ord, "AĂÂEÊIOÔƠUƯNĐaăâeêioôơuưnđ")]
MISSING_LETTERS = [*map(ord, "ČčĔĕĬĭŎŏŬŭƀɃÑñ"), 0x2D8]
COMBINING_BREVE = 0x306
STACKED = dict(zip("âêôơưÂÊÔƠƯ", "aeoouAEOOU", strict=True))  # letter under the breve: the plain letter it is built on
CIRCUMFLEXED = "âêôÂÊÔ"
GAP_ABOVE_CIRCUMFLEX = 45  # font units
LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "STAT", "MVAR")


def parts_of_noto(source: Path, weight: str, scratch: Path) -> list[str]:
    """Subset the three packaged slices of Noto Sans to the letters needed; return the files to merge."""
    files, taken = [], set()
    for slice_name in ("latin", "latin-ext", "vietnamese"):
        font = TTFont(source / f"noto-sans-{slice_name}-{weight}-normal.woff2")
        letters = {u for u in BASE_LETTERS + MISSING_LETTERS if u in font.getBestCmap()} - taken
        taken |= letters
        options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, glyph_names=True)
        options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=letters, glyphs=["breve"] if slice_name == "vietnamese" else [])
        subsetter.subset(font)
        for table in LAYOUT_TABLES:
            if table in font:
                del font[table]
        font.flavor = None
        target = scratch / f"{slice_name}-{weight}.ttf"
        font.save(target)
        files.append(str(target))
    return files


class Composer:
    """Adds glyphs made of other glyphs to a font."""

    def __init__(self, font: TTFont) -> None:
        self.font, self.glyphs, self.names = font, font.getGlyphSet(), font.getBestCmap()

    def bounds(self, glyph: str) -> tuple[float, float, float, float]:
        """Return the box (left, bottom, right, top) of the glyph's outline."""
        pen = BoundsPen(self.glyphs)
        self.glyphs[glyph].draw(pen)
        return pen.bounds

    def letter(self, character: str) -> tuple[float, float, float, float]:
        """Return the box of a character's glyph."""
        return self.bounds(self.names[ord(character)])

    def add(self, name: str, pieces: list[tuple[str, float, float]], advance: int) -> None:
        """Add the glyph `name` of (glyph, shift right, shift up) pieces."""
        pen = TTGlyphPen(self.glyphs)
        for glyph, dx, dy in pieces:
            pen.addComponent(glyph, (1, 0, 0, 1, int(dx), int(dy)))
        self.font["glyf"][name] = pen.glyph()
        self.font["hmtx"][name] = (advance, 0)
        if name not in self.font.getGlyphOrder():
            self.font.setGlyphOrder([*self.font.getGlyphOrder(), name])


def compose(font: TTFont) -> None:
    """Add the combining breve and a ligature of it with each letter of STACKED."""
    composer = Composer(font)
    breve = next(glyph for glyph in font.getGlyphOrder() if glyph.startswith("breve"))
    left, bottom, right, top = composer.bounds(breve)
    centre = (left + right) / 2
    gap_above_plain = composer.letter("ĕ")[3] - composer.letter("e")[3] - (top - bottom)
    composer.add("brevecomb", [(breve, -centre - 280, 0)], 0)
    rules = []
    for letter, plain in STACKED.items():
        glyph, box = composer.names[ord(letter)], composer.letter(plain)
        circumflexed = letter in CIRCUMFLEXED
        height = composer.letter(letter)[3] if circumflexed else box[3]
        gap = GAP_ABOVE_CIRCUMFLEX if circumflexed else gap_above_plain
        name = f"g{ord(letter):04X}_breve"
        shift = ((box[0] + box[2]) / 2 - centre, height + gap - bottom)
        composer.add(name, [(glyph, 0, 0), (breve, *shift)], font["hmtx"][glyph][0])
        rules.append(f"sub {glyph} brevecomb by {name};")
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[COMBINING_BREVE] = "brevecomb"
    font["maxp"].numGlyphs = len(font.getGlyphOrder())
    feature = f"languagesystem DFLT dflt; languagesystem latn dflt; feature ccmp {{ {' '.join(rules)} }} ccmp;"
    addOpenTypeFeaturesFromString(font, feature)


def main(source: Path, output: Path) -> None:
    """Write both weights into `output`."""
    with tempfile.TemporaryDirectory() as scratch:
        for weight in ("400", "600"):
            font = Merger().merge(parts_of_noto(source, weight, Path(scratch)))
            compose(font)
            font["hhea"].ascent = max(font["hhea"].ascent, 1200)  # room for two stacked marks
            font.flavor = "woff2"
            font["name"].setName(FAMILY, 1, 3, 1, 0x409)
            font["name"].setName(FAMILY, 4, 3, 1, 0x409)
            font.save(output / f"taynguyen-{weight}.woff2")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
