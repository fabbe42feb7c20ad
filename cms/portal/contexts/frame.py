"""What surrounds every page: head metadata, agency, navigation, footer, languages, theme."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

#: Weaves the style sheet knows; the first part of a language code chooses one. Unknown languages take the house weave.
WEAVES: Mapping[str, str] = {
    "vi": "viet",
    "km": "khmer",
    "blt": "tai", "twh": "tai", "tyz": "tai", "nut": "tai", "khb": "tai", "lo": "tai", "pcc": "tai", "mlc": "tai",
    "cjm": "cham", "cja": "cham", "rog": "cham", "roc": "cham", "crw": "cham",
    "hmn": "hmong", "hnj": "hmong", "mww": "hmong",
    "ium": "mienh", "mji": "mienh",
    "rad": "taynguyen", "jra": "taynguyen", "bdq": "taynguyen", "sed": "taynguyen", "kpm": "taynguyen",
    "cmo": "taynguyen", "ktv": "taynguyen", "kuf": "taynguyen", "hre": "taynguyen", "cua": "taynguyen",
    "sti": "taynguyen", "stt": "taynguyen", "bru": "taynguyen", "pac": "taynguyen", "tth": "taynguyen",
    "stg": "taynguyen",
}  # fmt: skip

_JSON_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_ld(data: Mapping) -> SafeString:
    """Return `data` as JSON that cannot leave its ``<script type="application/ld+json">`` data block."""
    return SafeString(json.dumps(data, ensure_ascii=False).translate(_JSON_ESCAPES))


@dataclass(frozen=True)
class LanguageName:
    """A language as the pages write it.

    `code`: BCP-47, lower case, used as ``lang`` and ``hreflang``. `autonym`: the name in the language itself, always
    shown. `name_vi`: the Vietnamese name without "tiếng" ("Khmer"); for Vietnamese itself "Tiếng Việt".
    """

    code: str
    autonym: str
    name_vi: str

    @property
    def weave(self) -> str:
        """Name of the language group's weave in the style sheet."""
        return WEAVES.get(self.code.split("-", maxsplit=1)[0], "kho")

    @property
    def gloss(self) -> str:
        """Vietnamese explanation of the autonym ("tiếng Khmer"), empty where it would only repeat it."""
        return "" if self.code == "vi" or self.name_vi == self.autonym else f"tiếng {self.name_vi}"


@dataclass(frozen=True)
class Link:
    """A link; `current` marks the page or section the reader is in."""

    url: str
    label: str
    current: bool = False


@dataclass(frozen=True)
class LanguageLink:
    """A link named by a language, with a ready count ("214"; may be empty)."""

    url: str
    language: LanguageName
    count: str = ""


@dataclass(frozen=True)
class FooterGroup:
    """One column of the footer."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Agency:
    """The agency that runs this host; `logo_url` may be empty, the wordmark "Kho" always stays."""

    name: str
    url: str = ""
    logo_url: str = ""


@dataclass(frozen=True)
class PlatformLabel:
    """The digital-platform label (Decree 224/2026, articles 26-28): name, identifier, responsible body."""

    name: str
    identifier: str
    owner: str
    url: str = ""


@dataclass(frozen=True)
class Urgent:
    """The emergency strip: one line of fact, one of what to do. Remove it when over; never for campaigns."""

    fact: str
    advice: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class SiteFrame:
    """Everything around the page. `tagline`: at most two lines beside the wordmark.

    `theme_css_url`: the style sheet rendered from the agency's theme.toml, empty for the default look.
    """

    home_url: str
    search_url: str
    radio_url: str
    check_url: str
    tagline: tuple[str, ...]
    nav: tuple[Link, ...]
    footer: tuple[FooterGroup, ...]
    languages: tuple[LanguageLink, ...]
    note: str
    agency: Agency | None = None
    platform_label: PlatformLabel | None = None
    urgent: Urgent | None = None
    theme_css_url: str = ""


@dataclass(frozen=True)
class MetaTag:
    """One ``<meta name content>``, e.g. ``DC.title`` (Circular 24/2011/TT-BTTTT; many values joined by ";")."""

    name: str
    content: str


@dataclass(frozen=True)
class FeedLink:
    """A feed to discover: ``<link rel="alternate">``. `media_type`, e.g. ``application/atom+xml``."""

    url: str
    media_type: str
    title: str


@dataclass(frozen=True)
class Head:
    """Metadata of one page. `title` without the site's name; URLs absolute; `lang` is the language of the page frame.

    `json_ld` is made by :func:`json_ld` (schema.org). `alternates` are the same page in other languages.
    """

    title: str
    description: str = ""
    canonical_url: str = ""
    image_url: str = ""
    tags: tuple[MetaTag, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    alternates: tuple[LanguageLink, ...] = ()
    oembed_url: str = ""
    json_ld: SafeString | str = ""
    noindex: bool = False
