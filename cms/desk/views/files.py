"""Files of a variant: upload, remove, try again, how far they are, and their bytes while nothing is public."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header

from cms.desk.guard import forbidden, seen_variant
from cms.desk.intake import take_file
from cms.desk.previews import find
from cms.desk.progress import SlotProgress, draft_progress
from cms.desk.status import statuses
from cms.library import actions
from cms.library.actions.variants import check_may_edit
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import LanguageVariant, Role
from media_pipeline import storage

from .deeds import variant_deed, variant_page

IN_PLACE = ("video/", "audio/", "image/", "text/vtt")
ONE_RANGE = re.compile(r"^bytes=(\d{1,18})-(\d{0,18})$", re.ASCII)
PIECE = 256 * 1024


def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """How far the newest draft's files are; asked every two seconds by the page while something is under way."""
    variant = seen_variant(request.user, pk)
    variant = LanguageVariant.objects.select_related("material", "language", "latest_revision").get(pk=variant.pk)
    slots = draft_progress([variant])[pk]
    status = statuses([variant])[pk]
    waits = status.pending is not None and status.percent < 100
    return JsonResponse(
        {
            "slots": [_as_json(slot) for slot in slots],
            "badges": [{"code": badge.code, "label": badge.label} for badge in status.badges],
            "settled": all(slot.settled for slot in slots) and not waits,
            "revision": variant.latest_revision_id,
        }
    )


def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Several files at once, each for itself: one that is refused keeps no other back. Works without scripts."""
    variant = seen_variant(request.user, pk)
    if request.method != "POST":
        return redirect(variant_page(variant))
    try:
        check_may_edit(variant, request.user)
    except NotAllowed as refusal:
        return forbidden(request, str(refusal))
    except Conflict as refusal:
        messages.error(request, str(refusal))
        return redirect(variant_page(variant))
    role = request.POST.get("role", "")
    role = role if role in Role.values else ""
    taken: set[tuple[str, int]] = set()
    files = request.FILES.getlist("files")
    for file in files:
        result = take_file(variant, file, file.name or "tep", request.user, role, taken)
        (messages.success if result.ok else messages.error)(request, result.words)
    if not files:
        messages.error(request, "Chưa có tệp nào. Hãy chọn tệp rồi bấm “Tải lên”.")
    return redirect(variant_page(variant) + "#tep")


@variant_deed
def remove(request: HttpRequest, variant: LanguageVariant) -> str:
    """Empty a slot of the draft; the file itself stays in the library."""
    role, n = request.POST.get("role", ""), request.POST.get("n", "1")
    if role not in Role.values or not n.isascii() or not n.isdigit():
        raise Conflict("Không có ô này.")
    actions.detach(variant, role=role, n=int(n), actor=request.user)
    return "Đã bỏ tệp khỏi bản nháp. Tệp vẫn còn trong kho."


@variant_deed
def retry(request: HttpRequest, variant: LanguageVariant) -> str:
    """Try again what failed."""
    if not actions.retry_processing(variant, actor=request.user):
        raise Conflict("Không có tệp nào cần xử lý lại.")
    return "Đã đưa tệp vào hàng đợi xử lý lại."


def draft_file(request: HttpRequest, pk: int, revision_id: int, role: str, n: int, name: str) -> HttpResponseBase:
    """Bytes of a draft for people who may see it, with one range so that players can seek. Never cached by others."""
    variant = seen_variant(request.user, pk)
    revision = get_object_or_404(variant.revisions, pk=revision_id)
    row = find(variant, revision, role, n, name)
    if row is None:
        raise Http404
    response = _bytes(request, row.key, row.bytes, row.media_type)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Accept-Ranges"] = "bytes"
    in_place = row.media_type.startswith(IN_PLACE) or row.media_type == "application/pdf"
    filename = f"{role}-{n}-{name}"
    response["Content-Disposition"] = content_disposition_header(not in_place, filename) or "inline"
    return response


def _bytes(request: HttpRequest, key: str, size: int, media_type: str) -> HttpResponseBase:
    if settings.KHO_X_ACCEL_PREFIX and storage.local_path(key):
        response: HttpResponseBase = HttpResponse(content_type=media_type)
        response["X-Accel-Redirect"] = settings.KHO_X_ACCEL_PREFIX + key
        return response
    asked = ONE_RANGE.match(request.headers.get("Range", ""))
    start = int(asked[1]) if asked else 0
    if asked and start >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    try:
        file = storage.media().open(key, "rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    if not asked:
        return FileResponse(file, content_type=media_type)
    stop = min(int(asked[2]) + 1 if asked[2] else size, size)
    response = StreamingHttpResponse(_pieces(file, start, stop - start), status=206, content_type=media_type)
    response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    response["Content-Length"] = str(max(0, stop - start))
    return response


def _pieces(file: BinaryIO, start: int, length: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        while length > 0 and (piece := file.read(min(PIECE, length))):
            length -= len(piece)
            yield piece


def _as_json(slot: SlotProgress) -> dict[str, object]:
    return {
        "key": f"{slot.place.role}-{slot.place.n}",
        "role": slot.place.role,
        "n": slot.place.n,
        "label": slot.label,
        "name": slot.place.file.name,
        "state": slot.state,
        "state_label": slot.state_label,
        "stage": slot.stage,
        "percent": slot.percent,
        "errors": slot.errors,
    }
