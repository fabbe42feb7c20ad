"""Editors' pages in Kho's look. cms.config connects this to cms.pages, which knows nothing of the portal."""

from collections.abc import Sequence
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from cms.library import public
from cms.taxonomy.models import Campaign

from . import addresses, home, respond, shelves
from .contexts import Head, Link, TextPage

MOST_CARDS = 12


class TextWords(Protocol):
    """A guidance, news or campaign page (cms.pages hands it over)."""

    title: str
    lead: str
    description: str
    meta: str
    path: str
    body: SafeString
    trail: Sequence[tuple[str, str]]
    children: Sequence[tuple[str, str]]
    campaign: Campaign | None


def present_home(request: HttpRequest, words: home.HomeWords) -> HttpResponse:
    """The front page."""
    return respond.page(request, home.home_page(words), section=addresses.HOME)


def present_text(request: HttpRequest, words: TextWords) -> HttpResponse:
    """A page of text; a campaign's page shows its newest materials too."""
    meta = words.meta
    cards = ()
    if words.campaign:
        meta = " · ".join(filter(None, (home.dates(words.campaign), meta)))
        rows = public.editions().filter(variant__material__campaign=words.campaign)
        cards = shelves.of_materials(shelves.newest(rows, MOST_CARDS))
    content = TextPage(
        head=Head(
            title=words.title,
            description=words.description or words.lead,
            canonical_url=addresses.absolute(words.path),
        ),
        title=words.title,
        body=words.body,
        breadcrumbs=tuple(Link(url, label) for url, label in words.trail),
        lead=words.lead,
        meta=meta,
        children=tuple(Link(url, label) for url, label in words.children),
        cards=cards,
    )
    return respond.page(request, content)
