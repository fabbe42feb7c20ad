"""Downloads of the current edition and of a pinned one; the answer when there is nothing to hand out."""

from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from cms.library import public
from cms.library.public import Download, Publication, Standing

from .deliver import CACHE, Representation, deliver, plain

NOT_FOUND = "Không có tệp này trong Kho."


def representation(publication: Publication, download: Download) -> Representation:
    """A file of an edition. Originals and documents are shut in: they may hold scripts."""
    return Representation(
        media_type=download.media_type,
        size=download.bytes,
        sha256=download.sha256,
        modified=publication.current_from,
        filename=download.filename,
        key=download.key,
        sandboxed=download.profile == "original" or download.media_type == "application/pdf",
    )


def no_file(standing: Standing, successor_url: str = "") -> HttpResponseBase:
    """404 for what was never public (or lacks that file), 410 in plain words for what was and is no more."""
    if standing.status in ("withdrawn", "expired", "superseded") and standing.publication is None:
        words = {
            "withdrawn": "Tài liệu này đã được thu hồi. Xin đừng phát hoặc chia sẻ tiếp.",
            "expired": "Tài liệu này đã hết hiệu lực. Xin đừng phát hoặc chia sẻ tiếp.",
            "superseded": "Tài liệu này đã được thay bằng tài liệu khác.",
        }[standing.status]
        response = plain(words, 410)
        successor_url = successor_url or (public.publication_path(standing.successor) if standing.successor else "")
    elif successor_url:
        response = plain("Ấn bản này đã có bản sửa. Hãy lấy bản mới.", 410)
    else:
        return plain(NOT_FOUND, 404)
    if successor_url:
        response["Link"] = f'<{successor_url}>; rel="successor-version"'
    return response


@require_safe
def current(request: HttpRequest, public_id: str, language: str, place: str, filename: str) -> HttpResponseBase:
    """``/tai-ve/<id>/<lang>/<role>-<profile>/<filename>``: the edition that stands now."""
    found = public.file_editions().filter(variant__material__public_id=public_id, variant__language__code=language)
    publication = found.first()
    if publication is None:
        return no_file(public.standing(public_id, language))
    return _file(request, publication, place, filename, pinned=False)


@require_safe
def pinned(
    request: HttpRequest, public_id: str, language: str, edition: int, place: str, filename: str
) -> HttpResponseBase:
    """``…/a<n>/…``: this very edition. An ended one answers 410 and names the new file, never redirects to it."""
    found = public.file_editions().filter(
        variant__material__public_id=public_id, variant__language__code=language, number=edition
    )
    publication = found.first()
    if publication is not None:
        return _file(request, publication, place, filename, pinned=True)
    standing = public.standing(public_id, language)
    if standing.publication is None:
        return no_file(standing)
    if public.pinned(public_id, language, edition) is None:
        return plain(NOT_FOUND, 404)
    return no_file(standing, _successor_file(standing.publication, place))


def _file(
    request: HttpRequest, publication: Publication, place: str, filename: str, *, pinned: bool
) -> HttpResponseBase:
    download = public.find_download(publication, place)
    if download is None:
        return plain(NOT_FOUND, 404)
    if download.filename != filename:
        response = HttpResponsePermanentRedirect(download.path(publication, pinned=pinned))
        response["Cache-Control"] = CACHE
        return response
    return deliver(request, representation(publication, download))


def _successor_file(publication: Publication, place: str) -> str:
    """The same file of the edition that stands now; its page when it has no such file."""
    download = public.find_download(publication, place)
    return download.path(publication, pinned=True) if download else public.publication_path(publication)
