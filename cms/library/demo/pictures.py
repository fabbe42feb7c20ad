"""Infographics and posters. Each function returns the SVG and, word for word, what stands in it."""

from typing import Any

from .drawing import CLOTH, COLOURS, DEEP, INK, LEAF, MADDER, PAPER, RAISED, SOFT, SUNK, TURMERIC, Sheet

STEP_COLOURS = (CLOTH, LEAF, MADDER, COLOURS["bark"])
WIDTH, TALL = 720, 1440
EDGE = 58
SKIN = "#c98e62"


def steps(spec: dict[str, Any]) -> tuple[str, str]:
    """A tall infographic: a headline, numbered steps along a thread, a line at the foot."""
    sheet = Sheet(WIDTH, TALL)
    first = _headline(sheet, spec, COLOURS[spec.get("colour", "cloth")]) + 82
    foot = TALL - _foot_height(spec)
    pace = (foot - first + 10) / len(spec["steps"])
    sheet.rect(118.5, first, 3, pace * (len(spec["steps"]) - 1), SUNK)
    for number, (title, words) in enumerate(spec["steps"]):
        top = first + number * pace
        sheet.diamond(120, top, 8, 8, STEP_COLOURS[number % 4])
        sheet.text(120, top - 25, str(number + 1), 38, fill=PAPER, face="title", anchor="middle")
        end = sheet.text(230, top - 52, title, 34, face="title", width=440)
        sheet.text(230, end + 4, words, 24, fill=INK, width=440)
    sheet.rect(0, foot, WIDTH, TALL - foot, SUNK)
    end = sheet.text(EDGE, foot + 26, spec["foot"], 25, fill=MADDER, face="bold", width=WIDTH - 2 * EDGE)
    sheet.text(EDGE, end + 4, spec["note"], 21, width=WIDTH - 2 * EDGE)
    lines = [*spec["headline"], *(f"{n}. {title}. {words}" for n, (title, words) in enumerate(spec["steps"], 1))]
    return sheet.svg(), "\n".join([*lines, spec["foot"], spec["note"]])


def _headline(sheet: Sheet, spec: dict[str, Any], ground: str) -> float:
    """The coloured head with its band; returns the y below it."""
    lines, y = [], 48.0
    for number, line in enumerate(spec["headline"]):
        lines.append((y, line, TURMERIC if number else PAPER))
        y = Sheet(WIDTH, 1).text(EDGE, y, line, 46, face="title", width=WIDTH - 2 * EDGE, leading=1.3)
    sheet.rect(0, 0, WIDTH, y + 94, ground)
    for top, line, colour in lines:
        sheet.text(EDGE, top, line, 46, fill=colour, face="title", width=WIDTH - 2 * EDGE, leading=1.3)
    return sheet.band(y + 26, spec.get("weave", "kho"), 4, (PAPER, TURMERIC)) + 16


def _foot_height(spec: dict[str, Any]) -> float:
    scratch = Sheet(WIDTH, 1)
    end = scratch.text(0, 26, spec["foot"], 25, face="bold", width=WIDTH - 2 * EDGE)
    return scratch.text(0, end + 4, spec["note"], 21, width=WIDTH - 2 * EDGE) + 22


def advice(spec: dict[str, Any]) -> tuple[str, str]:
    """A tall infographic: what to do (leaf), below it what not to do (madder)."""
    sheet = Sheet(WIDTH, TALL)
    y = _headline(sheet, {**spec, "weave": "khmer"}, CLOTH) + 44
    y = _rows(sheet, y, "Nên", spec["do"], LEAF, "M-9 0l6 7l13 -15") + 22
    _rows(sheet, y, "Không nên", spec["dont"], MADDER, "M-9 -9l18 18M9 -9l-18 18")
    sheet.rect(0, TALL - 128, WIDTH, 128, SUNK)
    sheet.text(EDGE, TALL - 106, spec["foot"], 27, face="bold", width=WIDTH - 2 * EDGE)
    words = ["Nên", *spec["do"], "Không nên", *spec["dont"]]
    return sheet.svg(), "\n".join([*spec["headline"], *words, spec["foot"]])


def _rows(sheet: Sheet, y: float, title: str, rows: list[str], colour: str, mark: str) -> float:
    sheet.rect(EDGE, y, WIDTH - 2 * EDGE, 74, colour, 3)
    sheet.text(EDGE + 26, y + 13, title, 34, fill=PAPER, face="title")
    y += 104
    for row in rows:
        sheet.circle(EDGE + 22, y + 22, 21, colour)
        sheet.add(
            f'<path transform="translate({EDGE + 22} {y + 22:g})" d="{mark}" fill="none" stroke="{PAPER}" '
            'stroke-width="5" stroke-linecap="square"/>'
        )
        y = max(sheet.text(EDGE + 66, y, row, 29, width=WIDTH - 2 * EDGE - 70), y + 44) + 22
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
    """A sample of a language's letters: its own name, then words, then its weave; marked as sample."""
    sheet = Sheet(WIDTH, TALL, RAISED)
    face = spec.get("script", "sans")
    plain = face == "sans"
    sheet.rect(0, 0, WIDTH, 330, CLOTH)
    sheet.text(EDGE, 52, "Chữ mẫu", 28, fill=TURMERIC, face="bold")
    sheet.text(EDGE, 112, spec["name"], 104, fill=PAPER, face="title" if plain else face, leading=1.5)
    y = 372.0
    for line in spec["lines"]:
        y = sheet.text(EDGE, y, line, 60 if plain else 46, face=face, width=WIDTH - 2 * EDGE, leading=1.8) + 8
    top = TALL - 116 - 26 * 13
    for unit, colours in ((4, (CLOTH, MADDER)), (15, (MADDER, TURMERIC)), (4, (CLOTH, MADDER))):
        top = sheet.band(top, spec["weave"], unit, colours) + 16
    sheet.rect(0, TALL - 116, WIDTH, 116, SUNK)
    sheet.text(EDGE, TALL - 94, spec["foot"], 22, fill=SOFT, width=WIDTH - 2 * EDGE)
    return sheet.svg(), "\n".join(["Chữ mẫu", spec["name"], *spec["lines"], spec["foot"]])


PICTURES = {"steps": steps, "advice": advice, "star": star, "neighbours": neighbours, "letters": letters}
