"""Conditional requests (RFC 9110, 13) against one strong ETag and one date."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.utils.http import parse_http_date_safe

MIN_AGE = timedelta(seconds=1)


def etags(header: str) -> list[str]:
    """The tags of a list; ``*`` stands alone. Commas inside quotes are not cut."""
    if header.strip() == "*":
        return ["*"]
    tags, current, quoted = [], "", False
    for letter in header:
        if letter == '"':
            quoted = not quoted
        if letter == "," and not quoted:
            tags.append(current.strip())
            current = ""
        else:
            current += letter
    return [tag for tag in (*tags, current.strip()) if tag]


def weakly_equal(header: str, etag: str) -> bool:
    """Whether If-None-Match names this tag (weak comparison)."""
    return any(tag == "*" or tag.removeprefix("W/") == etag for tag in etags(header))


def strongly_equal(header: str, etag: str) -> bool:
    """Whether If-Match names this tag (strong comparison: a weak tag never matches)."""
    return any(tag in ("*", etag) for tag in etags(header))


def date_of(header: str) -> datetime | None:
    """An HTTP date, or None when it is none."""
    seconds = parse_http_date_safe(header)
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def failed(headers: Mapping[str, str], etag: str, modified: datetime | None) -> int | None:
    """412 or 304 when a precondition stops the request, else None. In the order of RFC 9110, 13.2.2."""
    if "If-Match" in headers:
        if not strongly_equal(headers["If-Match"], etag):
            return 412
    elif modified and (limit := date_of(headers.get("If-Unmodified-Since", ""))) and modified > limit:
        return 412
    if "If-None-Match" in headers:
        return 304 if weakly_equal(headers["If-None-Match"], etag) else None
    if modified and (since := date_of(headers.get("If-Modified-Since", ""))) and modified <= since:
        return 304
    return None


def range_applies(headers: Mapping[str, str], etag: str, modified: datetime | None, now: datetime) -> bool:
    """Whether If-Range allows the range: the very tag, or the very date when it is old enough to be a strong one."""
    condition = headers.get("If-Range")
    if condition is None:
        return True
    condition = condition.strip()
    if condition.startswith(('"', "W/")):
        return condition == etag
    return modified is not None and date_of(condition) == modified and now - modified >= MIN_AGE
