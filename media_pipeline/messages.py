"""What users read when a file is refused or fails: for each code a text in Vietnamese and one in English.

Every text says what happened, to which file (``{name}``) and what to do. A parameter that a caller left out shows as
"…": a message must never fail itself.
"""

from __future__ import annotations

from collections.abc import Mapping

from media_pipeline import errors
from media_pipeline.messages_door import DOOR
from media_pipeline.messages_work import WORK
from media_pipeline.wording import Wording, human_bytes, human_hours

__all__ = ["WORDINGS", "ProcessingFailed", "Refused", "Wording", "describe", "http_status"]

WORDINGS: dict[str, Wording] = {**DOOR, **WORK}
UNKNOWN = Wording(
    "Tệp “{name}” gặp lỗi chưa có lời giải thích ({code}). Hãy thử lại; nếu vẫn lỗi, báo quản trị viên kèm mã này.",
    "The file “{name}” met an error without an explanation yet ({code}). Try again; if it persists, tell the "
    "administrator this code.",
    500,
)
UNNAMED = {"vi": "đã gửi", "en": "you sent"}
LISTED = {
    "vi": {"video": "video", "audio": "âm thanh", "image": "hình ảnh", "document": "PDF", "captions": "phụ đề"},
    "en": {"video": "video", "audio": "audio", "image": "picture", "document": "PDF", "captions": "captions"},
}


class _Filled(dict):
    """Parameters for ``str.format_map`` that never lack one."""

    def __missing__(self, key: str) -> str:
        return "…"


def describe(code: str, params: Mapping[str, object] | None = None, language: str = "vi") -> str:
    """The text for a code; ``language`` is ``vi`` or ``en``."""
    wording = WORDINGS.get(code, UNKNOWN)
    text = wording.en if language == "en" else wording.vi
    filled = _Filled({"name": UNNAMED[language], "code": code})
    filled.update({key: _shown(key, value, language) for key, value in (params or {}).items()})
    return text.format_map(filled)


def http_status(code: str) -> int:
    """The HTTP status that an upload answers with for this code."""
    return WORDINGS.get(code, UNKNOWN).status


def _shown(key: str, value: object, language: str) -> str:
    if key in {"bytes", "max_bytes", "quota", "used", "free", "needed"} and isinstance(value, int):
        return human_bytes(value, language)
    if key in {"hours", "max_hours"} and isinstance(value, int | float):
        return human_hours(value, language)
    if isinstance(value, float):
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if language == "vi" else text
    if key == "families" and isinstance(value, list | tuple):
        return ", ".join(LISTED[language].get(str(each), str(each)) for each in value)
    return str(value)


class _Worded(errors.MediaError):
    """A reason that can say itself."""

    @property
    def vi(self) -> str:
        """In Vietnamese."""
        return describe(self.code, self.params, "vi")

    @property
    def en(self) -> str:
        """In English."""
        return describe(self.code, self.params, "en")

    @property
    def http_status(self) -> int:
        """What an upload answers with."""
        return http_status(self.code)


class Refused(_Worded, errors.Refused):
    """The file was not taken; nothing of it is kept."""

    @property
    def retry_later(self) -> bool:
        """Whether the same file may be taken later: the fault is ours, not the file's."""
        return self.http_status >= 500


class ProcessingFailed(_Worded, errors.ProcessingFailed):
    """The file was taken, and making something of it failed."""
