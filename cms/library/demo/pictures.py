"""Infographics and posters. Each function returns the SVG and, word for word, what stands in it."""

from typing import Any

from .drawing import CLOTH, COLOURS, DEEP, INK, LEAF, MADDER, PAPER, RAISED, SOFT, SUNK, TURMERIC, Sheet

STEP_COLOURS = (CLOTH, LEAF, MADDER, COLOURS["bark"])
WIDTH = 720
EDGE = 58
SKIN = "#c98e62"


def steps(spec: dict[str, Any]) -> tuple[str, str]:
    """A tall infographic: a headline, numbered steps along a thread, a line at the foot."""
    ground = COLOURS[spec.get("colour", "cloth")]
    sheet = Sheet(WIDTH, _steps_height(spec))
    y = _headline(sheet, spec, ground)
    first = y + 66
    for number, (title, words) in enumerate(spec["steps"], 1):
        top = y + 66
        end = sheet.text(230, top - 44, title, 31, face="title", width=430)
        end = sheet.text(230, end + 4, words, 22, fill=INK, width=430)
        y = max(end + 16, top + 100)
        if number < len(spec["steps"]):
            sheet.rect(118.5, top, 3, y - top + 66, SUNK)
    y = first
    for number, end in enumerate(_step_tops(spec, first), 1):
        sheet.diamond(120, end, 8, 8, STEP_COLOURS[(number - 1) % 4])
        sheet.text(120, end - 21, str(number), 38, fill=PAPER, face="title", anchor="middle")
    foot = sheet.height - _foot_height(spec)
    sheet.rect(0, foot, WIDTH, sheet.height - foot, SUNK)
    end = sheet.text(EDGE, foot + 26, spec["foot"], 25, fill=MADDER, face="bold", width=WIDTH - 2 * EDGE)
    sheet.text(EDGE, end + 4, spec["note"], 21, width=WIDTH - 2 * EDGE)
    lines = [*spec["headline"], *(f"{n}. {title}. {words}" for n, (title, words) in enumerate(spec["steps"], 1))]
    return sheet.svg(), "\n".join([*lines, spec["foot"], spec["note"]])


def _headline(sheet: Sheet, spec: dict[str, Any], ground: str) -> float:
    scratch = Sheet(WIDTH, 1)
    bottom = scratch.text(0, 48, "\n".join(spec["headline"]), 46, face="title", width=WIDTH - 2 * EDGE, leading=1.3)
    sheet.rect(0, 0, WIDTH, bottom + 26, ground)
    first, *rest = spec["headline"]
    y = sheet.text(EDGE, 48, first, 46, fill=PAPER, face="title", width=WIDTH - 2 * EDGE, leading=1.3)
    for line in rest:
        y = sheet.text(EDGE, y, line, 46, fill=TURMERIC, face="title", width=WIDTH - 2 * EDGE, leading=1.3)
    sheet.rect(0, y + 26, WIDTH, 13 * 4 + 16, ground)
    return sheet.band(y + 34, spec.get("weave", "kho"), 4, (PAPER, TURMERIC)) + 30


def _step_tops(spec: dict[str, Any], first: float) -> list[float]:
    tops, top = [], first
    for title, words in spec["steps"]:
        tops.append(top)
        scratch = Sheet(WIDTH, 1)
        end = scratch.text(230, top - 44, title, 31, face="title", width=430)
        end = scratch.text(230, end + 4, words, 22, width=430)
        top = max(end + 16, top + 100) + 66
    return tops


def _steps_height(spec: dict[str, Any]) -> int:
    scratch = Sheet(WIDTH, 1)
    first = _headline(scratch, spec, CLOTH) + 66
    extra = {**spec, "steps": [*spec["steps"], ("", "")]}
    return int(_step_tops(extra, first)[-1] - 40 + _foot_height(spec))


def _foot_height(spec: dict[str, Any]) -> float:
    scratch = Sheet(WIDTH, 1)
    end = scratch.text(0, 26, spec["foot"], 25, face="bold", width=WIDTH - 2 * EDGE)
    return scratch.text(0, end + 4, spec["note"], 21, width=WIDTH - 2 * EDGE) + 22


def advice(spec: dict[str, Any]) -> tuple[str, str]:
    """Two columns: what to do (leaf) and what not to do (madder)."""
    sheet = Sheet(960, 0)
    sheet.rect(0, 0, 960, 300, CLOTH)
    y = sheet.text(64, 56, spec["headline"][0], 56, fill=PAPER, face="title", width=832, leading=1.3)
    sheet.text(64, y, spec["headline"][1], 56, fill=TURMERIC, face="title", width=832, leading=1.3)
    sheet.band(228, "khmer", 4, (PAPER, TURMERIC))
    good = _column(sheet, 64, "Nên", spec["do"], LEAF, "M-9 0l6 7l13 -15")
    bad = _column(sheet, 500, "Không nên", spec["dont"], MADDER, "M-9 -9l18 18M9 -9l-18 18")
    foot = max(good, bad) + 34
    sheet.rect(0, foot, 960, 118, SUNK)
    sheet.text(64, foot + 34, spec["foot"], 29, fill=INK, face="bold", width=832)
    sheet.height = int(foot + 118)
    columns = ["Nên", *spec["do"], "Không nên", *spec["dont"]]
    return sheet.svg(), "\n".join([*spec["headline"], *columns, spec["foot"]])


def _column(sheet: Sheet, x: float, title: str, rows: list[str], colour: str, mark: str) -> float:
    sheet.rect(x, 344, 396, 76, colour, 3)
    sheet.text(x + 26, 358, title, 34, fill=PAPER, face="title")
    y = 456.0
    for row in rows:
        sheet.circle(x + 22, y + 20, 21, colour)
        sheet.add(
            f'<path transform="translate({x + 22} {y + 20:g})" d="{mark}" fill="none" stroke="{PAPER}" '
            'stroke-width="5" stroke-linecap="square"/>'
        )
        y = max(sheet.text(x + 62, y, row, 29, width=334), y + 42) + 30
    return y


def star(spec: dict[str, Any]) -> tuple[str, str]:
    """A poster with one great woven star."""
    ground = COLOURS[spec.get("colour", "cloth")]
    sheet = Sheet(960, 1280, ground)
    y = sheet.text(80, 84, spec["headline"][0], 74, fill=PAPER, face="title", width=800, leading=1.28)
    y = sheet.text(80, y, spec["headline"][1], 66, fill=TURMERIC, face="title", width=800, leading=1.28)
    sheet.text(80, y + 18, spec["words"], 34, fill=PAPER, width=780)
    for steps_out, colour in (
        (15, DEEP),
        (13, MADDER),
        (10, PAPER),
        (8, ground),
        (6, TURMERIC),
        (3, MADDER),
        (1, PAPER),
    ):
        sheet.diamond(480, 790, steps_out, 15, colour)
    for x, y in ((480, 520), (480, 1060), (210, 790), (750, 790)):
        sheet.diamond(x, y, 3, 12, TURMERIC)
        sheet.diamond(x, y, 1, 12, MADDER)
    sheet.rect(0, 1116, 960, 164, DEEP)
    sheet.band(1132, "kho", 4, (PAPER, TURMERIC))
    sheet.text(80, 1204, spec["foot"], 32, fill=PAPER, face="bold", width=800)
    return sheet.svg(), "\n".join([*spec["headline"], spec["words"], spec["foot"]])


def neighbours(spec: dict[str, Any]) -> tuple[str, str]:
    """A poster with three people around one phone."""
    sheet = Sheet(960, 1280, "#dde7dc")
    y = sheet.text(80, 80, spec["headline"][0], 70, fill=LEAF, face="title", width=800, leading=1.28)
    y = sheet.text(80, y, spec["headline"][1], 62, fill=INK, face="title", width=800, leading=1.28)
    sheet.text(80, y + 14, spec["words"], 33, fill=SOFT, width=790)
    sheet.circle(480, 800, 290, "#bcd0c0")
    for x, top, scale, cloth, hair in (
        (290, 640, 1.0, CLOTH, INK),
        (690, 660, 0.95, MADDER, "#e9e4d6"),
        (480, 720, 0.8, LEAF, INK),
    ):
        _person(sheet, x, top, scale, cloth, hair)
    sheet.rect(418, 884, 124, 190, DEEP, 14)
    sheet.rect(430, 900, 100, 156, RAISED, 4)
    sheet.diamond(480, 950, 3, 9, TURMERIC)
    sheet.rect(446, 1004, 68, 9, CLOTH)
    sheet.rect(446, 1024, 48, 9, "#d8d8e2")
    sheet.rect(0, 1052, 960, 228, LEAF)
    sheet.band(1084, "tai", 6, (PAPER, TURMERIC))
    sheet.text(80, 1194, spec["foot"], 34, fill=PAPER, face="bold", width=800)
    return sheet.svg(), "\n".join([*spec["headline"], spec["words"], spec["foot"]])


def _person(sheet: Sheet, x: float, top: float, scale: float, cloth: str, hair: str) -> None:
    radius = 62 * scale
    sheet.add(
        f'<path d="M{x - 120 * scale:g} 1100V{top + 210 * scale:g}a{120 * scale:g} {110 * scale:g} 0 0 1 '
        f'{240 * scale:g} 0V1100z" fill="{cloth}"/>'
    )
    sheet.circle(x, top + radius, radius, SKIN)
    sheet.add(
        f'<path d="M{x - radius - 4:g} {top + radius:g}a{radius + 4:g} {radius + 4:g} 0 0 1 {2 * radius + 8:g} 0'
        f'q{-radius:g} {-26 * scale:g} {-2 * radius - 8:g} 0z" fill="{hair}"/>'
    )


def letters(spec: dict[str, Any]) -> tuple[str, str]:
    """A sample of a language's letters: its own name, then words, marked as sample."""
    sheet = Sheet(WIDTH, 0, RAISED)
    face = spec.get("script", "sans")
    plain = face == "sans"
    sheet.rect(0, 0, WIDTH, 270, CLOTH)
    sheet.text(EDGE, 40, "Chữ mẫu", 26, fill=TURMERIC, face="bold")
    sheet.text(EDGE, 92, spec["name"], 88, fill=PAPER, face="title" if plain else face, leading=1.5)
    y = sheet.band(288, spec["weave"], 5, (CLOTH, MADDER)) + 40
    for line in spec["lines"]:
        y = sheet.text(EDGE, y, line, 48 if plain else 40, face=face, width=WIDTH - 2 * EDGE, leading=1.8) + 6
    foot = y + 40
    sheet.rect(0, foot, WIDTH, 116, SUNK)
    sheet.text(EDGE, foot + 22, spec["foot"], 22, fill=SOFT, width=WIDTH - 2 * EDGE)
    sheet.height = int(foot + 116)
    return sheet.svg(), "\n".join(["Chữ mẫu", spec["name"], *spec["lines"], spec["foot"]])


PICTURES = {"steps": steps, "advice": advice, "star": star, "neighbours": neighbours, "letters": letters}
