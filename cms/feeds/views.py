"""Serves the stored files of the feeds; a web server in front may send the same files without asking."""

import hashlib
import re
import time

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from cms.taxonomy.models import Language, Province

from . import files
from .formats import MEDIA_TYPES
from .refresh import render
from .selection import ALL, KINDS, Feed

CACHE = "public, max-age=60, stale-if-error=3600"
_GZIP = re.compile(r"(?:^|,)\s*(?:gzip|x-gzip|\*)\s*(?:;\s*q=(?P<q>[01](?:\.\d*)?))?\s*(?:,|$)", re.IGNORECASE)


@require_safe
def feed(request: HttpRequest, kind: str, language: str, name: str) -> HttpResponseBase:
    """``/feeds/<kind or all>/<language or all>/<file>``; a pair without a material is an empty feed."""
    found = Feed(kind, language)
    if kind not in KINDS or name not in found.formats:
        raise Http404
    return _answer(request, found, name)


@require_safe
def radio(request: HttpRequest, language: str, name: str, province: str = "") -> HttpResponseBase:
    """``/feeds/radio/<language>/[<province>/]<file>``; a province without own items hears the national feed."""
    found = Feed("radio", language, province)
    if language == ALL or name not in found.formats:
        raise Http404
    return _answer(request, found, name)


def _answer(request: HttpRequest, found: Feed, name: str) -> HttpResponseBase:
    wants_gzip = _accepts_gzip(request.headers.get("Accept-Encoding", ""))
    stored = None
    for folder in dict.fromkeys((found.folder, Feed(found.kind, found.language).folder)):
        stored = files.read(f"{folder}/{name}{files.TWIN}") if wants_gzip else None
        packed = stored is not None
        stored = stored or files.read(f"{folder}/{name}")
        if stored:
            break
    if stored:
        _check_province(found)
    else:
        stored, packed = (_empty(found, name), 0.0), False
    data, changed = stored
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    modified = min(int(changed), int(time.time())) or None
    response = HttpResponse(data, content_type=MEDIA_TYPES[name])
    response["Content-Length"] = str(len(data))
    if packed:
        response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified)
    for header, value in (
        ("Cache-Control", CACHE),
        ("Vary", "Accept-Encoding"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
    ):
        response[header] = value
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response)


def _empty(found: Feed, name: str) -> bytes:
    """The valid feed without items of a known language (and province); 404 for an unknown one."""
    if found.language != ALL and not Language.objects.filter(code=found.language).exists():
        raise Http404
    _check_province(found)
    national = Feed(found.kind, found.language)
    return render(national)[f"{national.folder}/{name}"]


def _check_province(found: Feed) -> None:
    if found.province and not Province.objects.filter(code=found.province).exists():
        raise Http404


def _accepts_gzip(header: str) -> bool:
    match = _GZIP.search(header)
    return bool(match) and float(match["q"] or 1) > 0
