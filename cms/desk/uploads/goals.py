"""Where an uploaded file goes: into a slot of a variant, or to a material of its own."""

import hashlib
from typing import Any

from django.http import Http404
from django.urls import reverse

from cms.accounts.models import User
from cms.desk.guard import seen_variant
from cms.desk.intake import Taken, take_file
from cms.library.actions.variants import check_may_edit
from cms.library.errors import Conflict
from cms.library.models import LanguageVariant, Role
from media_pipeline import messages

from . import store
from .bulk import BulkForm, take_as_material

STATUS_OF = {"not_allowed": 403, "conflict": 422}


def goal_of(metadata: dict[str, str], user: User) -> dict[str, Any]:
    """Check before a byte is taken what can be checked. Raises ``Http404``, ``NotAllowed``, ``Conflict``."""
    # The batch comes from outside and names a file.
    batch = metadata.get("batch", "")
    goal: dict[str, Any] = {"batch": hashlib.sha256(batch.encode()).hexdigest()[:32] if batch else ""}
    if "variant" not in metadata:
        form = BulkForm(metadata, user=user)
        if not form.is_valid():
            raise Conflict(" ".join(words for errors in form.errors.values() for words in errors))
        return goal | form.codes()
    number = metadata["variant"]
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        raise Http404
    variant = seen_variant(user, int(number))
    check_may_edit(variant, user)
    role = metadata.get("role", "")
    if role and role not in Role.values:
        raise Conflict("Không có ô này. Hãy chọn lại mục “Dùng làm”.")
    return goal | {"variant": variant.pk, "role": role}


def deliver(upload: store.Upload, actor: User) -> tuple[int, dict[str, Any]]:
    """Hand the whole file over; returns the HTTP status and what the client is told."""
    goal = upload.goal
    if "variant" in goal:
        variant = LanguageVariant.objects.select_related("material", "agency").get(pk=goal["variant"])
        with store.places_of_batch(upload.owner, goal["batch"]) as places:
            taken = take_file(variant, upload.data, upload.name, actor, goal["role"], places)
    else:
        taken, variant = take_as_material(upload.data, upload.name, actor, goal)
    return _status(taken), _told(taken, variant)


def _status(taken: Taken) -> int:
    if taken.ok:
        return 200
    return STATUS_OF.get(taken.code) or messages.http_status(taken.code)


def _told(taken: Taken, variant: LanguageVariant | None) -> dict[str, Any]:
    edit = "wagtailsnippets_library_languagevariant:edit"
    return {
        "status": "accepted" if taken.ok else "refused",
        "text": taken.words,
        "code": taken.code,
        "name": taken.name,
        "public": variant.material.public_id if variant else "",
        "url": reverse(edit, args=[variant.pk]) if variant else "",
        "based_on": taken.based_on,
        "revision": taken.revision,
    }
