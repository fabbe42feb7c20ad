"""Errors of the API as problem documents (RFC 9457), in Vietnamese first; the one place that makes them."""

import logging
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

log = logging.getLogger(__name__)
MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Yêu cầu không đọc được · Bad request",
    401: "Cần khóa truy cập · Unauthorized",
    403: "Không được phép · Forbidden",
    404: "Không có tài liệu này · Not found",
    405: "Phương thức không được hỗ trợ · Method not allowed",
    410: "Không còn được phát hành · Gone",
    422: "Tham số không hợp lệ · Invalid parameters",
    429: "Quá nhiều yêu cầu, hãy thử lại sau · Too many requests",
    500: "Máy chủ gặp lỗi, hãy thử lại sau · Internal server error",
    503: "Tạm thời chưa trả lời được, hãy thử lại sau · Temporarily unavailable",
}


class Problem(Exception):
    """An error answer. ``kind`` names a documented type of problem, ``members`` are its extension members."""

    def __init__(self, status: int, detail: str, *, kind: str = "", **members: Any) -> None:
        super().__init__(status, detail)
        self.status, self.detail, self.kind, self.members = status, detail, kind, members


def document(status: int, detail: str = "", *, kind: str = "", **members: Any) -> HttpResponse:
    """A problem document as a response."""
    content = {
        "type": f"{settings.SITE_URL}/api/v1/docs#{kind}" if kind else "about:blank",
        "title": TITLES.get(status, f"HTTP {status}"),
        "status": status,
        **({"detail": detail} if detail else {}),
        **{name: value for name, value in members.items() if value is not None},
    }
    response = JsonResponse(content, status=status, content_type=MEDIA_TYPE, json_dumps_params={"ensure_ascii": False})
    if status in (429, 503):
        response["Retry-After"] = "60"
    return response


def register(api: NinjaAPI) -> None:
    """Answer every error of the API's operations with a problem document."""
    api.add_exception_handler(Problem, _problem)
    api.add_exception_handler(Http404, lambda request, error: document(404))
    api.add_exception_handler(HttpError, lambda request, error: document(error.status_code, error.message))
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(OperationalError, _database_away)
    api.add_exception_handler(InterfaceError, _database_away)
    api.add_exception_handler(Exception, _unexpected)


def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return document(error.status, error.detail, kind=error.kind, **error.members)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Which parameter, where it stood and what is wrong with it; never the value itself."""
    errors = [
        {"in": str(each["loc"][0]), "name": str(each["loc"][-1]), "reason": each["msg"]}
        for each in error.errors
        if each.get("loc")
    ]
    names = ", ".join(dict.fromkeys(each["name"] for each in errors))
    return document(422, f"Hãy sửa tham số: {names}.", kind="invalid-parameters", errors=errors)


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("API request %s failed", request.path, exc_info=error)
    return document(500)


def _database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("API request %s: the database does not answer: %s", request.path, error)
    return document(503)
