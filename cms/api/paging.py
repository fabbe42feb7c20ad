"""Cursor paging: opaque cursors that name the last item seen, so that new items neither shift nor repeat a page."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from .problems import Problem

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MAX_MICROSECONDS = 253_402_300_799_000_000  # the year 9999
MAX_ID = 2**63 - 1
MAX_OFFSET = 10_000


@dataclass(frozen=True)
class After:
    """The last item seen: when it changed and its id."""

    changed_at: datetime
    id: int


def cursor_after(changed_at: datetime, id_: int) -> str:
    """The cursor that goes on behind this item."""
    return _encode([(changed_at - EPOCH) // timedelta(microseconds=1), id_])


def read_after(cursor: str) -> After | None:
    """What a cursor says; None for an empty one. Raises ``Problem`` for one that was not made here."""
    if not cursor:
        return None
    microseconds, id_ = _decode(cursor, (MAX_MICROSECONDS, MAX_ID))
    return After(EPOCH + timedelta(microseconds=microseconds), id_)


def cursor_at(offset: int) -> str:
    """The cursor of a ranked list that goes on at this place."""
    return _encode([offset])


def read_offset(cursor: str) -> int:
    """The place at which a ranked list goes on. Raises ``Problem`` for a cursor that was not made here."""
    return _decode(cursor, (MAX_OFFSET,))[0] if cursor else 0


def next_address(request: HttpRequest, cursor: str) -> str:
    """The absolute address of the next page: the same parameters with another cursor."""
    asked = [(name, value) for name, values in request.GET.lists() for value in values if name != "cursor"]
    return f"{settings.SITE_URL}{request.path}?{urlencode([*asked, ('cursor', cursor)])}"


def link_next(response: HttpResponse, address: str | None) -> None:
    """``Link: <…>; rel="next"`` (RFC 8288)."""
    if address:
        response["Link"] = f'<{address}>; rel="next"'


def _encode(parts: list[int]) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def _decode(cursor: str, limits: tuple[int, ...]) -> list[int]:
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        parts = None
    if (
        not isinstance(parts, list)
        or len(parts) != len(limits)
        or not all(type(part) is int and 0 <= part <= limit for part, limit in zip(parts, limits, strict=True))
    ):
        raise Problem(
            422,
            "Con trỏ trang không đúng. Hãy dùng địa chỉ «next» của trang trước, hoặc bắt đầu lại từ trang đầu.",
            kind="invalid-parameters",
            errors=[{"in": "query", "name": "cursor", "reason": "not a cursor of this API"}],
        )
    return parts
