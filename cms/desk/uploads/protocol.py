"""Resumable uploads by the tus protocol 1.0.0: core, creation, expiration, termination.

https://tus.io/protocols/resumable-upload. Two answers are richer than the protocol asks: the one to the last byte
carries the verdict as JSON (so it is 200, not 204), and every refusal carries a text for the person.
"""

import re
import time
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.views.generic import View

from cms.accounts.policies import may
from cms.library.errors import Conflict, NotAllowed
from media_pipeline import messages, options
from media_pipeline.names import clean_name
from media_pipeline.workspace import free_bytes

from . import store
from .goals import deliver, goal_of
from .metadata import BadMetadata, parse

VERSION = "1.0.0"
EXTENSIONS = "creation,expiration,termination"
BODY_TYPE = "application/offset+octet-stream"
PIECE = 256 * 1024
NUMBER = re.compile(r"\d{1,18}", re.ASCII)
UNKNOWN = "Không tìm thấy lượt tải lên này, hoặc nó đã quá 24 giờ. Hãy tải tệp lên lại từ đầu."
BUSY = "Tệp này đang được tải lên hoặc kiểm tra ở một kết nối khác. Hãy đợi một lát."
TOO_MANY = "Bạn đang có quá nhiều tệp tải lên dở dang. Hãy đợi tệp khác xong, hoặc hủy bớt rồi thử lại."
LOGGED_OUT = "Phiên làm việc đã hết. Hãy đăng nhập lại rồi bấm “Thử lại”."
NOT_YOURS = "Bạn không có quyền tải tệp lên."


class Stop(Exception):
    """End with this status and these words."""

    def __init__(self, status: int, text: str, **headers: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


class TusView(View):
    """One address to create at, one for each upload."""

    http_method_names = ["options", "post", "head", "patch", "delete"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What every answer has in common."""
        try:
            response = self.answer(request, **kwargs)
        except Stop as stop:
            body = {"status": "refused" if stop.status != 423 else "busy", "text": stop.text}
            response = JsonResponse(body, status=stop.status, headers=stop.headers)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    def answer(self, request: HttpRequest, upload: str = "") -> HttpResponse:
        """Check who asks and by which version, then do it."""
        method = request.method
        if method == "POST":
            # Old proxies let no PATCH through; the token of the form has been checked for the POST.
            method = request.headers.get("X-HTTP-Method-Override", method)
        if method == "OPTIONS":
            return _options()
        if not request.user.is_authenticated:
            raise Stop(403, LOGGED_OUT)
        if not may(request.user, "upload"):
            raise Stop(403, NOT_YOURS)
        if request.headers.get("Tus-Resumable") != VERSION:
            raise Stop(412, "Trình duyệt dùng cách tải lên không được hỗ trợ. Hãy tải lại trang.", Tus_Version=VERSION)
        if not upload:
            if method == "POST":
                return _create(request)
        elif method in ("HEAD", "PATCH", "DELETE"):
            return self.on_upload(method, request, upload)
        raise Stop(405, "Địa chỉ này không nhận yêu cầu kiểu đó.", Allow="OPTIONS, POST, HEAD, PATCH, DELETE")

    def on_upload(self, method: str, request: HttpRequest, name: str) -> HttpResponse:
        """One upload of the user's own."""
        found = store.find(name, request.user.pk)
        if found is None:
            raise Stop(404, UNKNOWN)
        if method == "HEAD":
            return _where(found, HttpResponse())
        try:
            with store.locked(found) as upload:
                if method == "PATCH":
                    return _patch(request, upload)
                store.remove(upload)
                return HttpResponse(status=204)
        except store.Busy as error:
            raise Stop(423, BUSY, Retry_After="2") from error
        except FileNotFoundError as error:
            raise Stop(404, UNKNOWN) from error


def _options() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Tus-Version"] = VERSION
    response["Tus-Extension"] = EXTENSIONS
    response["Tus-Max-Size"] = str(options.max_upload_bytes())
    return response


def _create(request: HttpRequest) -> HttpResponse:
    length = _number(request, "Upload-Length")
    try:
        metadata = parse(request.headers.get("Upload-Metadata", ""))
    except BadMetadata as error:
        raise Stop(400, "Thông tin về tệp không đọc được. Hãy tải lại trang rồi thử lại.") from error
    name = clean_name(metadata.get("filename", ""))
    if length == 0:
        raise _refusal("empty_file", name)
    if length > options.max_upload_bytes():
        raise _refusal("too_large", name, max_bytes=options.max_upload_bytes())
    try:
        upload = store.create(request.user.pk, length, name, goal_of(metadata, request.user))
    except Http404 as error:
        raise Stop(404, "Không tìm thấy bản ngôn ngữ này.") from error
    except NotAllowed as error:
        raise Stop(403, str(error)) from error
    except Conflict as error:
        raise Stop(422, str(error)) from error
    except store.TooMany as error:
        raise Stop(429, TOO_MANY) from error
    except store.DiskFull as error:
        raise _refusal("disk_full", name, free=free_bytes(store.root())) from error
    response = HttpResponse(status=201)
    response["Location"] = reverse("desk_uploads:upload", args=[upload.id])
    return _where(upload, response)


def _patch(request: HttpRequest, upload: store.Upload) -> HttpResponse:
    if request.content_type != BODY_TYPE:
        raise Stop(415, f"Nội dung phải là {BODY_TYPE}.")
    at = upload.offset
    if _number(request, "Upload-Offset") != at:
        raise Stop(409, "Vị trí tải tiếp không khớp với phần đã nhận.", Upload_Offset=str(at))
    if upload.result is not None:
        return _verdict(upload)
    more = request.META.get("CONTENT_LENGTH") or ""
    if not NUMBER.fullmatch(more):
        raise Stop(411, "Thiếu độ dài của phần gửi lên.")
    if int(more) > upload.length - at:
        raise _refusal("too_large", upload.name, max_bytes=upload.length)
    try:
        store.append(upload, _pieces(request, int(more)))
    except store.DiskFull as error:
        raise _refusal("disk_full", upload.name, free=free_bytes(store.root())) from error
    except UnreadablePostError as error:
        raise Stop(400, "Kết nối bị ngắt giữa chừng.", Upload_Offset=str(upload.offset)) from error
    if upload.offset == upload.length:
        return _finish(request, upload)
    return _where(upload, HttpResponse(status=204))


def _pieces(request: HttpRequest, length: int) -> Iterator[bytes]:
    while length > 0 and (piece := request.read(min(PIECE, length))):
        length -= len(piece)
        yield piece


def _finish(request: HttpRequest, upload: store.Upload) -> HttpResponse:
    status, told = deliver(upload, request.user)
    if status >= 500:
        # The fault is ours (scanner, storage, disk): the bytes stay, an empty PATCH tries again.
        return _where(upload, JsonResponse(told, status=status, headers={"Retry-After": "30"}))
    store.settle(upload, {"http_status": status, **told})
    return _verdict(upload)


def _verdict(upload: store.Upload) -> HttpResponse:
    told = dict(upload.result or {})
    status = told.pop("http_status", 200)
    return _where(upload, JsonResponse(told, status=status))


def _where(upload: store.Upload, response: HttpResponse) -> HttpResponse:
    response["Upload-Offset"] = str(upload.offset)
    response["Upload-Length"] = str(upload.length)
    response["Upload-Expires"] = http_date(max(upload.expires, time.time()))
    return response


def _number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not NUMBER.fullmatch(value):
        raise Stop(400, f"Thiếu hoặc sai {header}.")
    return int(value)


def _refusal(code: str, name: str, **params: object) -> Stop:
    words = messages.describe(code, {"name": name, **params}, "vi")
    return Stop(messages.http_status(code), words)
