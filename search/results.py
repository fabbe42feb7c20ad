"""What comes out of a search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# Codes that Results.notice may hold → what the reader is told.
NOTICES: Final[dict[str, str]] = {
    "": "",
    "no_terms": "Câu tìm không có chữ hay số nào để tìm.",
    "search_off": "Chức năng tìm kiếm đang tắt.",
    "index_rebuilt": "Chỉ mục tìm kiếm đang được dựng lại, kết quả có thể chưa đầy đủ.",
    "unavailable": "Tạm thời chưa tìm kiếm được, xin thử lại sau ít phút.",
}


@dataclass(frozen=True)
class Hit:
    """One material. `language` is the variant to show, `languages` all that are live (sorted).

    `highlight_title` and `highlight` are HTML: escaped text with `<mark>` (search.text.Markup prints itself).
    `score` is positive, comparable within one search only; 0 when the order is by date.
    """

    public_id: str
    language: str
    languages: tuple[str, ...]
    title: str
    score: float
    highlight_title: str = ""
    highlight: str = ""


@dataclass(frozen=True)
class FacetValue:
    """A value and the number of materials (not variants) that choosing it would show."""

    value: str
    count: int


@dataclass(frozen=True)
class Results:
    """One page of hits. `total` counts materials; `relaxed` says that not every word had to match."""

    total: int
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    engine: str = ""
    notice: str = ""
    relaxed: bool = False

    @property
    def notice_text(self) -> str:
        """The notice in words; "" when there is none."""
        return NOTICES.get(self.notice, "")
