"""Errors in words: what happened, what to do. The root URLconf names these as its handlers."""

import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms.portal import addresses, frames, respond
from cms.portal.contexts import ErrorPage, Head, Link, SiteFrame

RETRY_SECONDS = "10"
WAYS = (Link(addresses.HOME, "Trang đầu"), Link(addresses.SEARCH, "Tất cả tài liệu"))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _page(
        request, 400, "Yêu cầu này không đọc được", "Đường dẫn có thể bị cắt hoặc sửa. Hãy mở lại từ trang đầu."
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _page(
        request, 403, "Bạn không được mở trang này", "Hãy đăng nhập bằng tài khoản được cấp, hoặc quay về trang đầu."
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404; drafts and embargoed things answer with exactly this."""
    return _page(
        request,
        404,
        "Không có trang này",
        "Đường dẫn có thể bị gõ nhầm hoặc trang đã dời đi. Hãy thử tìm theo tên tài liệu.",
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without a database and without a frame; 503 while the database is away, so that proxies bridge the gap."""
    away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    response = render(None, "500.html", status=503 if away else 500)
    response["Cache-Control"] = "no-store"
    if away:
        response["Retry-After"] = RETRY_SECONDS
    return response


def _page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    content = ErrorPage(Head(title=title, noindex=True), status, title, advice, links=WAYS)
    response = respond.page(request, content, status=status, frame=_frame(request, status))
    if request.path.startswith("/quan-tri/"):
        response["Cache-Control"] = "private, no-store"
    return response


def _frame(request: HttpRequest, status: int) -> SiteFrame:
    if status == 400:
        # The host itself may be what is wrong with the request.
        return frames.bare()
    try:
        return frames.frame(request)
    except DatabaseError:
        return frames.bare()
