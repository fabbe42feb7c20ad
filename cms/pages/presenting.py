"""How pages become answers. The look is the portal's, a sibling that pages may not import: cms.config connects it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from cms.taxonomy.models import Campaign


@dataclass(frozen=True)
class HomeWords:
    """What the editors keep on the home page. ``shelves``: (title, ids of materials); ``campaigns``: (path, campaign);
    ``links``: paths of the guidance for "press" and "station"."""

    title: str
    lead: str
    description: str = ""
    popular: Sequence[str] = ()
    newest_shown: bool = True
    shelves: Sequence[tuple[str, Sequence[int]]] = ()
    campaigns: Sequence[tuple[str, Campaign]] = ()
    passages: Sequence[SafeString] = ()
    links: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TextWords:
    """A page of text. ``trail`` and ``children``: (path, title)."""

    title: str
    body: SafeString
    path: str
    lead: str = ""
    description: str = ""
    meta: str = ""
    trail: Sequence[tuple[str, str]] = ()
    children: Sequence[tuple[str, str]] = ()
    campaign: Campaign | None = None


_presenters: dict[type, Callable[[HttpRequest, object], HttpResponse]] = {}


def connect(
    home: Callable[[HttpRequest, HomeWords], HttpResponse], text: Callable[[HttpRequest, TextWords], HttpResponse]
) -> None:
    """Name the functions that draw pages."""
    _presenters[HomeWords] = home
    _presenters[TextWords] = text


def present(request: HttpRequest, words: HomeWords | TextWords) -> HttpResponse:
    """Draw a page. Raises ``LookupError`` when nothing was connected."""
    return _presenters[type(words)](request, words)
