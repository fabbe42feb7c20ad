"""One representation as an HTTP answer: HEAD, one range, conditions, digests, and the hand-over to nginx."""

import base64
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.http import content_disposition_header, http_date

from . import conditions, ranges, sources

MAX_AGE = 60
CACHE = f"public, max-age={MAX_AGE}"
SHOWN_IN_PLACE = ("audio/", "video/", "image/", "text/vtt", "application/vnd.apple.mpegurl")
SANDBOX = "sandbox; default-src 'none'"


@dataclass(frozen=True)
class Representation:
    """What a URL stands for now. ``key`` is where the bytes lie, or ``body`` holds them (playlists).

    ``modified`` is when the address began to mean these bytes, None when that cannot be told (a master playlist changes
    with the other languages). ``filename`` is ASCII; empty for parts of a stream.
    """

    media_type: str
    size: int
    sha256: str
    modified: datetime | None
    filename: str = ""
    key: str = ""
    body: bytes = b""
    sandboxed: bool = False

    @property
    def etag(self) -> str:
        """The strong tag."""
        return f'"{self.sha256}"'

    @property
    def last_modified(self) -> datetime | None:
        """In whole seconds, as HTTP dates are."""
        return self.modified.replace(microsecond=0) if self.modified else None


def deliver(request: HttpRequest, what: Representation) -> HttpResponseBase:
    """Answer GET and HEAD. 503 when the object is not where it was written."""
    stopped = conditions.failed(request.headers, what.etag, what.last_modified)
    if stopped:
        response: HttpResponseBase = HttpResponse(status=stopped)
        del response["Content-Type"]
        return _described(response, what)
    if settings.KHO_X_ACCEL_PREFIX and what.key:
        # nginx applies Range and If-Range itself, with the tag that it is given here.
        response = HttpResponse(content_type=what.media_type)
        response["X-Accel-Redirect"] = settings.KHO_X_ACCEL_PREFIX + what.key
        return _described(response, what)
    span = None
    if request.method == "GET" and "Range" in request.headers:
        try:
            if conditions.range_applies(request.headers, what.etag, what.last_modified, timezone.now()):
                span = ranges.parse(request.headers["Range"], what.size)
        except ranges.Unsatisfiable:
            response = plain("Không có đoạn này trong tệp.", 416)
            response["Content-Range"] = f"bytes */{what.size}"
            response["Accept-Ranges"] = "bytes"
            return response
    return _described(_with_body(request, what, span), what)


def plain(text: str, status: int) -> HttpResponse:
    """A short answer in words for programs; cached as briefly as everything else."""
    response = HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = CACHE if status != 503 else "no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _with_body(request: HttpRequest, what: Representation, span: ranges.Span | None) -> HttpResponseBase:
    whole = ranges.Span(0, what.size)
    part = span or whole
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(content_type=what.media_type)
    elif what.key:
        try:
            pieces = sources.pieces(what.key, what.size, part.start, part.length)
        except sources.Missing:
            response = plain("Tệp tạm thời chưa lấy được, xin thử lại sau ít phút.", 503)
            response["Retry-After"] = "60"
            return response
        response = StreamingHttpResponse(pieces, content_type=what.media_type)
    else:
        response = HttpResponse(what.body[part.start : part.stop], content_type=what.media_type)
    response["Content-Length"] = str(part.length)
    if span:
        response.status_code = 206
        response["Content-Range"] = f"bytes {span.start}-{span.stop - 1}/{what.size}"
    return response


def _described(response: HttpResponseBase, what: Representation) -> HttpResponseBase:
    if response.status_code == 503:
        return response
    response["ETag"] = what.etag
    if what.last_modified:
        response["Last-Modified"] = http_date(what.last_modified.timestamp())
    response["Cache-Control"] = CACHE
    response["Accept-Ranges"] = "bytes"
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Accept-Ranges, Content-Range, ETag, Link, Repr-Digest"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(what.sha256)).decode('ascii')}:"
    if what.filename:
        in_place = what.media_type.startswith(SHOWN_IN_PLACE) and not what.sandboxed
        disposition = content_disposition_header(not in_place, what.filename) or "inline"
        response["Content-Disposition"] = disposition
    if what.sandboxed or not what.media_type.startswith(SHOWN_IN_PLACE):
        response["Content-Security-Policy"] = SANDBOX
    return response
