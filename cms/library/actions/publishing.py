"""From an approved revision to a current edition: request, wait for its builds and its time, promote."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Revision

from cms.accounts.models import User
from cms.accounts.policies import may
from cms.journal.events import append
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import EndKind, Kind, LanguageVariant, Material, Publication, PublicationFile, Role
from cms.library.needs import Needs, Place, missing_roles, needs
from media_pipeline import plan

from .ending import end, settle_supersessions
from .files import places
from .withdrawing import hide_until_replaced, lift_until_replaced

log = logging.getLogger(__name__)
PRIORITY = 10


def check_publishable(draft: LanguageVariant) -> None:
    """Raise ``Conflict``, in words, when an edition could not be made of this draft."""
    kind = draft.material.kind
    if missing := missing_roles(kind, draft.slots.all()):
        names = ", ".join(Role(role).label.lower() for role in missing)
        raise Conflict(f"Bản {draft.language} còn thiếu tệp: {names}. Hãy tải tệp lên rồi gửi lại.")
    if kind == Kind.SMS and not draft.text.strip():
        raise Conflict(f"Bản {draft.language} chưa có lời tin nhắn. Hãy nhập lời tin nhắn rồi gửi lại.")


@transaction.atomic
def request_publication(
    variant: LanguageVariant,
    revision: Revision,
    *,
    actor: User,
    public_from: datetime | None = None,
    hide_current: bool = False,
    reviewed: bool = True,
    change_note: str = "",
) -> Publication:
    """Ask for an edition of exactly this revision; it becomes current when its time and its builds have come.

    A pending edition that waits is cancelled in favour of this one. ``hide_current`` takes the present edition away at
    once instead of letting it stand until then. ``reviewed=False`` is kept for agencies' system users (imports).
    """
    LanguageVariant.objects.select_for_update().get(pk=variant.pk)
    deed = "review" if reviewed else "edit"
    if not may(actor, deed, variant.agency_id, variant.language_id) or not (reviewed or actor.is_system):
        raise NotAllowed("Bạn không có quyền phát hành bản ngôn ngữ này.")
    draft = revision.as_object()
    check_publishable(draft)
    for waiting in Publication.objects.pending().filter(variant=variant):
        end(waiting, EndKind.CANCELLED, actor=actor)
    material = variant.material
    last = Publication.objects.filter(variant=variant).aggregate(Max("number"))["number__max"] or 0
    publication = Publication.objects.create(
        variant=variant,
        revision=revision,
        number=last + 1,
        title=draft.title or _fallback_title(material),
        summary=draft.summary,
        text=draft.text,
        credit=material.credit or material.agency.name,
        licence=material.licence,
        source=material.source,
        change_note=change_note,
        public_from=public_from or timezone.now(),
        reviewed=reviewed,
        requested_by=actor,
    )
    _pin_files(publication, places(draft))
    append("publication.requested", variant, actor=actor, data={"edition": last + 1, "reviewed": reviewed})
    if hide_current:
        hide_until_replaced(variant, actor=actor)
    _ensure(publication)
    transaction.on_commit(lambda: promote(publication.pk))
    return publication


def edition_places(publication: Publication) -> list[Place]:
    """The places of an edition, as the needs are computed from them."""
    files = publication.files.select_related("file_version__media_file")
    return [Place(f.role, f.n, f.file_version, f.mode, f.offset_ms) for f in files]


def edition_needs(publication: Publication) -> Needs:
    """What the edition needs, from its own files."""
    return needs(publication.variant.material.kind, edition_places(publication))


@transaction.atomic
def promote(publication_id: int) -> bool:
    """Make a pending edition current when its time has come and its required builds are complete.

    One transaction: pin the builds, end the present edition, lift what was hidden until now, publish Wagtail's
    revision, append the event. Returns False, changing nothing, while it must wait.
    """
    waiting = Publication.objects.pending().filter(pk=publication_id, public_from__lte=timezone.now()).first()
    if waiting is None:
        return False
    wishes = edition_needs(waiting)
    found = plan.find(wishes.all_required())
    if any(spec not in found or found[spec].completed_at is None for spec in wishes.all_required()):
        return False
    LanguageVariant.objects.select_for_update().get(pk=waiting.variant_id)
    publication = Publication.objects.pending().select_for_update().filter(pk=publication_id).first()
    if publication is None:
        return False
    for file in publication.files.all():
        file.builds.set([found[spec] for spec in wishes.required.get((file.role, file.n), [])])
    present = Publication.objects.current().filter(variant=publication.variant_id).first()
    if present:
        end(present, EndKind.CORRECTED, actor=publication.requested_by)
    publication.current_from = timezone.now()
    publication.save(update_fields=["current_from"])
    lift_until_replaced(publication.variant, actor=publication.requested_by)
    publication.revision.publish(user=publication.requested_by, skip_permission_checks=True)
    append(
        "variant.published", publication.variant, actor=publication.requested_by, data={"edition": publication.number}
    )
    settle_supersessions(publication.variant.material)
    return True


def promote_pending() -> int:
    """Try every edition whose time has come; one that fails stops no other. Returns how many went live."""
    promoted = 0
    due = Publication.objects.pending().filter(public_from__lte=timezone.now())
    for publication in due.select_related("variant__material", "variant__agency").order_by("public_from", "id"):
        try:
            if promote(publication.pk):
                promoted += 1
            else:
                _ensure(publication)
        except Exception:  # one edition that cannot be promoted must not keep the others back
            log.exception("edition %s could not be promoted", publication.pk)
    return promoted


@transaction.atomic
def cancel_publication(publication: Publication, *, actor: User) -> None:
    """Cancel an edition that waits. Raises ``NotAllowed``, ``Conflict`` when it is not pending any more."""
    variant = publication.variant
    if not may(actor, "review", variant.agency_id, variant.language_id):
        raise NotAllowed("Bạn không có quyền hủy lịch phát hành này.")
    waiting = Publication.objects.pending().select_for_update().filter(pk=publication.pk).first()
    if waiting is None:
        raise Conflict("Ấn bản này không còn chờ phát hành.")
    end(waiting, EndKind.CANCELLED, actor=actor)


def _ensure(publication: Publication) -> None:
    wishes = edition_needs(publication)
    fair_key = publication.variant.agency.code
    plan.ensure(wishes.all_required(), fair_key=fair_key, priority=PRIORITY)
    plan.ensure(wishes.all_optional(), fair_key=fair_key)


def _pin_files(publication: Publication, slots: list[Place]) -> None:
    PublicationFile.objects.bulk_create(
        PublicationFile(
            publication=publication,
            role=place.role,
            n=place.n,
            file_version=place.file,
            mode=place.mode,
            offset_ms=place.offset_ms,
        )
        for place in slots
    )


def _fallback_title(material: Material) -> str:
    """A variant without a title (audio in a language that is not written) is called by the Vietnamese one."""
    titles = LanguageVariant.objects.filter(material=material, language__code="vi").exclude(title="")
    return titles.values_list("title", flat=True).first() or material.name
