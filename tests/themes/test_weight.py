"""What a page weighs before media, and that the fonts hold the letters of every language they promise."""

import gzip
import re

import pytest
from fontTools.ttLib import TTFont

from tests.themes.rendering import STATIC, render_page

FONTS = STATIC / "kho" / "fonts"
CORE = ["bvp-latin-400", "bvp-viet-400", "bvp-latin-600", "bvp-viet-600", "literata-latin-600", "literata-viet-600"]
AUTONYMS = ["autonym-khmer", "autonym-tai-viet", "autonym-cham"]
KILOBYTE = 1000

VIETNAMESE = "ăâđêôơưĂÂĐÊÔƠƯàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ₫"
HIGHLANDS = "ČčĔĕĬĭŎŏŬŭƀɃÑñ\u0306"


def size(name: str) -> int:
    return (FONTS / f"{name}.woff2").stat().st_size


def letters(*names: str) -> set[str]:
    return {chr(code) for name in names for code in TTFont(FONTS / f"{name}.woff2").getBestCmap()}


def sent(page: str) -> int:
    """Bytes of HTML and its style sheets as a server sends them, compressed."""
    markup = render_page(page)
    sheets = re.findall(r'rel="stylesheet" href="/static/(kho/css/[\w.]+)"(?! media)', markup)
    assert sheets
    return sum(len(gzip.compress(body)) for body in (markup.encode(), *((STATIC / s).read_bytes() for s in sheets)))


def test_core_fonts_stay_in_their_budget() -> None:
    assert sum(map(size, CORE)) <= 46 * KILOBYTE
    assert sum(map(size, AUTONYMS)) <= 4 * KILOBYTE
    assert all(size(path.stem) <= 16 * KILOBYTE for path in FONTS.glob("*.woff2"))


@pytest.mark.parametrize(
    ("page", "budget"), [("home", 22), ("search", 22), ("video", 22), ("radio", 15), ("check", 15)]
)
def test_pages_stay_light(page: str, budget: int) -> None:
    assert sent(page) <= budget * KILOBYTE


@pytest.mark.parametrize("weight", ["400", "600"])
def test_text_fonts_hold_all_of_vietnamese(weight: str) -> None:
    missing = set(VIETNAMESE) - letters(f"bvp-latin-{weight}", f"bvp-viet-{weight}")
    assert missing == set()


def test_titles_hold_all_of_vietnamese() -> None:
    assert set(VIETNAMESE) - letters("literata-latin-600", "literata-viet-600") == set()


@pytest.mark.parametrize("weight", ["400", "600"])
def test_the_supplement_holds_the_central_highlands(weight: str) -> None:
    font = TTFont(FONTS / f"taynguyen-{weight}.woff2")
    assert set(HIGHLANDS) - letters(f"taynguyen-{weight}") == set()
    ligatures = font["GSUB"].table.LookupList.Lookup[0].SubTable[0].ligatures
    assert len(ligatures) == len("âêôơưÂÊÔƠƯ"), "a breve over each vowel that carries a mark already"


@pytest.mark.parametrize(
    ("font", "text"),
    [("khmer-400", "ខ្មែរ៛"), ("tai-viet-400", "ꪼꪕꪒꪾ"), ("cham-400", "ꨌꩌ"), ("lao-400", "ລາວ"),
     ("autonym-khmer", "ខ្មែរ"), ("autonym-tai-viet", "ꪼꪕꪒꪾ"), ("autonym-cham", "ꨌꩌ")],
)  # fmt: skip
def test_script_fonts_hold_their_script(font: str, text: str) -> None:
    assert set(text) - letters(font) == set()


def test_every_font_named_in_the_sheet_is_there_with_its_licence() -> None:
    tokens = (STATIC / "kho" / "css" / "tokens.css").read_text(encoding="utf-8")
    named = set(re.findall(r"\.\./fonts/([\w-]+\.woff2)", tokens))
    assert named == {path.name for path in FONTS.glob("*.woff2")}
    for licence in FONTS.glob("LICENSE-*.txt"):
        assert "SIL OPEN FONT LICENSE" in licence.read_text(encoding="utf-8").upper()
    assert len(list(FONTS.glob("LICENSE-*.txt"))) == 7


def test_vendored_scripts_carry_their_licence_and_name_no_missing_map() -> None:
    script = (STATIC / "kho" / "js" / "vendor" / "hls.min.js").read_text(encoding="utf-8")
    assert "sourceMappingURL" not in script
    assert "Apache License" in (STATIC / "kho" / "js" / "vendor" / "hls.LICENSE.txt").read_text(encoding="utf-8")
