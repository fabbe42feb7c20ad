"""Short links and their QR codes."""

import io

import segno
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.library import public
from cms.portal import addresses, gone, respond

from .materials import of_material

MODULE_PIXELS = 10


@require_safe
def link(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/q/<code>``: leads to the material, in Vietnamese or the first language there is."""
    return of_material(request, public_id)


@require_safe
def qr(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """``/q/<code>.svg`` and ``.png``: the short link as a QR code that survives print and dirt (level Q)."""
    editions, standing = public.standing_of_material(public_id)
    if not editions:
        return gone.answer(request, standing)
    code = segno.make_qr(addresses.absolute(addresses.short(public_id)), error="q")
    out = io.BytesIO()
    if form == "svg":
        code.save(out, kind="svg", border=4, xmldecl=False, omitsize=True, dark="#000", light="#fff")
        media_type = "image/svg+xml"
    else:
        code.save(out, kind="png", border=4, scale=MODULE_PIXELS)
        media_type = "image/png"
    return respond.public_answer(HttpResponse(out.getvalue(), content_type=media_type))
