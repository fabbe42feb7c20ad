"""Lays the demo out as anyone would who sends materials: files and a ``materials.csv``."""

import csv
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from cms.library.importing.sheet import COLUMNS, NAME

from . import booklet, film, sound
from .catalogue import ART, Table
from .drawing import write_pdf, write_png
from .pictures import PICTURES

PIXELS = 1440
SOURCE = "Bộ dữ liệu mẫu của Kho"
BREATH = 0.4

Say = Callable[[str], None]
Made = tuple[list[tuple[str, str]], str]  # (file name, role) of each file, and the words in it


def write_folder(folder: Path, materials: list[Table], say: Say) -> int:
    """Make every file of the materials and the sheet that describes them. Returns the number of files.

    Raises ``drawing.ToolMissing``.
    """
    rows, files = [], 0
    for number, material in enumerate(materials, 1):
        say(f"Vẽ và thu {number}/{len(materials)}: {material['variant'][0]['title']}")
        for variant in material["variant"]:
            made, words = make_files(material, variant, folder)
            rows += _rows(material, variant, made, words)
            files += len(made)
    with (folder / NAME).open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, COLUMNS)
        sheet.writeheader()
        sheet.writerows(rows)
    return files


def make_files(material: Table, variant: Table, folder: Path) -> Made:
    """The files of one variant, written into the folder, and their words."""
    made: list[tuple[str, str]] = []
    words = []
    for spec in variant["file"]:
        stem = f"{material['agency']}-{material['key']}-{variant['language']}".lower()
        files, said = MAKERS.get(spec["maker"], _picture)(spec, folder / stem)
        made += files
        words.append(said)
    return made, "\n\n".join(filter(None, words))


def _rows(material: Table, variant: Table, made: list[tuple[str, str]], words: str) -> list[dict[str, str]]:
    """The first row of a variant tells everything, the others only bring one more file."""
    key = {name: material[name] for name in ("kind", "agency")} | {
        "material": material["key"],
        "language": variant["language"],
    }
    told = {
        **{name: ";".join(material.get(name, [])) for name in ("topics", "audiences", "provinces", "procedures")},
        **{name: material.get(name, "") for name in ("campaign", "licence")},
        "source": SOURCE,
        "title": variant["title"],
        "summary": variant["summary"],
        "text": variant.get("text") or words,
    }
    if days := material.get("public_in_days"):
        told["public_from"] = (timezone.localdate() + timedelta(days=days)).isoformat()
    first, *others = made or [("", "")]
    return [
        {**key, **told, "file": first[0], "role": first[1]},
        *({**key, "file": name, "role": role} for name, role in others),
    ]


def _picture(spec: Table, target: Path) -> Made:
    svg, words = PICTURES[spec["maker"]](spec)
    write_png(svg, target.with_suffix(".png"), PIXELS)
    return [(target.with_suffix(".png").name, "")], words


def _art(spec: Table, target: Path) -> Made:
    write_png(ART / f"{spec['name']}.svg", target.with_suffix(".png"), PIXELS)
    return [(target.with_suffix(".png").name, "")], ""


def _booklet(spec: Table, target: Path) -> Made:
    pages, words = booklet.pages(spec)
    write_pdf(pages, target.with_suffix(".pdf"))
    return [(target.with_suffix(".pdf").name, "")], words


def _film(spec: Table, target: Path) -> Made:
    words = film.make(spec, ART, target.with_suffix(".mp4"))
    return [(target.with_suffix(".mp4").name, ""), (target.with_suffix(".vtt").name, "captions")], words


def _voice(spec: Table, target: Path) -> Made:
    samples = sound.bell() + sound.speak(spec["say"], target.parent) + sound.silence(BREATH)
    sound.write_mp3(samples, target.with_suffix(".mp3"))
    return [(target.with_suffix(".mp3").name, "")], spec["say"]


def _chime(spec: Table, target: Path) -> Made:
    sound.write_mp3(sound.chime(spec["seconds"]), target.with_suffix(".mp3"))
    return [(target.with_suffix(".mp3").name, spec.get("role", ""))], ""


MAKERS: dict[str, Callable[[Table, Path], Made]] = {
    "art": _art,
    "booklet": _booklet,
    "film": _film,
    "voice": _voice,
    "chime": _chime,
}
