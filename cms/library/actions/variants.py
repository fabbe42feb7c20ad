"""Making language variants and saving their drafts."""

from django.db import transaction
from wagtail.models import Revision

from cms.accounts.models import User
from cms.accounts.policies import may
from cms.journal.events import append
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import LanguageVariant, Material
from cms.taxonomy.models import Agency, Language


def check_may_edit(variant: LanguageVariant, actor: User) -> None:
    """Raise ``NotAllowed`` unless the actor edits this variant, ``Conflict`` while it is locked for the actor."""
    if not may(actor, "edit", variant.agency_id, variant.language_id):
        raise NotAllowed("Bạn không có quyền sửa bản ngôn ngữ này.")
    lock = variant.get_lock()
    if lock and lock.for_user(actor):
        raise Conflict("Bản ngôn ngữ đang chờ duyệt hoặc đang bị khóa. Hãy rút lại yêu cầu duyệt rồi sửa.")


@transaction.atomic
def create_variant(
    *,
    material: Material,
    language: Language,
    actor: User,
    agency: Agency | None = None,
    title: str = "",
    summary: str = "",
    text: str = "",
) -> LanguageVariant:
    """A material's variant in one more language, held by ``agency`` (the material's own when None).

    Another agency may hold a translation when its editor sees the material. Raises ``NotAllowed``, ``Conflict`` when
    the language exists already.
    """
    agency = agency or material.agency
    if not may(actor, "edit", agency.pk, language.pk):
        raise NotAllowed(f"Bạn không có quyền thêm bản {language} cho {agency}.")
    if not Material.objects.visible_to(actor).filter(pk=material.pk).exists():
        raise NotAllowed("Bạn không có quyền thêm bản ngôn ngữ cho tài liệu này.")
    if LanguageVariant.objects.filter(material=material, language=language).exists():
        raise Conflict(f"Tài liệu đã có bản {language}. Hãy mở bản đó để sửa.")
    variant = LanguageVariant(
        material=material, language=language, agency=agency, title=title, summary=summary, text=text
    )
    variant.full_clean(exclude=["latest_revision", "live_revision"])
    variant.save()
    variant.save_revision(user=actor)
    append("variant.created", variant, actor=actor, data={"language": language.code})
    return variant


@transaction.atomic
def save_draft(variant: LanguageVariant, *, actor: User, based_on: int | None = None) -> Revision:
    """Store the in-memory variant as its newest revision; what is published does not change.

    ``based_on`` is the id of the revision that the editor started from: when a newer one exists, ``Conflict`` is
    raised and nothing is stored, so that a tab left open cannot bring an old text or file back.
    """
    stored = LanguageVariant.objects.select_for_update().get(pk=variant.pk)
    check_may_edit(stored, actor)
    if based_on is not None and stored.latest_revision_id != based_on:
        raise Conflict("Đã có người lưu bản mới hơn. Hãy tải lại trang để xem, rồi nhập lại phần bạn vừa sửa.")
    variant.agency_id, variant.material_id, variant.language_id = (
        stored.agency_id,
        stored.material_id,
        stored.language_id,
    )
    if not stored.live:
        # The row shows the newest words in lists until a first edition exists.
        variant.save()
    revision = variant.save_revision(user=actor)
    append("variant.drafted", stored, actor=actor, data={"revision": revision.pk})
    return revision
