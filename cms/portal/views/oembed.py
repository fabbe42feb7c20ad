"""oEmbed (oembed.com): what another site needs to show a material by its address."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from cms.library import public
from cms.library.public import Kind
from cms.portal import addresses, codes, material, pictures, respond
from cms.portal.gate.deliver import plain

from .materials import preferred

WIDTH = 640
NARROWEST, WIDEST = 200, 1920


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """``/oembed?url=&maxwidth=&maxheight=&format=json``; 404 for other sites and for what is not public."""
    if request.GET.get("format", "json") != "json":
        return plain("Chỉ có dạng JSON.", 501)
    code = _code(request.GET.get("url", ""))
    editions, standing = public.standing_of_material(code.public_id)
    if not editions:
        if standing.status in ("withdrawn", "expired", "superseded"):
            return plain("Tài liệu này không còn được công bố.", 410)
        raise Http404
    publication = preferred(editions, code.language)
    detailed = public.card_editions().filter(pk=publication.pk).first() or publication
    kind = publication.variant.material.kind
    width = max(NARROWEST, min(WIDTH, _limit(request.GET.get("maxwidth", "")) or WIDTH))
    height = material.EMBED_HEIGHTS.get(kind, material.EMBED_HEIGHT)
    if limit := _limit(request.GET.get("maxheight", "")):
        height = max(NARROWEST, min(height, limit))
    data: dict[str, object] = {
        "version": "1.0",
        "type": "video" if kind == Kind.VIDEO else "rich",
        "title": publication.title,
        "author_name": publication.variant.material.agency.name,
        "provider_name": "Kho",
        "provider_url": addresses.absolute("/"),
        "cache_age": 60,
        "html": material.embed_code(publication, width, height),
        "width": width,
        "height": height,
    }
    if front := pictures.front(detailed):
        data |= {
            "thumbnail_url": addresses.absolute(front.url),
            "thumbnail_width": front.width,
            "thumbnail_height": front.height,
        }
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return respond.public_answer(response)


def _code(url: str) -> codes.Code:
    """The material an address names. Raises ``Http404`` for addresses of other sites."""
    try:
        given, own = urlsplit(url), urlsplit(settings.SITE_URL)
    except ValueError:
        raise Http404 from None
    if given.netloc != own.netloc:
        raise Http404
    code = codes.read(given.path)
    if code is None or given.path.startswith("/tai-ve/"):
        raise Http404
    return code


def _limit(text: str) -> int:
    return min(int(text), WIDEST) if text.isascii() and text.isdigit() and len(text) < 7 else 0
