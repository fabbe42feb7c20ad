"""Answers about what cannot be shown: unknown, withdrawn, expired, replaced."""

from django.http import Http404, HttpRequest, HttpResponse

from cms.library import public
from cms.library.public import Standing

from . import respond, vocabulary, wording
from .contexts import GonePage, Head, Link

TITLES = {"withdrawn": "Tài liệu đã được thu hồi", "expired": "Tài liệu đã hết hiệu lực"}


def answer(request: HttpRequest, standing: Standing) -> HttpResponse:
    """For a standing without a public edition. Draft and embargoed raise ``Http404`` like what never was.

    410 shows the reason and what to use instead, nothing of the material, not even its title. A replaced material
    whose successor speaks the language leads there.
    """
    successor = standing.successor
    if standing.status == "superseded" and successor:
        return respond.redirect(public.publication_path(successor))
    if standing.status not in ("withdrawn", "expired", "superseded"):
        raise Http404
    state = "withdrawn" if standing.status == "withdrawn" else "expired"
    content = GonePage(
        head=Head(title=TITLES[state], noindex=True),
        state=state,
        since=wording.day(standing.since),
        reason=standing.reason,
        agency=standing.material.agency.name,
        successor=Link(public.publication_path(successor), successor.title) if successor else None,
        successor_language=vocabulary.language_name(successor.variant.language) if successor else None,
    )
    return respond.page(request, content, status=410)
