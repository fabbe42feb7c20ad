"""The pages of materials, their frames for other sites, their short links."""

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from cms.library import public
from cms.library.public import Publication
from cms.portal import gone, material, respond

MAX_PAGE = 100_000


def page_number(text: str) -> int:
    """A page as typed; 1 for whatever is no number from 1 on."""
    return min(int(text), MAX_PAGE) if text.isascii() and text.isdigit() and len(text) < 10 else 1


def preferred(editions: list[Publication], asked: str = "") -> Publication:
    """The language asked for, else Vietnamese, else the first."""
    by_code = {each.variant.language.code: each for each in editions}
    return by_code.get(asked.lower()) or by_code.get("vi") or editions[0]


def address(request: HttpRequest, publication: Publication) -> str:
    """The page of an edition, at the handbook page that was asked for."""
    number = page_number(request.GET.get("trang", ""))
    return public.publication_path(publication) + (f"?trang={number}" if number > 1 else "")


@require_safe
def of_material(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/tai-lieu/<id>/?lang=``: leads to the page in a language."""
    editions, standing = public.standing_of_material(public_id)
    if not editions:
        return gone.answer(request, standing)
    return respond.redirect(address(request, preferred(editions, request.GET.get("lang", ""))))


@require_safe
def in_language(request: HttpRequest, public_id: str, language: str) -> HttpResponse:
    """``/tai-lieu/<id>/<lang>/``: leads to the full address."""
    standing = public.standing(public_id, language)
    if standing.publication is None:
        return gone.answer(request, standing)
    return respond.redirect(address(request, standing.publication))


@require_safe
def page(request: HttpRequest, public_id: str, language: str, slug: str) -> HttpResponse:
    """``/tai-lieu/<id>/<lang>/<slug>/?trang=``: the page itself. A slug of an older title leads to the one of today."""
    standing = public.standing(public_id, language)
    if standing.publication is None:
        return gone.answer(request, standing)
    path = public.publication_path(standing.publication)
    if request.path != path:
        return respond.redirect(address(request, standing.publication), permanent=True)
    return respond.page(request, material.material_page(standing, page_number(request.GET.get("trang", ""))))


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/nhung/<id>/?lang=``: for frames anywhere."""
    editions, standing = public.standing_of_material(public_id)
    if editions:
        chosen = preferred(editions, request.GET.get("lang", ""))
        standing = public.standing(public_id, chosen.variant.language.code)
    if standing.publication is None:
        return gone.answer(request, standing)
    return respond.page(request, material.embed_page(standing, page_number(request.GET.get("trang", ""))))
