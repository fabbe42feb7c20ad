"""The search page: query, filters with counts, results, nothing found."""

from dataclasses import dataclass
from typing import ClassVar

from .frame import Head, LanguageName, Link
from .parts import Card, Choice


@dataclass(frozen=True)
class HiddenField:
    """What a form must carry on besides its own controls."""

    name: str
    value: str


@dataclass(frozen=True)
class FacetOption:
    """A value to tick. `label` in Vietnamese; `language` is set where the value is a language (shown by autonym)."""

    value: str
    label: str
    count: str
    checked: bool = False
    language: LanguageName | None = None


@dataclass(frozen=True)
class FacetGroup:
    """Values of one filter. `name`: the query parameter (kind, lang, topic, audience, province, agency).

    `folded`: long or rarely used groups start closed (``<details>``); a group with a tick is never folded.
    """

    name: str
    title: str
    options: tuple[FacetOption, ...]
    folded: bool = False

    @property
    def open(self) -> bool:
        """Whether the group starts open."""
        return not self.folded or any(option.checked for option in self.options)


@dataclass(frozen=True)
class ActiveFilter:
    """A filter in force; `remove_url` is this search without it."""

    label: str
    remove_url: str
    language: LanguageName | None = None


@dataclass(frozen=True)
class PagerLink:
    """A page of results; `url` is empty for the current one. `gap`: pages are left out before it."""

    number: str
    url: str = ""
    gap: bool = False


@dataclass(frozen=True)
class Pager:
    """Pages of results; empty URLs where there is no page before or after."""

    links: tuple[PagerLink, ...]
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True)
class NoHits:
    """Nothing found: ways out, each with the number it finds ("Bỏ “video”: 3 tài liệu")."""

    ways_out: tuple[Link, ...] = ()


@dataclass(frozen=True)
class SearchPage:
    """Results for a query.

    `heading`: "16 tài liệu về “khai sinh”". `note`: one line below it, e.g. that filters are on or words were relaxed.
    `degraded`: what the reader should know when search runs with less than usual. `hidden`: filters the search box
    keeps; `facet_hidden`: query and order for the filter form; `sort_hidden`: query and filters for the order form.
    """

    template: ClassVar[str] = "kho/search.html"

    head: Head
    action_url: str
    query: str
    heading: str
    cards: tuple[Card, ...]
    facets: tuple[FacetGroup, ...]
    sort: tuple[Choice, ...]
    note: str = ""
    degraded: str = ""
    active: tuple[ActiveFilter, ...] = ()
    clear_url: str = ""
    hidden: tuple[HiddenField, ...] = ()
    facet_hidden: tuple[HiddenField, ...] = ()
    sort_hidden: tuple[HiddenField, ...] = ()
    pager: Pager | None = None
    no_hits: NoHits | None = None
    feeds: tuple[Link, ...] = ()
