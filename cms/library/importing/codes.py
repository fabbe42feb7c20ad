"""From the codes of a row to rows of the database; an unknown code refuses the row by name."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db.models import Model
from django.utils import timezone

from cms.library.models import Kind, Mode, Role
from cms.taxonomy.models import (
    PROCEDURE_CODE,
    Agency,
    Audience,
    Campaign,
    Language,
    Licence,
    Procedure,
    Province,
    Topic,
)

from .sheet import Row

DEFAULT_LICENCE = "chuong-trinh"


class BadCell(Exception):
    """A value of the row is not usable; ``str()`` says which and why, in Vietnamese."""


@dataclass
class Wish:
    """A row understood."""

    key: str
    kind: str
    language: Language
    agency: Agency
    title: str
    summary: str
    text: str
    file: str
    role: str
    mode: str
    offset_ms: int
    public_from: datetime | None
    fields: dict[str, Any] = field(default_factory=dict)
    many: dict[str, list[Any]] = field(default_factory=dict)


class Vocabulary:
    """The reference data by code, read once for an import."""

    def __init__(self) -> None:
        models = (Agency, Audience, Campaign, Language, Licence, Procedure, Province, Topic)
        self._rows = {model: {row.code.casefold(): row for row in model.objects.all()} for model in models}

    def one(self, model: type[Model], code: str, column: str) -> Any:
        """The row of a code. Raises ``BadCell``."""
        row = self._rows[model].get(code.casefold())
        if row is None and model is Procedure and PROCEDURE_CODE.regex.match(code):
            row = Procedure.objects.get_or_create(code=code, defaults={"name": code})[0]
            self._rows[model][code.casefold()] = row
        if row is None:
            raise BadCell(f"Cột {column}: không có mã «{code}». Hãy xem danh mục mã trong tài liệu hướng dẫn.")
        return row


def understand(row: Row, vocabulary: Vocabulary, default_agency: Agency | None) -> Wish:
    """Check every cell of a row. Raises ``BadCell`` for the first that is not usable."""
    for column in ("material", "kind", "language"):
        if not row[column]:
            raise BadCell(f"Cột {column} đang trống.")
    for column, limit in (("material", 200), ("title", 250), ("credit", 300), ("source", 300)):
        if len(row[column]) > limit:
            raise BadCell(f"Cột {column} dài {len(row[column])} ký tự, quá giới hạn {limit}.")
    agency = vocabulary.one(Agency, row["agency"], "agency") if row["agency"] else default_agency
    if agency is None:
        raise BadCell("Chưa biết cơ quan: hãy điền cột agency hoặc chạy lệnh với --agency.")
    return Wish(
        key=row["material"],
        kind=_choice(row, "kind", Kind),
        language=vocabulary.one(Language, row["language"], "language"),
        agency=agency,
        title=row["title"],
        summary=row["summary"],
        text=row["text"],
        file=row["file"],
        role=_choice(row, "role", Role) if row["role"] else "",
        mode=_choice(row, "mode", Mode) if row["mode"] else Mode.REPLACE,
        offset_ms=_integer(row, "offset_ms"),
        public_from=_moment(row, "public_from"),
        fields=_fields(row, vocabulary),
        many={
            "topics": [vocabulary.one(Topic, code, "topics") for code in row.many("topics")],
            "audiences": [vocabulary.one(Audience, code, "audiences") for code in row.many("audiences")],
            "provinces": [vocabulary.one(Province, code, "provinces") for code in row.many("provinces")],
            "procedures": [vocabulary.one(Procedure, code, "procedures") for code in row.many("procedures")],
        },
    )


def _fields(row: Row, vocabulary: Vocabulary) -> dict[str, Any]:
    valid_from, valid_to = _day(row, "valid_from"), _day(row, "valid_to")
    if valid_from and valid_to and valid_from >= valid_to:
        raise BadCell("Cột valid_to phải sau valid_from.")
    return {
        "licence": vocabulary.one(Licence, row["licence"] or DEFAULT_LICENCE, "licence"),
        "campaign": vocabulary.one(Campaign, row["campaign"], "campaign") if row["campaign"] else None,
        "credit": row["credit"],
        "source": row["source"],
        "valid_from": valid_from,
        "valid_to": valid_to,
    }


def _choice(row: Row, column: str, choices: Any) -> str:
    if row[column] not in choices.values:
        raise BadCell(f"Cột {column}: «{row[column]}» không phải một trong {', '.join(choices.values)}.")
    return row[column]


def _integer(row: Row, column: str) -> int:
    try:
        value = int(row[column] or 0)
    except ValueError:
        raise BadCell(f"Cột {column}: «{row[column]}» không phải số nguyên.") from None
    if abs(value) > 86_400_000:
        raise BadCell(f"Cột {column}: «{row[column]}» quá lớn.")
    return value


def _day(row: Row, column: str) -> date | None:
    if not row[column]:
        return None
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(row[column], pattern).date()
        except ValueError:
            continue
    raise BadCell(f"Cột {column}: «{row[column]}» không phải ngày (dùng 2026-12-31 hoặc 31/12/2026).")


def _moment(row: Row, column: str) -> datetime | None:
    if not row[column]:
        return None
    try:
        moment = datetime.fromisoformat(row[column])
    except ValueError:
        moment = datetime.combine(_day(row, column), time())
    return moment if moment.tzinfo else timezone.make_aware(moment)
