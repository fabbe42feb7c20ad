"""``/phat-thanh/``: the newest bulletins by language, for stations on weak links."""

from collections import defaultdict

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.library import public
from cms.library.public import Kind, Publication, Role
from cms.portal import addresses, listing, respond, vocabulary, wording
from cms.portal.contexts import Choice, Head, RadioBand, RadioItem, RadioPage
from cms.taxonomy.models import Province

NEWEST = 400
PER_LANGUAGE = 12
PROFILE = "mp3-64"


@require_safe
def radio(request: HttpRequest) -> HttpResponse:
    """All bulletins, or with ``?province=`` those for the province and for the whole country."""
    provinces = list(Province.objects.filter(valid_to__isnull=True))
    chosen = next((each for each in provinces if each.code == request.GET.get("province")), None)
    by_language: dict[str, list[Publication]] = defaultdict(list)
    for publication in bulletins(chosen):
        by_language[publication.variant.language.code].append(publication)
    ordered = sorted(by_language.values(), key=lambda group: group[0].variant.language.position)
    bands = tuple(band(group[:PER_LANGUAGE], len(group), chosen) for group in ordered)
    total = sum(len(each.items) for each in bands)
    content = RadioPage(
        head=Head(
            title="Bản tin phát thanh",
            description="Bản tin phát thanh mới nhất theo tiếng và theo tỉnh, tải thẳng MP3.",
            canonical_url=addresses.absolute(addresses.RADIO),
        ),
        heading=f"Bản tin phát thanh mới nhất{f': {chosen.name}' if chosen else ''}",
        bands=bands,
        action_url=addresses.RADIO,
        lead=f"{wording.count(total)} bản tin, {len(bands)} thứ tiếng. MP3 một kênh 64 kb/s." if bands else "",
        provinces=(
            Choice("", "Tất cả", selected=chosen is None),
            *(Choice(each.code, each.name, selected=each == chosen) for each in provinces),
        ),
    )
    return respond.page(request, content, section=addresses.RADIO)


def bulletins(province: Province | None) -> list[Publication]:
    """Public audio, newest first."""
    rows = public.card_editions().filter(variant__material__kind=Kind.AUDIO)
    if province:
        nationwide = Q(variant__material__provinces__isnull=True)
        rows = rows.filter(nationwide | Q(variant__material__provinces=province)).distinct()
    return list(rows.order_by("-public_from", "-pk")[:NEWEST])


def band(publications: list[Publication], count: int, province: Province | None) -> RadioBand:
    """One language's bulletins with the fixed addresses of its feeds."""
    language = publications[0].variant.language
    feed = f"/feeds/radio/{language.code}/{f'{province.code}/' if province else ''}"
    return RadioBand(
        language=vocabulary.language_name(language),
        items=tuple(item for each in publications if (item := _item(each))),
        note=f"{wording.count(count)} bản tin",
        podcast_url=f"{feed}podcast.xml",
        playlist_url=f"{feed}playlist.m3u",
        manifest_url=f"{feed}manifest.tsv",
    )


def _item(publication: Publication) -> RadioItem | None:
    voices = [each for each in public.downloads(publication) if each.role == Role.VOICE]
    if not voices:
        return None
    file = next((each for each in voices if each.profile == PROFILE), voices[0])
    length = wording.duration(listing.seconds(publication))
    return RadioItem(
        url=file.path(publication, pinned=True),
        title=publication.title,
        language=vocabulary.language_name(publication.variant.language),
        meta=f"{vocabulary.byline(publication)}{f' · dài {length}' if length else ''}",
        label=f"Tải MP3, {wording.size(file.bytes)}",
        page_url=public.publication_path(publication),
    )
