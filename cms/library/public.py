"""What everybody may see. Portal, API, feeds, index, downloads and embeds read the library only through this module."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from .models import EndKind, Kind, Material, Publication, Role, Supersession, Withdrawal
from .offers import (
    CARD_RENDITIONS,
    Download,
    all_downloads,
    download_path,
    downloads,
    find_download,
    has_picture,
    hls_path,
    material_path,
    prefetch_files,
    publication_path,
)

__all__ = [
    "MANY",
    "Download",
    "Kind",
    "Publication",
    "Role",
    "Standing",
    "all_downloads",
    "card_editions",
    "concerns_public",
    "download_path",
    "downloads",
    "editions",
    "exists",
    "file_editions",
    "find_download",
    "first_dates",
    "has_picture",
    "hls_path",
    "languages_of",
    "material_path",
    "materials_of",
    "page_editions",
    "pinned",
    "publication_path",
    "sharing_picture",
    "standing",
    "standing_of_material",
    "variants_touched",
]

RELATED = (
    "variant__material__agency__province",
    "variant__material__campaign",
    "variant__language",
    "variant__agency",
    "licence",
)
MANY = (
    "variant__material__topics",
    "variant__material__audiences",
    "variant__material__provinces",
    "variant__material__procedures",
)
TOUCHED_BY = {
    "material": "variant__material",
    "languagevariant": "variant",
    "publication": "pk",
    "agency": "variant__material__agency",
    "campaign": "variant__material__campaign",
    "language": "variant__language",
    "procedure": "variant__material__procedures",
    "province": "variant__material__provinces",
}
BEHIND_THE_SCENES = {
    "file.received",
    "material.created",
    "publication.requested",
    "variant.approved",
    "variant.created",
    "variant.drafted",
    "variant.sent_back",
    "variant.submitted",
    "variant.taken_back",
}


@dataclass(frozen=True)
class Standing:
    """How a language of a material stands for the public.

    ``status``: ``public``; ``superseded`` (an open supersession: still readable while ``publication`` is set, else its
    successor has taken over); ``withdrawn`` and ``expired`` (410, no content); ``unknown`` (404: draft or
    embargoed, never public). ``successor`` is the successor's public edition in this language, else in any.
    """

    status: str
    material: Material | None = None
    publication: Publication | None = None
    last: Publication | None = None
    reason: str = ""
    since: datetime | None = None
    successor: Publication | None = None


UNKNOWN = Standing("unknown")


def editions(at: datetime | None = None) -> QuerySet[Publication]:
    """Every public edition, with agency, language and licence at hand."""
    return Publication.objects.public(at).select_related(*RELATED)


def card_editions(at: datetime | None = None) -> QuerySet[Publication]:
    """Public editions with what a card shows (poster, cover, sizes): a constant number of queries for any number."""
    return editions(at).prefetch_related(prefetch_files(CARD_RENDITIONS))


def file_editions(names: Iterable[str] | None = None, *, indexes: bool = False) -> QuerySet[Publication]:
    """Public editions with their files, for handing out bytes; ``names`` limits the renditions looked at."""
    return editions().prefetch_related(prefetch_files(names, indexes=indexes))


def page_editions(at: datetime | None = None) -> QuerySet[Publication]:
    """Public editions with all their files and vocabularies."""
    return editions(at).prefetch_related(prefetch_files(), *MANY)


def languages_of(material_ids: Iterable[int], at: datetime | None = None) -> dict[int, list[Publication]]:
    """The public editions of these materials by material id, in the order of languages. One query."""
    found: dict[int, list[Publication]] = defaultdict(list)
    rows = editions(at).filter(variant__material__in=list(material_ids))
    for publication in rows.order_by("variant__language__position", "pk"):
        found[publication.variant.material_id].append(publication)
    return dict(found)


def standing(public_id: str, language: str, at: datetime | None = None) -> Standing:
    """How a material stands in a language; the only judge of 200, 404 and 410."""
    at = at or timezone.now()
    last = (
        Publication.objects.filter(
            variant__material__public_id=public_id, variant__language__code=language, current_from__lte=at
        )
        .select_related(*RELATED)
        .order_by("-current_from", "-pk")
        .first()
    )
    if last is None or last.public_from > at:
        return UNKNOWN
    material = last.variant.material
    public = page_editions(at).filter(variant=last.variant_id).first()
    overlay = Supersession.objects.filter(material=material, undone_at__isnull=True, at__lte=at).first()
    successor = _successor(overlay, language, at) if overlay else None
    if public:
        if overlay:
            return Standing("superseded", material, public, public, overlay.reason, overlay.at, successor)
        return Standing("public", material, public, public)
    return _standing_of_gone(last, overlay, successor, at)


def _standing_of_gone(
    last: Publication, overlay: Supersession | None, successor: Publication | None, at: datetime
) -> Standing:
    material = last.variant.material
    open_now = Withdrawal.objects.filter(undone_at__isnull=True, at__lte=at)
    withdrawal = open_now.filter(material=material).first() or open_now.filter(variant=last.variant_id).first()
    if withdrawal:
        return Standing("withdrawn", material, None, last, withdrawal.reason, withdrawal.at, successor)
    today = timezone.localdate(at)
    if material.valid_from and material.valid_from > today:
        return UNKNOWN
    if (material.valid_to and material.valid_to < today) or last.end_kind == EndKind.EXPIRED:
        return Standing("expired", material, None, last, since=last.ended_at, successor=successor)
    if last.end_kind == EndKind.SUPERSEDED:
        reason = overlay.reason if overlay else ""
        return Standing("superseded", material, None, last, reason, last.ended_at, successor)
    return UNKNOWN


def standing_of_material(public_id: str, at: datetime | None = None) -> tuple[list[Publication], Standing]:
    """The public editions of a material and, when there is none, how its most telling language stands."""
    at = at or timezone.now()
    public = list(
        editions(at).filter(variant__material__public_id=public_id).order_by("variant__language__position", "pk")
    )
    if public:
        return public, Standing("public", public[0].variant.material, public[0], public[0])
    codes = Publication.objects.filter(variant__material__public_id=public_id, current_from__isnull=False)
    order = {"withdrawn": 0, "expired": 1, "superseded": 2, "unknown": 3}
    found = [
        standing(public_id, code, at)
        for code in codes.order_by("variant__language__position")
        .values_list("variant__language__code", flat=True)
        .distinct()
    ]
    return [], min(found, key=lambda each: order[each.status], default=UNKNOWN)


def pinned(public_id: str, language: str, number: int | None = None, *, token: str = "") -> Publication | None:
    """An edition by its number or by its HLS token, whatever became of it, if it ever stood for its variant.

    Callers must ask ``standing`` and ``is_current`` too.
    """
    which = {"token": token} if number is None else {"number": number}
    return (
        Publication.objects.filter(
            variant__material__public_id=public_id,
            variant__language__code=language,
            current_from__lte=timezone.now(),
            **which,
        )
        .select_related(*RELATED)
        .prefetch_related(prefetch_files())
        .first()
    )


def sharing_picture(publication: Publication, *, indexes: bool = False) -> list[Publication]:
    """The public editions of the same material whose picture is the same file: their voices join one master."""
    pictures = [file.file_version.media_file_id for file in publication.files.all() if file.role == Role.PICTURE]
    rows = (
        editions()
        .filter(variant__material=publication.variant.material_id)
        .filter(files__role=Role.PICTURE, files__file_version__media_file__in=pictures)
        .prefetch_related(prefetch_files(indexes=indexes))
        .order_by("variant__language__position", "pk")
        .distinct()
    )
    return list(rows)


def exists(public_id: str) -> bool:
    """Whether a material has ever been public (for the answer "unknown" of the verify page)."""
    return Publication.objects.filter(variant__material__public_id=public_id, current_from__lte=timezone.now()).exists()


def concerns_public(kind: str) -> bool:
    """Whether an event of this kind may change what the public sees; drafts and reviews do not."""
    return kind not in BEHIND_THE_SCENES


def variants_touched(targets: Mapping[tuple[str, int], int]) -> dict[tuple[str, str], int]:
    """(public_id, language) of every variant with an edition that the events are about, with its highest version.

    ``targets``: the (target_type, target_id) of events of the journal → a version. A changed term of a vocabulary
    touches everything that carries it. One query for each type.
    """
    found: dict[tuple[str, str], int] = {}
    for target_type, lookup in TOUCHED_BY.items():
        ids = [pk for kind, pk in targets if kind == target_type]
        if not ids:
            continue
        rows = Publication.objects.filter(**{f"{lookup}__in": ids}).order_by().distinct()
        for pk, *key in rows.values_list(lookup, "variant__material__public_id", "variant__language__code"):
            variant = (key[0], key[1])
            found[variant] = max(found.get(variant, 0), targets[target_type, pk])
    return found


def first_dates(variant_ids: Iterable[int]) -> dict[int, datetime]:
    """When each variant became public for the first time, whatever edition that was. One query."""
    rows = Publication.objects.filter(variant__in=list(variant_ids), current_from__isnull=False)
    return dict(rows.order_by().values_list("variant").annotate(Min("current_from")))


def materials_of(rows: QuerySet[Publication]) -> QuerySet[Material]:
    """The materials of these editions, with ``changed_at``: when the newest of the editions became current."""
    newest = rows.filter(variant__material=OuterRef("pk")).order_by("-current_from").values("current_from")[:1]
    return Material.objects.annotate(changed_at=Subquery(newest)).filter(changed_at__isnull=False)


def _successor(overlay: Supersession, language: str, at: datetime) -> Publication | None:
    public = list(editions(at).filter(variant__material=overlay.successor_id))
    public.sort(key=lambda each: (each.variant.language.code != language, each.variant.language.position))
    return public[0] if public else None
