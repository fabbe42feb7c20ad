"""Handbooks: A5 pages of text that is text, in the same look as the pictures."""

from typing import Any

from .drawing import CLOTH, COLOURS, INK, MADDER, PAPER, RAISED, SOFT, SUNK, TURMERIC, Sheet, wrap

WIDTH, HEIGHT, EDGE = 420, 595, 42
SIZE, TIP_TOP = 16, 478


def pages(spec: dict[str, Any]) -> tuple[list[str], str]:
    """The pages as SVG, and all words. ``spec``: headline, colour, weave, and pages of title, points, tip."""
    drawn = [_cover(spec)]
    words = [spec["headline"], spec["under"]]
    for number, page in enumerate(spec["pages"], 2):
        drawn.append(_page(page, number))
        words.append("\n".join([page["title"], page.get("lead", ""), *page["points"], page.get("tip", "")]))
    return drawn, "\n\n".join(words)


def _cover(spec: dict[str, Any]) -> str:
    ground = COLOURS[spec.get("colour", "leaf")]
    dark = spec.get("colour") != "turmeric"
    sheet = Sheet(WIDTH, HEIGHT, ground)
    sheet.text(EDGE, 56, "Sổ tay", 19, fill=TURMERIC if dark else MADDER, face="bold")
    sheet.text(EDGE, 92, spec["headline"], 37, fill=PAPER if dark else INK, face="title", width=340, leading=1.32)
    sheet.band(352, spec.get("weave", "kho"), 5, (PAPER, TURMERIC) if dark else (INK, MADDER))
    sheet.rect(EDGE, 462, 104, 4, TURMERIC if dark else MADDER)
    sheet.text(EDGE, 482, spec["under"], 14.5, fill=PAPER if dark else INK, width=320)
    return sheet.svg()


def _page(page: dict[str, Any], number: int) -> str:
    """Raises ``ValueError`` when the words of a page do not fit on it."""
    sheet = Sheet(WIDTH, HEIGHT, RAISED)
    inner = WIDTH - 2 * EDGE
    y = sheet.text(EDGE, 40, page["title"], 22, fill=MADDER, face="title", width=inner, leading=1.3)
    y = sheet.band(y + 8, "taynguyen", 1.5, (CLOTH, MADDER), x=EDGE, width=inner) + 18
    if page.get("lead"):
        y = sheet.text(EDGE, y, page["lead"], SIZE, width=inner, leading=1.5) + 10
    for point in page["points"]:
        sheet.rect(EDGE, y + 9, 12, 4, TURMERIC)
        sheet.rect(EDGE + 4, y + 5, 4, 12, TURMERIC)
        y = sheet.text(EDGE + 24, y, point, SIZE, width=inner - 24, leading=1.5) + 10
    if y > TIP_TOP:
        raise ValueError(f"page {number} is too full: {page['title']}")
    if page.get("tip"):
        sheet.rect(EDGE, TIP_TOP, inner, 62, SUNK, 3)
        lines = wrap(page["tip"], "bold", 13, inner - 32)
        sheet.text(
            EDGE + 16, TIP_TOP + 31 - 10 * len(lines), page["tip"], 13, face="bold", width=inner - 32, leading=1.5
        )
    sheet.text(WIDTH - EDGE, 556, str(number), 12, fill=SOFT, anchor="end")
    return sheet.svg()
