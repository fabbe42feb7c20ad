"""Home, radio, verify, plain text pages, and the pages that say why something cannot be shown."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.safestring import SafeString

from .frame import Head, LanguageLink, LanguageName, Link
from .parts import Card, Choice, Fact


@dataclass(frozen=True)
class IndexEntry:
    """A topic or audience with the number of its materials ("214")."""

    url: str
    label: str
    count: str


@dataclass(frozen=True)
class Drive:
    """A campaign or a kit. `meta`: dates and counts. `weave`: one of the style sheet's weaves."""

    url: str
    title: str
    meta: str
    weave: str = "kho"


@dataclass(frozen=True)
class Shelf:
    """Materials chosen by hand, under a title of their own."""

    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class HomePage:
    """The front page. Empty tuples leave their section out; `total`: "2.508". `passages`: cleaned HTML of the editors.

    `press_url`, `station_help_url`: guidance pages, empty while not written.
    """

    template: ClassVar[str] = "kho/home.html"

    head: Head
    title: str
    lead: str
    total: str
    popular: tuple[Link, ...] = ()
    tongues: tuple[LanguageLink, ...] = ()
    newest: tuple[Card, ...] = ()
    newest_url: str = ""
    topics: tuple[IndexEntry, ...] = ()
    audiences: tuple[IndexEntry, ...] = ()
    campaigns: tuple[Drive, ...] = ()
    kits: tuple[Drive, ...] = ()
    shelves: tuple[Shelf, ...] = ()
    passages: tuple[SafeString | str, ...] = ()
    press_url: str = ""
    station_help_url: str = ""
    feed_url: str = ""


@dataclass(frozen=True)
class TextPage:
    """Guidance, news, campaign: a title and a body. `body` is HTML from the editor's rich text, already cleaned."""

    template: ClassVar[str] = "kho/text.html"

    head: Head
    title: str
    body: SafeString | str
    breadcrumbs: tuple[Link, ...] = ()
    lead: str = ""
    meta: str = ""
    children: tuple[Link, ...] = ()
    cards: tuple[Card, ...] = ()


@dataclass(frozen=True)
class RadioItem:
    """A bulletin. `meta`: agency, place, length. `label`: "Tải MP3, 0,5 MB"."""

    url: str
    title: str
    language: LanguageName
    meta: str
    label: str
    page_url: str = ""


@dataclass(frozen=True)
class RadioBand:
    """The bulletins of one language and the fixed addresses a station's software fetches from."""

    language: LanguageName
    items: tuple[RadioItem, ...]
    note: str = ""
    podcast_url: str = ""
    playlist_url: str = ""
    manifest_url: str = ""


@dataclass(frozen=True)
class RadioPage:
    """Bulletins by language, for weak links: no script, no pictures, system type. `heading` names the day.

    `provinces`: the places to choose from, "Tất cả" (empty value) first, the current one selected.
    """

    template: ClassVar[str] = "kho/radio.html"

    head: Head
    heading: str
    bands: tuple[RadioBand, ...]
    action_url: str
    lead: str = ""
    provinces: tuple[Choice, ...] = ()
    help_url: str = ""


@dataclass(frozen=True)
class Verdict:
    """The answer of the check. `state`: ``genuine``, ``old`` (superseded or expired), ``withdrawn``, ``unknown``.

    `facts`: name, code, dates; empty for unknown. `url`: the material. `successor`: what to use instead.
    `reason`: why it was withdrawn or what changed.
    """

    state: str
    agency: str = ""
    since: str = ""
    reason: str = ""
    facts: tuple[Fact, ...] = ()
    url: str = ""
    successor: Link | None = None

    def __post_init__(self) -> None:
        if self.state not in ("genuine", "old", "withdrawn", "unknown"):
            raise ValueError(f"unknown verdict: {self.state!r}")


@dataclass(frozen=True)
class CheckPage:
    """Is this material official and current? The form, and after asking its answer.

    `code`: as typed. `error`: what was wrong with the question, in words. `file_limit`: "200 MB", empty when files
    cannot be compared here; with it the form is a multipart POST and needs the CSRF cookie.
    """

    template: ClassVar[str] = "kho/check.html"

    head: Head
    action_url: str
    code: str = ""
    error: str = ""
    file_limit: str = ""
    verdict: Verdict | None = None


@dataclass(frozen=True)
class GonePage:
    """410. `state`: ``withdrawn`` or ``expired``. Shows no content of the material, not even its title."""

    template: ClassVar[str] = "kho/gone.html"

    head: Head
    state: str
    since: str = ""
    reason: str = ""
    agency: str = ""
    successor: Link | None = None
    successor_language: LanguageName | None = None

    def __post_init__(self) -> None:
        if self.state not in ("withdrawn", "expired"):
            raise ValueError(f"unknown state of a gone page: {self.state!r}")


@dataclass(frozen=True)
class ErrorPage:
    """400, 403, 404, 429, 503 in words. `status` is shown small; `advice` says what to do next."""

    template: ClassVar[str] = "kho/error.html"

    head: Head
    status: int
    title: str
    advice: str
    query: str = ""
    links: tuple[Link, ...] = ()
