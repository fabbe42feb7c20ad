"""From public editions to items of feeds."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from cms.library import public
from cms.taxonomy.models import Language, Province

from .items import Channel, Enclosure, Item
from .selection import ALL, Feed

# What is taken first, by kind; the rest follows in the order of the profiles.
MAIN: Final = {
    "video": ("360p",),
    "audio": ("mp3-64",),
    "infographic": ("jpeg-1280", "jpeg-640", "jpeg-320"),
    "poster": ("jpeg-1280", "jpeg-640", "jpeg-320"),
    "handbook": ("original",),
}
PREVIEWS: Final = ("poster", "cover", "jpeg-640", "jpeg-320")
NOT_HANDED_OUT: Final = ("page-", "text", "webp-", "poster", "cover")
KINDS: Final = {
    ALL: "Mọi tài liệu",
    "infographic": "Infographic",
    "video": "Video",
    "audio": "Âm thanh",
    "handbook": "Sổ tay",
    "poster": "Áp phích",
    "sms": "Tin nhắn SMS",
    "radio": "Bản tin phát thanh",
}


def items(publication_ids: Iterable[int]) -> dict[int, Item]:
    """Items of those of these editions that are public now, by edition. A constant number of queries."""
    rows = public.card_editions().prefetch_related(*public.MANY).filter(pk__in=list(publication_ids))
    editions = list(rows)
    first = public.first_dates(edition.variant_id for edition in editions)
    return {edition.pk: item(edition, first[edition.variant_id]) for edition in editions}


def item(edition: public.Publication, published: datetime) -> Item:
    """One edition with its relations at hand."""
    variant, material = edition.variant, edition.variant.material
    files = [_enclosure(edition, each) for each in public.downloads(edition)]
    many = {
        "topic": material.topics.all(),
        "audience": material.audiences.all(),
        "province": material.provinces.all(),
        "procedure": material.procedures.all(),
    }
    return Item(
        public_id=material.public_id,
        language=variant.language.code,
        language_name=variant.language.name,
        kind=material.kind,
        kind_name=KINDS[material.kind],
        title=edition.title,
        summary=edition.summary,
        text=edition.text,
        url=settings.SITE_URL + public.publication_path(edition),
        edition=edition.number,
        published=published,
        updated=edition.current_from,
        agency=material.agency.name,
        credit=edition.credit,
        source=edition.source,
        licence=edition.licence.name,
        licence_url=edition.licence.url,
        valid_from=_midnight(material.valid_from) if material.valid_from else _whole_second(edition.public_from),
        valid_until=_midnight(material.valid_to + timedelta(days=1)) if material.valid_to else None,
        terms={name: tuple(sorted((term.code, term.name) for term in terms)) for name, terms in many.items() if terms},
        enclosures=_ordered(material.kind, files),
        image=_preview(files),
    )


def channel(feed: Feed, language: Language | None = None, province: Province | None = None) -> Channel:
    """The head of a feed; ``language`` is None for all of them."""
    name = f"{KINDS[feed.kind]}, {spoken(language.name)}" if language else f"{KINDS[feed.kind]}, mọi ngôn ngữ"
    if province:
        name = f"{name}, {province.name}"
    query = "&".join(
        f"{key}={value}"
        for key, value in (
            ("kind", "audio" if feed.is_radio else feed.kind if feed.kind != ALL else ""),
            ("lang", feed.language if feed.language != ALL else ""),
            ("province", feed.province),
        )
        if value
    )
    return Channel(
        site=settings.SITE_URL,
        folder=feed.folder,
        title=f"Kho: {name}",
        description="Tài liệu tuyên truyền về dịch vụ công trực tuyến, dùng lại được, kèm ghi công và giấy phép.",
        language=language.code if language else "vi",
        home=f"{settings.SITE_URL}/tim-kiem/?{query}" if query else f"{settings.SITE_URL}/",
    )


def spoken(name: str) -> str:
    """``tiếng Khmer``; Vietnamese is called ``Tiếng Việt`` already."""
    return name[0].lower() + name[1:] if name.lower().startswith("tiếng ") else f"tiếng {name}"


def _enclosure(edition: public.Publication, download: public.Download) -> Enclosure:
    return Enclosure(
        url=settings.SITE_URL + download.path(edition, pinned=True),
        bytes=download.bytes,
        media_type=download.media_type,
        sha256=download.sha256,
        role=download.role,
        profile=download.profile,
        seconds=download.seconds,
        width=download.width,
        height=download.height,
    )


def _ordered(kind: str, files: list[Enclosure]) -> tuple[Enclosure, ...]:
    """What is handed out, the main file first."""
    given = [each for each in files if each.role != "cover" and not each.profile.startswith(NOT_HANDED_OUT)]
    wanted = MAIN.get(kind, ())
    rank = {profile: number for number, profile in enumerate(wanted)}
    return tuple(sorted(given, key=lambda each: rank.get(each.profile, len(rank))))


def _preview(files: list[Enclosure]) -> Enclosure | None:
    """A cover that was given, else a poster, a title page or the picture itself, as JPEG."""
    pictures = [each for each in files if each.media_type == "image/jpeg" and each.profile in PREVIEWS]
    pictures.sort(key=lambda each: (each.role != "cover", PREVIEWS.index(each.profile)))
    return pictures[0] if pictures else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
