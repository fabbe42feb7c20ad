"""How editions end, and how one material takes the place of another."""

from django.db import transaction
from django.utils import timezone

from cms.accounts.models import User
from cms.accounts.policies import may
from cms.journal.events import append
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import EndKind, Material, Publication, Supersession


@transaction.atomic
def end(publication: Publication, kind: str, *, actor: User | None = None) -> None:
    """Write an edition's end, once. Raises ``Conflict`` when it has ended before."""
    changed = Publication.objects.filter(pk=publication.pk, ended_at__isnull=True).update(
        ended_at=timezone.now(), end_kind=EndKind(kind)
    )
    if not changed:
        raise Conflict(f"Ấn bản {publication.number} đã kết thúc trước đó.")
    publication.refresh_from_db(fields=["ended_at", "end_kind"])
    append(
        "publication.ended", publication.variant, actor=actor, data={"edition": publication.number, "kind": str(kind)}
    )


@transaction.atomic
def supersede(material: Material, successor: Material, *, reason: str, actor: User) -> Supersession:
    """Let ``successor`` take the place of ``material``.

    Editions of the old one stay, with a banner, until the successor is public in their language. Raises ``Conflict``
    for a cycle or a second successor, ``NotAllowed``.
    """
    if not may(actor, "review", material.agency_id):
        raise NotAllowed("Bạn không có quyền thay thế tài liệu của cơ quan này.")
    if not reason.strip():
        raise Conflict("Hãy ghi lý do thay thế.")
    Material.objects.select_for_update().get(pk=material.pk)
    open_rows = Supersession.objects.filter(undone_at__isnull=True)
    if open_rows.filter(material=material).exists():
        raise Conflict("Tài liệu này đã có tài liệu thay thế. Hãy hoàn tác lần trước đã.")
    seen, step = {material.pk}, successor.pk
    while step:
        if step in seen:
            raise Conflict("Hai tài liệu không thể thay thế vòng quanh lẫn nhau.")
        seen.add(step)
        step = open_rows.filter(material=step).values_list("successor_id", flat=True).first()
    row = Supersession.objects.create(
        material=material, successor=successor, reason=reason, by=actor, at=timezone.now()
    )
    append("material.superseded", material, actor=actor, data={"successor": successor.public_id, "reason": reason})
    settle_supersessions(successor)
    return row


@transaction.atomic
def undo_supersession(row: Supersession, *, actor: User) -> None:
    """Undo it. Editions that ended by it stay ended; publish the variant again to bring it back."""
    if not may(actor, "review", row.material.agency_id):
        raise NotAllowed("Bạn không có quyền hoàn tác việc thay thế này.")
    changed = Supersession.objects.filter(pk=row.pk, undone_at__isnull=True).update(
        undone_at=timezone.now(), undone_by=actor
    )
    if not changed:
        raise Conflict("Việc thay thế này đã được hoàn tác trước đó.")
    append("material.supersession_undone", row.material, actor=actor)


def settle_supersessions(successor: Material) -> int:
    """End the old materials' editions in the languages in which the successor is public now. Returns how many."""
    languages = Publication.objects.public().filter(variant__material=successor).values("variant__language")
    old = Publication.objects.current().filter(
        variant__material__supersessions__successor=successor,
        variant__material__supersessions__undone_at__isnull=True,
        variant__language__in=languages,
    )
    ended = 0
    for publication in old:
        end(publication, EndKind.SUPERSEDED)
        ended += 1
    return ended


def run_supersessions() -> int:
    """Settle every open supersession (the clock may have made a successor public). Returns how many editions ended."""
    rows = Supersession.objects.filter(undone_at__isnull=True).select_related("successor")
    with transaction.atomic():
        return sum(settle_supersessions(row.successor) for row in rows)
