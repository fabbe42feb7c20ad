"""The import itself: row by row, one bad file never stops the rest, a second run adds nothing."""

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.accounts.models import User
from cms.accounts.system import system_user
from cms.library import actions
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import LanguageVariant, Material, Publication
from cms.library.needs import default_role
from cms.taxonomy.models import Agency
from media_pipeline import ingest
from media_pipeline.messages import Refused
from media_pipeline.models import MediaFile

from .codes import BadCell, Vocabulary, Wish, understand
from .sheet import Row, read_sheet

log = logging.getLogger(__name__)
ACCEPTED, DUPLICATE, REFUSED = "accepted", "duplicate", "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of a row. ``reason`` is plain Vietnamese, empty when all went well."""

    file: str
    status: str
    public_id: str = ""
    language: str = ""
    reason: str = ""

    def as_dict(self) -> dict[str, str]:
        """The object that ``--json`` prints."""
        return asdict(self)


@dataclass
class _Import:
    folder: Path
    agency: Agency | None
    publish: bool
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    placed: dict[tuple[int, str], int] = field(default_factory=dict)
    touched: dict[int, tuple[User, datetime | None]] = field(default_factory=dict)


def import_folder(folder: Path, *, agency: Agency | None = None, publish: bool = False) -> Iterator[Outcome]:
    """Import every row of the folder's ``materials.csv``, giving each row's outcome as it is known.

    ``publish`` asks for an edition of every variant that this import changed, as the agency's system user and recorded
    as published without review. Raises ``SheetUnreadable`` before anything is done.
    """
    rows = read_sheet(folder)
    job = _Import(folder.resolve(), agency, publish)
    for row in rows:
        yield _one(job, row)
    if publish:
        yield from _publish(job)


def _one(job: _Import, row: Row) -> Outcome:
    shown = ingest.clean_name(row["file"]) if row["file"] else f"dòng {row.line}"
    try:
        wish = understand(row, job.vocabulary, job.agency)
        return _bring(job, wish, shown)
    except Refused as refusal:
        return Outcome(shown, REFUSED, language=row["language"], reason=refusal.vi)
    except (BadCell, Conflict, NotAllowed) as refusal:
        return Outcome(shown, REFUSED, language=row["language"], reason=f"Dòng {row.line}: {refusal}")
    except ValidationError as error:
        return Outcome(shown, REFUSED, language=row["language"], reason=f"Dòng {row.line}: {' '.join(error.messages)}")
    except Exception:  # a fault of ours in one row must not cost the sender the other rows
        log.exception("import of line %s failed", row.line)
        reason = f"Dòng {row.line}: Kho gặp lỗi khi nhập dòng này. Hãy chạy lại lệnh; nếu vẫn lỗi, báo quản trị."
        return Outcome(shown, REFUSED, language=row["language"], reason=reason)


def _bring(job: _Import, wish: Wish, shown: str) -> Outcome:
    actor = system_user(wish.agency)
    material = Material.objects.filter(agency=wish.agency, external_key=wish.key).first()
    if material and material.kind != wish.kind:
        raise Conflict(f"Tài liệu «{wish.key}» đã có với loại {material.kind}, dòng này ghi {wish.kind}.")
    variant = LanguageVariant.objects.filter(material=material, language=wish.language).first() if material else None
    path = _inside(job.folder, wish.file) if wish.file else None
    if path is None and not (wish.text or wish.title):
        raise Conflict("không có tệp, tiêu đề hay nội dung chữ nào để nhập.")
    known = _known(path) if path else None
    place = _place(job, wish, variant, known)
    if variant and not _differs(variant, wish, place, known, path):
        _note(job, variant, actor, wish, place)
        return Outcome(shown, DUPLICATE, material.public_id, wish.language.code)
    accepted = ingest.accept(path, name=shown, fair_key=wish.agency.code).media_file if path else None
    with transaction.atomic():
        material = material or actions.create_material(
            actor=actor,
            agency=wish.agency,
            kind=wish.kind,
            name=(wish.title or shown)[:250],
            external_key=wish.key,
            many=wish.many,
            **wish.fields,
        )
        variant = _describe(variant, material, wish, actor)
        if accepted:
            version = actions.store_file(accepted, name=shown, agency=wish.agency, actor=actor)
            place = _place(job, wish, variant, accepted)
            role, n = place
            actions.attach(variant, version, actor=actor, role=role, n=n, mode=wish.mode, offset_ms=wish.offset_ms)
    _note(job, variant, actor, wish, place)
    return Outcome(shown, ACCEPTED, material.public_id, wish.language.code)


def _note(job: _Import, variant: LanguageVariant, actor: User, wish: Wish, place: tuple[str, int] | None) -> None:
    """Remember which place is taken by now, and that the variant may be published at the end."""
    if place:
        job.placed[(variant.pk, place[0])] = place[1]
    earlier = job.touched.get(variant.pk, (actor, None))[1]
    job.touched[variant.pk] = (actor, wish.public_from or earlier)


def _inside(folder: Path, name: str) -> Path:
    """The file of a row, which must lie inside the folder. Raises ``Conflict``."""
    if "\0" in name or len(name.encode("utf-8", "surrogateescape")) > 4096:
        raise Conflict("tên tệp không hợp lệ.")
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder) and not Path(name).is_absolute()
        found = inside and path.is_file()
    except OSError as error:
        raise Conflict(f"không mở được tệp: {error.strerror}.") from error
    if not inside:
        raise Conflict("đường dẫn tệp ra ngoài thư mục nhập. Hãy đặt tệp trong thư mục và ghi đường dẫn tương đối.")
    if not found:
        raise Conflict("không thấy tệp này trong thư mục. Hãy kiểm tra tên tệp.")
    return path


def _known(path: Path) -> MediaFile | None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return MediaFile.objects.filter(sha256=digest).first()


def _place(
    job: _Import, wish: Wish, variant: LanguageVariant | None, known: MediaFile | None
) -> tuple[str, int] | None:
    """The role and number of a row's file: rows of one role in one variant are numbered in the sheet's order."""
    if known is None:
        return None
    role = wish.role or default_role(wish.kind, known.family)
    return role, job.placed.get((variant.pk, role), 0) + 1 if variant else 1


def _differs(
    variant: LanguageVariant, wish: Wish, place: tuple[str, int] | None, known: MediaFile | None, path: Path | None
) -> bool:
    """Whether the row says anything that the variant's newest draft does not say yet."""
    draft = variant.get_latest_revision_as_object()
    for name in ("title", "summary", "text"):
        if getattr(wish, name) and getattr(wish, name) != getattr(draft, name):
            return True
    if path is None:
        return False
    if place is None:
        return True
    return not any((slot.role, slot.n) == place and slot.file.media_file_id == known.pk for slot in draft.slots.all())


def _describe(variant: LanguageVariant | None, material: Material, wish: Wish, actor: User) -> LanguageVariant:
    words = {name: getattr(wish, name) for name in ("title", "summary", "text") if getattr(wish, name)}
    if variant is None:
        return actions.create_variant(
            material=material, language=wish.language, actor=actor, agency=wish.agency, **words
        )
    draft = variant.get_latest_revision_as_object()
    if any(getattr(draft, name) != value for name, value in words.items()):
        for name, value in words.items():
            setattr(draft, name, value)
        actions.save_draft(draft, actor=actor)
    return LanguageVariant.objects.get(pk=variant.pk)


def _publish(job: _Import) -> Iterator[Outcome]:
    """Ask for editions of what changed; a variant that cannot be published yet is named with the reason."""
    for pk, (actor, public_from) in job.touched.items():
        variant = LanguageVariant.objects.select_related("material", "language", "agency").get(pk=pk)
        revision = variant.latest_revision
        asked = Publication.objects.filter(variant=variant, revision=revision).exclude(end_kind="cancelled")
        if asked.exists():
            continue
        try:
            actions.request_publication(variant, revision, actor=actor, public_from=public_from, reviewed=False)
        except (Conflict, NotAllowed) as refusal:
            name = variant.title or variant.material.name
            yield Outcome(
                name, REFUSED, variant.material.public_id, variant.language.code, f"Chưa phát hành: {refusal}"
            )
