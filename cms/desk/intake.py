"""One file from a person's hands into a slot of a variant: what the plain form and the resumable upload both call."""

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from cms.accounts.models import User
from cms.library import actions
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import FileVersion, LanguageVariant, Role
from cms.library.needs import default_role
from media_pipeline.messages import Refused


@dataclass(frozen=True)
class Taken:
    """What became of one file. ``words`` is for the person: what happened, and what to do when it went wrong.

    ``based_on`` and ``revision`` are the newest revision before and after: a form that was opened on ``based_on`` may
    go on with ``revision``, because nothing but the file changed between them.
    """

    name: str
    ok: bool
    words: str
    role: str = ""
    n: int = 1
    file: FileVersion | None = None
    based_on: int | None = None
    revision: int | None = None
    code: str = ""


def take_file(
    variant: LanguageVariant,
    source: BinaryIO | Path,
    name: str,
    actor: User,
    role: str = "",
    taken: set[tuple[str, int]] | None = None,
) -> Taken:
    """Receive one file and put it into its slot; an empty ``role`` means by the kinds of material and file.

    A file takes the place of the one that stood in the slot, unless that place is in ``taken`` (filled earlier in the
    same upload, extended here): then it comes after it. Never raises for what a person can cause; such files have
    ``ok=False`` and stay out of the variant.
    """
    taken = taken if taken is not None else set()
    try:
        file = actions.receive_file(source, name=name, agency=variant.agency, actor=actor)
    except Refused as refusal:
        return Taken(name, False, refusal.vi, code=refusal.code)
    except NotAllowed as refusal:
        return Taken(name, False, str(refusal), code="not_allowed")
    try:
        where = role or default_role(variant.material.kind, file.media_file.family)
        n = next(n for n in range(1, 1000) if (where, n) not in taken)
        based_on = LanguageVariant.objects.values_list("latest_revision_id", flat=True).get(pk=variant.pk)
        revision = actions.attach(variant, file, actor=actor, role=where, n=n)
    except (Conflict, NotAllowed) as refusal:
        return Taken(name, False, str(refusal), file=file, code="conflict")
    taken.add((where, n))
    words = f"Đã nhận tệp “{file.name}” làm {Role(where).label.lower()}."
    return Taken(file.name, True, words, where, n, file, based_on, revision.pk)
