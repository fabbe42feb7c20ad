"""Files into the library and into the slots of a variant."""

from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from wagtail.models import Revision

from cms.accounts.models import User
from cms.accounts.policies import may
from cms.journal.events import append
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import FileVersion, Kind, LanguageVariant, Mode, Role, Slot
from cms.library.models.slot import FAMILIES
from cms.library.needs import Place, default_role, needs
from cms.taxonomy.models import Agency
from media_pipeline import ingest, plan
from media_pipeline.models import Build, MediaFile

from .variants import check_may_edit, save_draft


def receive_file(source: BinaryIO | Path, *, name: str, agency: Agency, actor: User) -> FileVersion:
    """One upload of one file through the ingest door. Equal bytes are stored once, silently.

    Raises ``media_pipeline.messages.Refused`` (with its plain text) and ``NotAllowed``. No transaction is open while
    bytes are read.
    """
    if not may(actor, "upload", agency.pk):
        raise NotAllowed(f"Bạn không có quyền tải tệp lên cho {agency}.")
    accepted = ingest.accept(source, name=name, fair_key=agency.code)
    return store_file(accepted.media_file, name=name, agency=agency, actor=actor)


@transaction.atomic
def store_file(media_file: MediaFile, *, name: str, agency: Agency, actor: User) -> FileVersion:
    """The library's row of an accepted file."""
    version = FileVersion.objects.create(
        media_file=media_file, agency=agency, name=ingest.clean_name(name), uploaded_by=actor
    )
    append("file.received", version, actor=actor, data={"sha256": media_file.sha256})
    return version


@transaction.atomic
def attach(
    variant: LanguageVariant,
    file: FileVersion,
    *,
    actor: User,
    role: str = "",
    n: int = 1,
    mode: str = Mode.REPLACE,
    offset_ms: int = 0,
) -> Revision:
    """Put a file into a slot of the variant's newest draft, in place of the one that stood there.

    An empty ``role`` means "by kind". A video's own sound fills an empty voice slot with the same file; a voice or
    captions without a picture take the picture of the film's first variant that has one. Processing of the draft
    starts at once. Raises ``Conflict`` when the file cannot play that role, ``NotAllowed``.
    """
    variant = _fresh(variant)
    check_may_edit(variant, actor)
    if not may(actor, "see", file.agency_id):
        raise NotAllowed("Bạn không có quyền dùng tệp này.")
    facts, family = file.media_file.facts, file.media_file.family
    role = role or default_role(variant.material.kind, family)
    if family not in FAMILIES[Role(role)]:
        raise Conflict(f"Tệp «{file.name}» không dùng được làm {Role(role).label.lower()}. Hãy chọn tệp đúng loại.")
    if role == Role.VOICE and not facts.get("audio"):
        raise Conflict(f"Tệp «{file.name}» không có tiếng. Hãy chọn tệp có âm thanh.")
    draft = variant.get_latest_revision_as_object()
    _place(draft, Slot(role=role, n=n, file=file, mode=mode, offset_ms=offset_ms))
    taken = {(slot.role, slot.n) for slot in draft.slots.all()}
    if role == Role.PICTURE and facts.get("audio") and (Role.VOICE, n) not in taken:
        _place(draft, Slot(role=Role.VOICE, n=n, file=file))
    if role in (Role.VOICE, Role.CAPTIONS) and draft.material.kind == Kind.VIDEO and (Role.PICTURE, n) not in taken:
        _share_picture(draft, n)
    revision = save_draft(draft, actor=actor)
    ensure_builds(draft, priority=0)
    return revision


@transaction.atomic
def detach(variant: LanguageVariant, *, role: str, actor: User, n: int = 1) -> Revision:
    """Empty a slot of the newest draft. The file stays in the library. Raises ``Conflict`` when the slot is empty."""
    draft = _fresh(variant).get_latest_revision_as_object()
    slots = [slot for slot in draft.slots.all() if (slot.role, slot.n) == (role, n)]
    if not slots:
        raise Conflict("Ô này đang trống.")
    draft.slots.remove(*slots)
    return save_draft(draft, actor=actor)


def places(variant: LanguageVariant) -> list[Place]:
    """The slots of a variant object (a draft or the stored row) with their files."""
    slots = list(variant.slots.all())
    files = FileVersion.objects.select_related("media_file").in_bulk([slot.file_id for slot in slots])
    return [Place(slot.role, slot.n, files[slot.file_id], slot.mode, slot.offset_ms) for slot in slots]


def ensure_builds(variant: LanguageVariant, *, priority: int) -> list[Build]:
    """Make sure that everything this variant object needs is made or under way. Idempotent."""
    wishes = needs(variant.material.kind, places(variant))
    made = plan.ensure(wishes.all_required(), fair_key=variant.agency.code, priority=priority)
    optional = plan.ensure(wishes.all_optional(), fair_key=variant.agency.code, priority=priority - 1)
    return [*made.values(), *optional.values()]


@transaction.atomic
def retry_processing(variant: LanguageVariant, *, actor: User) -> int:
    """Try the failed builds of the newest draft again. Returns how many were opened."""
    if not may(actor, "edit", variant.agency_id, variant.language_id):
        raise NotAllowed("Bạn không có quyền xử lý lại tệp của bản ngôn ngữ này.")
    builds = ensure_builds(_fresh(variant).get_latest_revision_as_object(), priority=0)
    failed = [build for build in builds if build.state == "failed"]
    for build in failed:
        plan.retry(build)
    if failed:
        append("variant.processing_retried", variant, actor=actor, data={"builds": [build.pk for build in failed]})
    return len(failed)


def _fresh(variant: LanguageVariant) -> LanguageVariant:
    """The row as it is now, locked: the caller's object may point at an older revision and would lose the newer one."""
    return LanguageVariant.objects.select_for_update(of=("self",)).select_related("material").get(pk=variant.pk)


def _share_picture(draft: LanguageVariant, n: int) -> None:
    """Point at the picture of a sibling variant: a dub or a subtitled version stands over the same film."""
    siblings = LanguageVariant.objects.filter(material=draft.material_id).exclude(pk=draft.pk)
    for sibling in siblings.order_by("language__position", "pk"):
        for slot in sibling.get_latest_revision_as_object().slots.all():
            if (slot.role, slot.n) == (Role.PICTURE, n):
                _place(draft, Slot(role=Role.PICTURE, n=n, file=slot.file))
                return


def _place(draft: LanguageVariant, slot: Slot) -> None:
    old = [each for each in draft.slots.all() if (each.role, each.n) == (slot.role, slot.n)]
    if old:
        draft.slots.remove(*old)
    draft.slots.add(slot)
