"""Whole materials and kits as one ZIP, streamed: its length is known before the first byte, nothing is kept on disk."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe
from zipstream import ZipStream

from cms.distribution.models import Kit
from cms.library import public
from cms.library.public import Download, Publication
from cms.portal import listing, vocabulary
from media_pipeline import storage

from . import conditions, sources
from .deliver import CACHE, plain
from .views import NOT_FOUND, no_file


@dataclass(frozen=True)
class Entry:
    """A file of a pack: its name inside, and where its bytes come from."""

    name: str
    publication: Publication
    download: Download


@require_safe
def material(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """``/tai-ve/<id>.zip``: what the material offers in every public language, with credit and licence."""
    publications = list(
        public.file_editions()
        .filter(variant__material__public_id=public_id)
        .order_by("variant__language__position", "pk")
    )
    if not publications:
        return no_file(public.standing_of_material(public_id)[1])
    return _pack(request, f"{public_id}.zip", publications, folders=False)


@require_safe
def kit(request: HttpRequest, slug: str) -> HttpResponseBase:
    """``/bo-tai-lieu/<slug>.zip``: every public material of a kit, a folder each."""
    found = Kit.objects.filter(slug=slug).first()
    if found is None:
        return plain(NOT_FOUND, 404)
    publications = list(
        public.file_editions()
        .filter(variant__material__in=found.items.values("material"))
        .order_by("variant__material_id", "variant__language__position", "pk")
    )
    return _pack(request, f"{slug}.zip", publications, folders=True) if publications else plain(NOT_FOUND, 404)


def entries(publications: Sequence[Publication], *, folders: bool) -> list[Entry]:
    """The files of a pack, each name once."""
    found: dict[str, Entry] = {}
    for publication in publications:
        folder = f"{publication.variant.material.public_id}/" if folders else ""
        for download in listing.listed(public.downloads(publication, optional=True)):
            name = folder + download.filename
            if name in found:
                name = f"{folder}{download.place}-{download.filename}"
            found[name] = Entry(name, publication, download)
    return list(found.values())


def manifest(publications: Sequence[Publication], files: Sequence[Entry]) -> bytes:
    """What is inside, for programs: editions, files with their sha256, addresses of the very editions."""
    data = {
        "source": settings.SITE_URL,
        "editions": [
            {
                "public_id": each.variant.material.public_id,
                "language": each.variant.language.code,
                "edition": each.number,
                "title": each.title,
                "summary": each.summary,
                "text": each.text,
                "agency": each.variant.material.agency.name,
                "credit": vocabulary.credit(each).line,
                "licence": each.licence.name,
                "licence_url": each.licence.url,
                "public_from": each.public_from.isoformat(),
                "url": settings.SITE_URL + public.publication_path(each),
            }
            for each in publications
        ],
        "files": [
            {
                "name": each.name,
                "public_id": each.publication.variant.material.public_id,
                "language": each.publication.variant.language.code,
                "profile": each.download.place,
                "bytes": each.download.bytes,
                "sha256": each.download.sha256,
                "media_type": each.download.media_type,
                "url": settings.SITE_URL + each.download.path(each.publication, pinned=True),
            }
            for each in files
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def credits(publications: Sequence[Publication]) -> str:
    """Credit and licence in words, one paragraph an edition."""
    lines = [f"Lấy từ {vocabulary.PROGRAMME}: {settings.SITE_URL}/", ""]
    for each in publications:
        credit = vocabulary.credit(each)
        lines += [
            f"{each.title} ({each.variant.language.name}, ấn bản {each.number})",
            f"Ghi nguồn: {credit.line}",
            f"Giấy phép: {credit.licence}{f' – {credit.licence_url}' if credit.licence_url else ''}",
            credit.terms,
            f"Bản mới nhất: {settings.SITE_URL}{public.publication_path(each)}",
            "",
        ]
    return "\r\n".join(lines)


def _pack(request: HttpRequest, filename: str, publications: list[Publication], *, folders: bool) -> HttpResponseBase:
    files = entries(publications, folders=folders)
    table = manifest(publications, files)
    # Weak: the same content, but the moment of packing stands in the archive.
    etag = f'W/"{hashlib.sha256(table).hexdigest()}"'
    if conditions.weakly_equal(request.headers.get("If-None-Match", ""), etag.removeprefix("W/")):
        return _described(HttpResponse(status=304), etag, filename)
    if not all(storage.exists(each.download.key, each.download.bytes) for each in files):
        response = plain("Một tệp trong bộ tạm thời chưa lấy được, xin thử lại sau ít phút.", 503)
        response["Retry-After"] = "60"
        return response
    archive = ZipStream(sized=True)
    archive.add(table, "manifest.json")
    archive.add(credits(publications), "GIAY-PHEP-VA-GHI-NGUON.txt")
    for publication in publications:
        if publication.text:
            folder = f"{publication.variant.material.public_id}/" if folders else ""
            archive.add(publication.text, f"{folder}loi-{publication.variant.language.code}.txt")
    for each in files:
        archive.add(_bytes(each.download), each.name, size=each.download.bytes)
    length = len(archive)
    if request.method == "HEAD":
        response = HttpResponse(content_type="application/zip")
    else:
        response = StreamingHttpResponse(archive, content_type="application/zip")
    response["Content-Length"] = str(length)
    return _described(response, etag, filename)


def _described(response: HttpResponseBase, etag: str, filename: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = CACHE
    response["Accept-Ranges"] = "none"
    response["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _bytes(download: Download) -> Iterator[bytes]:
    """Opened only when its turn comes."""
    yield from sources.pieces(download.key, download.bytes, 0, download.bytes)
