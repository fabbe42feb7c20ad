"""Reading ``materials.csv``: columns by name, cells cleaned, nothing looked up yet."""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NAME = "materials.csv"
COLUMNS = (
    "material",
    "kind",
    "language",
    "title",
    "summary",
    "text",
    "file",
    "role",
    "mode",
    "offset_ms",
    "topics",
    "audiences",
    "provinces",
    "agency",
    "campaign",
    "procedures",
    "credit",
    "licence",
    "source",
    "valid_from",
    "valid_to",
    "public_from",
)
REQUIRED = ("material", "kind", "language")
MANY_LINES = {"summary", "text"}
MAX_ROWS = 100_000


class SheetUnreadable(Exception):
    """The folder or its CSV cannot be read at all; ``str()`` says why, in Vietnamese."""


@dataclass(frozen=True)
class Row:
    """One line of the sheet: ``line`` is its number in the file, ``cells`` its cleaned values by column."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def many(self, column: str) -> list[str]:
        """The values of a cell that holds several, joined by ``;``."""
        return [value.strip() for value in self[column].split(";") if value.strip()]


def clean_cell(column: str, value: str) -> str:
    """NFC, without control and direction-changing characters; line breaks stay only in long texts."""
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
    kept = []
    for char in text:
        if char == "\n" and column in MANY_LINES:
            kept.append(char)
        elif char.isspace():
            kept.append(" ")
        elif (
            unicodedata.category(char) in {"Cc", "Cs", "Co"}
            or char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        ):
            continue
        else:
            kept.append(char)
    return "".join(kept).strip()


def read_sheet(folder: Path) -> list[Row]:
    """The rows of ``materials.csv`` (UTF-8, header row). Empty lines are passed over.

    Raises ``SheetUnreadable``: no such folder or file, not UTF-8, unknown or missing columns (named), a line with more
    cells than the header.
    """
    if not folder.is_dir():
        raise SheetUnreadable(f"Không có thư mục «{folder}».")
    path = folder / NAME
    if not path.is_file():
        raise SheetUnreadable(f"Thư mục «{folder}» không có tệp {NAME}.")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(_rows(csv.reader(file, strict=True)))
    except UnicodeDecodeError as error:
        raise SheetUnreadable(f"{NAME} không phải UTF-8 (byte {error.start}). Hãy lưu lại bằng mã UTF-8.") from error
    except csv.Error as error:
        raise SheetUnreadable(f"{NAME} không đọc được: {error}.") from error
    except OSError as error:
        raise SheetUnreadable(f"Không mở được {NAME}: {error.strerror}.") from error


def _rows(reader: "Iterator[list[str]]") -> Iterator[Row]:
    header = [clean_cell("", cell) for cell in next(reader, [])]
    if unknown := [name for name in header if name not in COLUMNS]:
        raise SheetUnreadable(f"{NAME} có cột không biết: {', '.join(repr(name) for name in unknown)}.")
    if twice := sorted({name for name in header if header.count(name) > 1}):
        raise SheetUnreadable(f"{NAME} có cột bị lặp: {', '.join(twice)}.")
    if missing := [name for name in REQUIRED if name not in header]:
        raise SheetUnreadable(f"{NAME} thiếu cột: {', '.join(missing)}.")
    for number, cells in enumerate(reader, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            raise SheetUnreadable(f"{NAME}, dòng {number}: có {len(cells)} ô nhưng chỉ có {len(header)} cột.")
        if number > MAX_ROWS:
            raise SheetUnreadable(f"{NAME} có hơn {MAX_ROWS} dòng. Hãy chia nhỏ.")
        # The file's name is compared with what lies on disk, so it is taken as it was typed.
        yield Row(
            number,
            {
                name: cell if name == "file" else clean_cell(name, cell)
                for name, cell in zip(header, cells, strict=False)
            },
        )
