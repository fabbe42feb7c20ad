"""Materials: the list with filters and cursor paging, and one material with everything that can be taken away."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema

from cms.library import public
from search import engines
from search.engines.base import EngineUnavailable
from search.query import Query as SearchQuery

from . import paging, schemas, shapes
from .problems import Problem

router = Router(tags=["materials"])
Kind = Literal["infographic", "video", "audio", "handbook", "poster", "sms"]
Codes = list[schemas.Code]
LOOKUPS = {
    "kind": "variant__material__kind",
    "lang": "variant__language__code",
    "topic": "variant__material__topics__code",
    "audience": "variant__material__audiences__code",
    "province": "variant__material__provinces__code",
    "agency": "variant__material__agency__code",
    "campaign": "variant__material__campaign__code",
}
FACETS = {**{name: name for name in LOOKUPS}, "lang": "language"}
VOCABULARIES = ("topics", "audiences", "provinces", "procedures")
GONE = {
    "withdrawn": "Tài liệu đã được thu hồi và không còn được phát hành.",
    "expired": "Tài liệu đã hết hiệu lực.",
    "superseded": "Tài liệu đã được thay bằng tài liệu khác.",
}


class Filters(Schema):
    """Several values of one filter widen, several filters narrow."""

    kind: list[Kind] = []
    lang: Codes = Field([], description="BCP-47, lower case")
    topic: Codes = []
    audience: Codes = []
    province: Codes = []
    agency: Codes = []
    campaign: Codes = []
    updated_since: datetime | None = Field(
        None, description="Only editions that became current at or after this time. Not together with q."
    )
    q: str = Field("", max_length=256, description="Words, with or without marks; the best first")
    cursor: str = Field("", max_length=200, description="From «next» of the page before")
    limit: int = Field(50, ge=1, le=100)

    def chosen(self) -> dict[str, list[str]]:
        """The filters that were given."""
        return {name: values for name in LOOKUPS if (values := getattr(self, name))}


@router.get(
    "/materials",
    response={200: schemas.MaterialPage, 422: schemas.ProblemDocument, 503: schemas.ProblemDocument},
    summary="Materials, the most recently changed first",
    operation_id="list_materials",
)
def list_materials(request: HttpRequest, response: HttpResponse, filters: Query[Filters]) -> dict[str, Any]:
    """Only what is public at this moment. Follow ``next`` (also in the ``Link`` header) until it is null."""
    if filters.q.strip():
        if filters.updated_since:
            raise Problem(422, "Không dùng q cùng với updated_since.", kind="invalid-parameters")
        items, cursor = _ranked(filters)
    else:
        items, cursor = _newest(filters)
    address = paging.next_address(request, cursor) if cursor else None
    paging.link_next(response, address)
    return {"items": items, "next": address}


@router.get(
    "/materials/{public_id}",
    response={200: schemas.Material, 404: schemas.ProblemDocument, 410: schemas.ProblemDocument},
    summary="One material with its languages, files and renditions",
    operation_id="get_material",
)
def get_material(request: HttpRequest, public_id: Annotated[str, Path(pattern=r"^[0-9a-z]{1,12}$")]) -> dict[str, Any]:
    """Drafts and embargoed materials answer 404 like unknown ones; withdrawn and expired ones 410 with the reason."""
    rows = public.page_editions().filter(variant__material__public_id=public_id)
    editions = list(rows.order_by("variant__language__position", "pk"))
    if editions:
        standing = public.standing(public_id, editions[0].variant.language.code)
        return shapes.material(standing, editions)
    _, standing = public.standing_of_material(public_id)
    if standing.status not in GONE:
        raise Problem(404, "Không có tài liệu nào đang công khai mang mã này.")
    successor = standing.successor
    raise Problem(
        410,
        GONE[standing.status],
        kind=standing.status,
        reason=standing.reason or None,
        since=standing.since.isoformat() if standing.since else None,
        successor=shapes.api_address(successor.variant.material.public_id) if successor else None,
    )


def _editions(filters: Filters) -> QuerySet[public.Publication]:
    rows = public.editions()
    for name, values in filters.chosen().items():
        rows = rows.filter(**{f"{LOOKUPS[name]}__in": values})
    if filters.updated_since:
        rows = rows.filter(current_from__gte=_moment(filters.updated_since))
    return rows


def _moment(given: datetime) -> datetime:
    """With a time zone (Vietnam's when none is given), within years that a database can hold."""
    if not 1970 <= given.year <= 9000:
        raise Problem(422, "Năm của updated_since phải từ 1970 đến 9000.", kind="invalid-parameters")
    return given if given.tzinfo else timezone.make_aware(given)


def _newest(filters: Filters) -> tuple[list[dict[str, Any]], str]:
    rows = public.materials_of(_editions(filters))
    if after := paging.read_after(filters.cursor):
        rows = rows.filter(Q(changed_at__lt=after.changed_at) | Q(changed_at=after.changed_at, pk__lt=after.id))
    page = list(_with_terms(rows).order_by("-changed_at", "-pk")[: filters.limit + 1])
    more, page = len(page) > filters.limit, page[: filters.limit]
    cursor = paging.cursor_after(page[-1].changed_at, page[-1].pk) if more else ""
    return _summaries(page), cursor


def _ranked(filters: Filters) -> tuple[list[dict[str, Any]], str]:
    """What the search engine finds, read again from the library: the index may be some seconds behind."""
    offset = paging.read_offset(filters.cursor)
    chosen = {FACETS[name]: tuple(values) for name, values in filters.chosen().items()}
    try:
        results = engines.get().search(SearchQuery(filters.q, chosen, offset=offset, limit=filters.limit))
    except EngineUnavailable as error:
        raise Problem(503, "Tạm thời chưa tìm kiếm được.") from error
    order = {hit.public_id: number for number, hit in enumerate(results.hits)}
    rows = public.materials_of(_editions(filters)).filter(public_id__in=order)
    page = sorted(_with_terms(rows), key=lambda material: order[material.public_id])
    seen = offset + len(results.hits)
    more = results.hits and seen < min(results.total, paging.MAX_OFFSET)
    return _summaries(page), paging.cursor_at(seen) if more else ""


def _with_terms(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("agency", "campaign").prefetch_related(*VOCABULARIES)


def _summaries(page: Sequence[Any]) -> list[dict[str, Any]]:
    languages = public.languages_of([material.pk for material in page])
    return [
        shapes.material_summary(material, languages[material.pk], material.changed_at)
        for material in page
        if material.pk in languages
    ]
