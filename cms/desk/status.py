"""What state a variant is in, in words, for many variants in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from wagtail.models import WorkflowState

from cms.library.models import EndKind, LanguageVariant, Publication, PublicationFile, Supersession, Withdrawal
from cms.library.needs import Place, needs

from .progress import known_builds, percent_of


@dataclass(frozen=True)
class Badge:
    """A state: ``code`` chooses the colour."""

    code: str
    label: str


@dataclass
class VariantStatus:
    """Everything lists and pages say about a variant's state."""

    badges: list[Badge] = field(default_factory=list)
    current: Publication | None = None
    pending: Publication | None = None
    withdrawal: Withdrawal | None = None
    review: str = ""
    draft_is_new: bool = True
    percent: int = 100


def statuses(variants: Sequence[LanguageVariant]) -> dict[int, VariantStatus]:
    """The status of each variant, by id. ``material`` and ``language`` should be selected with them."""
    result = {variant.pk: VariantStatus() for variant in variants}
    if not result:
        return result
    editions = _editions(result)
    percents = _percents([e for rows in editions.values() for e in rows if e.is_pending], variants)
    withdrawals = _withdrawals(variants)
    reviews = _reviews(result)
    superseded = _superseded(variants)
    now, today = timezone.now(), timezone.localdate()
    for variant in variants:
        status = result[variant.pk]
        rows = editions.get(variant.pk, [])
        status.current = next((e for e in rows if e.is_current), None)
        status.pending = next((e for e in rows if e.is_pending), None)
        status.percent = percents.get(status.pending.pk, 100) if status.pending else 100
        status.withdrawal = withdrawals.get(("variant", variant.pk)) or withdrawals.get(
            ("material", variant.material_id)
        )
        status.review = reviews.get(variant.pk, "")
        asked = [e.revision_id for e in rows if e.end_kind != EndKind.CANCELLED]
        status.draft_is_new = not asked or variant.latest_revision_id > max(asked)
        status.badges = [
            *_public_badges(variant, status, rows, variant.material_id in superseded, today),
            *_work_badges(status, now),
        ]
    return result


def _public_badges(
    variant: LanguageVariant, status: VariantStatus, rows: list[Publication], superseded: bool, today: object
) -> list[Badge]:
    material = variant.material
    if status.withdrawal:
        return [Badge("withdrawn", "đã thu hồi")]
    if not status.current:
        ends = [e.end_kind for e in rows if e.ended_at and e.end_kind != EndKind.CANCELLED]
        if ends and ends[-1] == EndKind.SUPERSEDED:
            return [Badge("superseded", "bị thay thế")]
        if ends and ends[-1] == EndKind.EXPIRED:
            return [Badge("expired", "hết hiệu lực")]
        return []
    if material.valid_to and material.valid_to < today:
        return [Badge("expired", "hết hiệu lực")]
    if material.valid_from and material.valid_from > today:
        return [Badge("scheduled", f"chưa có hiệu lực (từ {material.valid_from:%d/%m/%Y})")]
    badges = [Badge("public", f"đang công khai (ấn bản {status.current.number})")]
    if superseded:
        badges.append(Badge("superseded", "bị thay thế"))
    return badges


def _work_badges(status: VariantStatus, now: datetime) -> list[Badge]:
    if status.pending and status.pending.public_from > now:
        when = timezone.localtime(status.pending.public_from)
        return [Badge("scheduled", f"hẹn giờ {when:%H:%M %d/%m/%Y}")]
    if status.pending:
        return [Badge("processing", f"đang chờ xử lý tệp ({status.percent} %)")]
    if status.review == WorkflowState.STATUS_IN_PROGRESS:
        return [Badge("review", "chờ duyệt")]
    if status.review:
        return [Badge("returned", "bị trả lại")]
    return [Badge("draft", "bản nháp")] if status.draft_is_new else []


def _editions(ids: Iterable[int]) -> dict[int, list[Publication]]:
    rows: dict[int, list[Publication]] = {}
    for edition in Publication.objects.filter(variant__in=ids).order_by("number"):
        rows.setdefault(edition.variant_id, []).append(edition)
    return rows


def _percents(pending: list[Publication], variants: Sequence[LanguageVariant]) -> dict[int, int]:
    """How far the required files of waiting editions are, by edition."""
    kinds = {variant.pk: variant.material.kind for variant in variants}
    places: dict[int, list[Place]] = {edition.pk: [] for edition in pending}
    files = PublicationFile.objects.filter(publication__in=places).select_related("file_version__media_file")
    for file in files:
        places[file.publication_id].append(Place(file.role, file.n, file.file_version, file.mode, file.offset_ms))
    wishes = {e.pk: needs(kinds[e.variant_id], places[e.pk]).all_required() for e in pending}
    builds = known_builds([spec for specs in wishes.values() for spec in specs])
    return {pk: percent_of(specs, builds) for pk, specs in wishes.items()}


def _withdrawals(variants: Sequence[LanguageVariant]) -> dict[tuple[str, int], Withdrawal]:
    of = Q(variant__in=[v.pk for v in variants]) | Q(material__in={v.material_id for v in variants})
    rows = Withdrawal.objects.filter(of, undone_at__isnull=True)
    return {("variant", w.variant_id) if w.variant_id else ("material", w.material_id): w for w in rows}


def _reviews(ids: Iterable[int]) -> dict[int, str]:
    open_states = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)
    rows = WorkflowState.objects.filter(
        base_content_type=ContentType.objects.get_for_model(LanguageVariant),
        object_id__in=[str(pk) for pk in ids],
        status__in=open_states,
    )
    return {int(pk): status for pk, status in rows.values_list("object_id", "status")}


def _superseded(variants: Sequence[LanguageVariant]) -> set[int]:
    rows = Supersession.objects.filter(material__in={v.material_id for v in variants}, undone_at__isnull=True)
    return set(rows.values_list("material_id", flat=True))
