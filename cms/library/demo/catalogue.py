"""What the demo library holds, read from ``content/*.toml``."""

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ART = HERE / "art"
AGENCIES = ("g06", "g01", "h38")
SAMPLE_MARK = "Chữ mẫu"
SAMPLE_NOTE = "Chữ mẫu: Tuyên ngôn toàn thế giới về nhân quyền, Điều 3. Không phải bản dịch của tài liệu này."
SAMPLE_ARTICLE = 3

Table = dict[str, Any]


def materials() -> list[Table]:
    """Every material to import, each with its ``agency`` and its variants; sample texts are filled in."""
    return [material for name in AGENCIES for material in _read(name)]


def for_review() -> Table:
    """The material that waits for the demo's reviewer."""
    return _read("review")[0]


def vocabulary() -> Table:
    """Procedures, campaigns and the kit."""
    return tomllib.loads((HERE / "content" / "vocabulary.toml").read_text(encoding="utf-8"))


def _read(name: str) -> list[Table]:
    content = tomllib.loads((HERE / "content" / f"{name}.toml").read_text(encoding="utf-8"))
    for material in content["material"]:
        material["agency"] = content["agency"]
        for variant in material["variant"]:
            variant.setdefault("file", [])
            if variant.get("sample"):
                _fill_sample(variant)
    return content["material"]


def _fill_sample(variant: Table) -> None:
    """Nobody here writes these languages, so the words are those of a published translation, marked as a sample."""
    sample = _samples()[variant["language"]]
    article = sample["articles"][SAMPLE_ARTICLE - 1]
    variant["title"] = f"{SAMPLE_MARK}: {sample['title']}"
    variant["summary"] = SAMPLE_NOTE
    lines = [article["heading"], *article["paragraphs"]]
    drawn = [file for file in variant["file"] if file["maker"] == "letters"]
    for file in drawn:
        file |= {"lines": lines, "foot": SAMPLE_NOTE}
    if not drawn:  # a picture's text is, word for word, what is drawn
        variant["text"] = "\n".join(lines)


@cache
def _samples() -> dict[str, Table]:
    return json.loads((HERE / "data" / "udhr.json").read_text(encoding="utf-8"))["texts"]
