"""Addresses of the portal's own pages, and absolute ones: those come from SITE_URL alone, never from the request."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from django.conf import settings

from cms.library import public
from cms.library.public import Publication

HOME = "/"
SEARCH = "/tim-kiem/"
RADIO = "/phat-thanh/"
CHECK = "/kiem-tra/"
API = "/api/v1/docs"


def absolute(path: str) -> str:
    """The full address of a path."""
    return settings.SITE_URL + path


def search(query: Mapping[str, str | Sequence[str]] | None = None, **more: str | Sequence[str]) -> str:
    """The search page with these parameters; empty ones are left out."""
    given = {name: value for name, value in {**(query or {}), **more}.items() if value}
    return f"{SEARCH}?{urlencode(given, doseq=True)}" if given else SEARCH


def short(public_id: str) -> str:
    """The short link, as printed and put into QR codes."""
    return f"/q/{public_id}"


def embed(public_id: str, language: str) -> str:
    """The frame for other sites, in a language."""
    return f"/nhung/{public_id}/?{urlencode({'lang': language})}"


def feed(kind: str = "", language: str = "", name: str = "atom.xml") -> str:
    """The feed of new materials of a kind and a language; empty means all of them."""
    return f"/feeds/{kind or 'all'}/{language or 'all'}/{name}"


def pack(public_id: str) -> str:
    """The whole material as a ZIP."""
    return f"/tai-ve/{public_id}.zip"


def oembed(publication: Publication) -> str:
    """The oEmbed answer about an edition's page."""
    page = absolute(public.publication_path(publication))
    return absolute(f"/oembed?{urlencode({'url': page, 'format': 'json'})}")


def printed_code(publication: Publication) -> str:
    """What stands in the corner of a material: its code, language and edition, as the check page takes it."""
    variant = publication.variant
    return f"{variant.material.public_id}-{variant.language.code}-{publication.number}"
