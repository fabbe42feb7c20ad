"""Contexts into answers. Public answers carry no cookie and may be kept for a minute by anybody."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import get_template

from . import frames
from .contexts import SiteFrame

CACHE = "public, max-age=60"


def page(
    request: HttpRequest, content: object, *, status: int = 200, section: str = "", frame: SiteFrame | None = None
) -> HttpResponse:
    """Render a page context. No context processor runs, so that neither session nor user is touched."""
    context = {"frame": frame or frames.frame(request, section), "content": content}
    response = HttpResponse(get_template(content.template).render(context), status=status)
    if getattr(request, "is_preview", False):
        # An editor looks at a draft: nobody else may, and the next look must be a fresh one.
        response["Cache-Control"] = "private, no-store"
        return response
    return public_answer(response, noindex=content.head.noindex)


def public_answer(response: HttpResponse, *, noindex: bool = False) -> HttpResponse:
    """Mark an answer as the same for everybody."""
    response["Cache-Control"] = CACHE
    if noindex:
        response["X-Robots-Tag"] = "noindex"
    return response


def redirect(url: str, *, permanent: bool = False) -> HttpResponse:
    """A redirect within the site; even a permanent one is asked again after a minute, for a title may change back."""
    response = HttpResponseRedirect(url)
    response.status_code = 301 if permanent else 302
    return public_answer(response)
