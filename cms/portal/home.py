"""The front page: counts and shelves of what is public, around what the editors wrote."""

from collections.abc import Sequence
from typing import Protocol

from django.db.models import Count
from django.utils.safestring import SafeString

from cms.distribution.models import Kit
from cms.library import public
from cms.taxonomy.models import Audience, Campaign, Topic

from . import addresses, shelves, wording
from .contexts import Drive, FeedLink, Head, HomePage, IndexEntry, LanguageLink, LanguageName, Link, Shelf

NEWEST = 5
MOST_TONGUES = 10
MOST_KITS = 4
WEAVES = ("hmong", "khmer", "cham", "tai", "taynguyen", "mienh")


class HomeWords(Protocol):
    """What the editors keep on the home page (cms.pages hands it over)."""

    title: str
    lead: str
    description: str
    popular: Sequence[str]
    newest_shown: bool
    shelves: Sequence[tuple[str, Sequence[int]]]
    campaigns: Sequence[tuple[str, Campaign]]
    passages: Sequence[SafeString]
    links: dict[str, str]


def home_page(words: HomeWords) -> HomePage:
    """The whole page. Queries: a constant number, plus three for each shelf that was filled by hand."""
    per_language = _per_language()
    newest = shelves.newest(public.editions(), NEWEST, varied=True) if words.newest_shown else []
    total = public.editions().aggregate(n=Count("variant__material", distinct=True))["n"]
    return HomePage(
        head=Head(
            title=words.title,
            description=words.description or words.lead,
            canonical_url=addresses.absolute("/"),
            feeds=(FeedLink(addresses.feed(), "application/atom+xml", "Kho: tài liệu mới"),),
        ),
        title=words.title,
        lead=words.lead,
        total=wording.count(total) if total else "",
        popular=tuple(Link(addresses.search(q=word), word) for word in words.popular),
        tongues=per_language,
        newest=shelves.of_materials(newest),
        newest_url=addresses.search(sort="newest"),
        topics=_index(Topic, "topic", "variant__material__topics"),
        audiences=_index(Audience, "audience", "variant__material__audiences"),
        campaigns=_campaigns(words.campaigns),
        kits=_kits(),
        shelves=tuple(Shelf(title, cards) for title, ids in words.shelves if (cards := shelves.of_materials(ids))),
        passages=tuple(words.passages),
        press_url=words.links.get("press", ""),
        station_help_url=words.links.get("station", ""),
        feed_url=addresses.feed(),
    )


def _per_language() -> tuple[LanguageLink, ...]:
    """The languages that most materials speak, in the order of the vocabulary."""
    fields = ("variant__language__code", "variant__language__autonym", "variant__language__name")
    rows = public.editions().order_by().values(*fields, "variant__language__position").annotate(n=Count("pk"))
    most = sorted(rows, key=lambda row: (-row["n"], row["variant__language__position"]))[:MOST_TONGUES]
    most.sort(key=lambda row: row["variant__language__position"])
    return tuple(
        LanguageLink(
            addresses.search(lang=row[fields[0]]),
            LanguageName(*(row[field] for field in fields)),
            wording.count(row["n"]),
        )
        for row in most
    )


def _index(model: type[Topic] | type[Audience], parameter: str, path: str) -> tuple[IndexEntry, ...]:
    rows = public.editions().order_by().exclude(**{path: None}).values(path)
    counts = {row[path]: row["n"] for row in rows.annotate(n=Count("variant__material", distinct=True))}
    return tuple(
        IndexEntry(addresses.search({parameter: term.code}), term.name, wording.count(counts[term.pk]))
        for term in model.objects.all()
        if term.pk in counts
    )


def _campaigns(given: Sequence[tuple[str, Campaign]]) -> tuple[Drive, ...]:
    rows = public.editions().order_by().filter(variant__material__campaign__in=[each.pk for _, each in given])
    counts = {
        row["variant__material__campaign"]: row["n"]
        for row in rows.values("variant__material__campaign").annotate(n=Count("variant__material", distinct=True))
    }
    return tuple(
        Drive(
            url,
            campaign.name,
            " · ".join(filter(None, (dates(campaign), f"{wording.count(counts.get(campaign.pk, 0))} tài liệu"))),
            WEAVES[number % len(WEAVES)],
        )
        for number, (url, campaign) in enumerate(given)
    )


def dates(campaign: Campaign) -> str:
    """ "01/10/2026 – 31/12/2026", one end alone, or nothing."""
    start, end = wording.day(campaign.starts), wording.day(campaign.ends)
    if start and end:
        return f"{start} – {end}"
    return f"từ {start}" if start else f"đến {end}" if end else ""


def _kits() -> tuple[Drive, ...]:
    """Kits that hold something public."""
    materials = public.editions().order_by().values("variant__material")
    kits = Kit.objects.filter(items__material__in=materials).annotate(n=Count("items", distinct=True))
    return tuple(
        Drive(f"/bo-tai-lieu/{kit.slug}.zip", kit.name, f"{wording.count(kit.n)} tài liệu, một tệp ZIP")
        for kit in kits[:MOST_KITS]
    )
