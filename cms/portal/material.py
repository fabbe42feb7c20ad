"""The page of a material in one language."""

from collections.abc import Sequence
from html import escape

from cms.library import public
from cms.library.public import Publication, Standing

from . import addresses, cards, heads, kinds, listing, pictures, shelves, vocabulary, wording
from .contexts import (
    Card,
    CardDownload,
    EmbedPage,
    Fact,
    LanguageTab,
    Link,
    MaterialPage,
    Notice,
    Picture,
    PressBlock,
)

RELATED = 4
QR_SIZE = 116
OLD = "Bản cũ"
EMBED_WIDTH, EMBED_HEIGHT = 640, 760
EMBED_HEIGHTS = {"video": 520, "audio": 260, "handbook": 900, "sms": 320}


def material_page(standing: Standing, page: int = 1) -> MaterialPage:
    """The whole page of an edition that stands in public (``standing.publication`` is set)."""
    publication = standing.publication
    material = publication.variant.material
    languages = public.languages_of([material.pk]).get(material.pk, [publication])
    stage = kinds.stage(publication, languages, page)
    return MaterialPage(
        head=heads.of_edition(publication, languages, pictures.front(publication, pictures.SHOWN_WIDTH)),
        kind=material.kind,
        kind_label=cards.kind_label(publication),
        title=publication.title,
        language=vocabulary.language_name(publication.variant.language),
        byline=f"{vocabulary.byline(publication)}, ấn bản {publication.number}",
        code=addresses.printed_code(publication),
        languages=tabs(publication, languages, stale=stage.stale),
        downloads=listing.rows(publication),
        credit=vocabulary.credit(publication),
        facts=facts(publication),
        check_url=addresses.CHECK,
        press=press(publication),
        breadcrumbs=breadcrumbs(publication),
        summary=publication.summary,
        notice=notice(standing, stale=stage.stale),
        stamp=OLD if standing.status == "superseded" else "",
        qr=Picture(f"{addresses.short(material.public_id)}.svg", QR_SIZE, QR_SIZE),
        related=related(publication),
        **stage.part,
    )


def embed_page(standing: Standing, page: int = 1) -> EmbedPage:
    """The material alone, for a frame in another site."""
    publication = standing.publication
    material = publication.variant.material
    languages = public.languages_of([material.pk]).get(material.pk, [publication])
    stage = kinds.stage(publication, languages, page)
    head = heads.of_edition(publication, languages, pictures.front(publication, pictures.SHOWN_WIDTH))
    return EmbedPage(
        head=head,
        kind=material.kind,
        title=publication.title,
        language=vocabulary.language_name(publication.variant.language),
        page_url=head.canonical_url,
        credit=vocabulary.credit(publication),
        notice=notice(standing, stale=stage.stale),
        **stage.part,
    )


def tabs(publication: Publication, languages: Sequence[Publication], *, stale: bool) -> tuple[LanguageTab, ...]:
    """The same material in all its languages."""
    return tuple(
        LanguageTab(
            url=public.publication_path(each),
            language=vocabulary.language_name(each.variant.language),
            current=each.variant_id == publication.variant_id,
            note="cần cập nhật" if stale and each.variant_id == publication.variant_id else "",
        )
        for each in languages
    )


def notice(standing: Standing, *, stale: bool) -> Notice | None:
    """The banner of an old material or of a translation that lags behind."""
    if standing.status == "superseded":
        successor = standing.successor
        link = Link(public.publication_path(successor), "Mở bản mới") if successor else None
        return Notice("superseded", standing.reason, wording.day(standing.since), link)
    if stale:
        return Notice("outdated", "Hình của bản gốc đã được dựng lại.")
    return None


def facts(publication: Publication) -> tuple[Fact, ...]:
    """What stands in the side column, a line for each value."""
    material = publication.variant.material
    found = [Fact("Đơn vị phát hành", material.agency.name, addresses.search(agency=material.agency.code))]
    if publication.variant.agency_id != material.agency_id:
        found.append(Fact("Đơn vị giữ bản dịch", publication.variant.agency.name))
    found.append(Fact("Công bố", wording.day(publication.public_from)))
    if publication.change_note:
        found.append(Fact("Thay đổi so với bản trước", publication.change_note))
    if material.valid_to:
        found.append(Fact("Dùng đến hết", wording.day(material.valid_to)))
    found += [Fact("Chủ đề", term.name, addresses.search(topic=term.code)) for term in material.topics.all()]
    found += [Fact("Dành cho", term.name, addresses.search(audience=term.code)) for term in material.audiences.all()]
    found += [Fact("Địa phương", term.name, addresses.search(province=term.code)) for term in material.provinces.all()]
    found += [Fact("Thủ tục", f"{term.code} {term.name}", term.url) for term in material.procedures.all()]
    if material.campaign:
        found.append(Fact("Chiến dịch", material.campaign.name))
    if publication.source:
        found.append(Fact("Nguồn", publication.source))
    return tuple(found)


def press(publication: Publication) -> PressBlock:
    """What newspapers, stations and other sites need."""
    variant = publication.variant
    public_id = variant.material.public_id
    has_files = any(True for _ in publication.files.all())
    return PressBlock(
        embed_code=embed_code(publication),
        short_url=addresses.absolute(addresses.short(public_id)),
        pack=CardDownload(addresses.pack(public_id), "Tải cả bộ, mọi thứ tiếng (ZIP)") if has_files else None,
        feeds=feeds(publication),
    )


def feeds(publication: Publication) -> tuple[Link, ...]:
    """Where new materials like this one are announced."""
    kind, language = publication.variant.material.kind, publication.variant.language
    name = vocabulary.KIND_NAMES[kind].lower()
    label = f"{name} tiếng {language.name}" if language.code != "vi" else f"{name} tiếng Việt"
    return (Link(addresses.feed(kind, language.code), f"Nguồn tin {label} (Atom)"),)


def embed_code(publication: Publication, width: int = EMBED_WIDTH, height: int = 0) -> str:
    """HTML for other sites: a frame, by default as high as its kind needs."""
    variant = publication.variant
    url = addresses.absolute(addresses.embed(variant.material.public_id, variant.language.code))
    height = height or EMBED_HEIGHTS.get(variant.material.kind, EMBED_HEIGHT)
    title = escape(publication.title)
    return (
        f'<iframe src="{url}" title="{title}" width="{width}" height="{height}" '
        'loading="lazy" allowfullscreen></iframe>'
    )


def breadcrumbs(publication: Publication) -> tuple[Link, ...]:
    """Home, first topic, kind."""
    material = publication.variant.material
    topics = [Link(addresses.search(topic=term.code), term.name) for term in list(material.topics.all())[:1]]
    kind = Link(addresses.search(kind=material.kind), vocabulary.KIND_NAMES[material.kind])
    return (Link(addresses.HOME, "Trang đầu"), *topics, kind)


def related(publication: Publication) -> tuple[Card, ...]:
    """The newest materials of the same topics."""
    material = publication.variant.material
    topics = [term.pk for term in material.topics.all()]
    if not topics:
        return ()
    rows = public.editions().filter(variant__material__topics__in=topics).exclude(variant__material=material.pk)
    return shelves.of_materials(shelves.newest(rows, RELATED))
