"""What every answer of the API has: HEAD and OPTIONS, ETag and 304, CORS for reading, problems for wrong methods."""

import functools
import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from .problems import document

CACHE = "public, max-age=60"
ERRORS_CACHE = "public, max-age=10"
METHODS = "GET, HEAD, OPTIONS"
View = Callable[..., HttpResponseBase]


def readable(view: View) -> View:
    """Wrap a view that knows GET only."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _open(_preflight())
        if request.method not in ("GET", "HEAD"):
            response = document(405)
            response["Allow"] = METHODS
            return _open(response)
        asked, request.method = request.method, "GET"
        try:
            response = view(request, *args, **kwargs)
        finally:
            request.method = asked
        return _open(_conditional(request, response))

    answer.csrf_exempt = True  # nothing is ever written; a POST gets its 405 as a problem document
    return answer


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = METHODS
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "Authorization, If-None-Match"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    response.setdefault("Cache-Control", CACHE if response.status_code == 200 else ERRORS_CACHE)
    if response.status_code >= 500:
        response["Cache-Control"] = "no-store"
    if response.status_code != 200 or response.streaming:
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Content-Length"] = str(len(response.content))
    return get_conditional_response(request, etag=etag, response=response)


def _open(response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "Link, ETag"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
