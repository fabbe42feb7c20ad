"""Making and changing materials."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from cms.accounts.models import User
from cms.accounts.policies import may
from cms.journal.events import append
from cms.library.errors import NotAllowed
from cms.library.models import Material
from cms.taxonomy.models import Agency

MANY = ("topics", "audiences", "provinces", "procedures", "channels")


@transaction.atomic
def create_material(
    *, actor: User, agency: Agency, many: dict[str, Iterable[Any]] | None = None, **fields: Any
) -> Material:
    """A new material of an agency. ``fields`` are Material's own; ``many`` holds topics, audiences and so on.

    Raises ``NotAllowed`` when the actor does not edit for the agency, ``ValidationError`` for bad values.
    """
    if not may(actor, "edit", agency.pk):
        raise NotAllowed(f"Bạn không có quyền tạo tài liệu cho {agency}.")
    material = Material(agency=agency, created_by=actor, **fields)
    return store_new(material, actor, many)


def store_new(material: Material, actor: User, many: dict[str, Iterable[Any]] | None = None) -> Material:
    """Validate and store a material that is not in the database yet, with its first revision and event."""
    if not may(actor, "edit", material.agency_id):
        raise NotAllowed("Bạn không có quyền tạo tài liệu cho cơ quan này.")
    with transaction.atomic():
        material.created_by = actor
        material.full_clean(exclude=["latest_revision"])
        material.save()
        if many:
            _set_many(material, many)
        material.save_revision(user=actor)
        append("material.created", material, actor=actor)
    return material


@transaction.atomic
def update_material(material: Material, *, actor: User, many: dict[str, Iterable[Any]] | None = None) -> Material:
    """Store the changed fields of a material. Rights act at once; texts of editions never change.

    Raises ``NotAllowed``, and ``ValidationError`` for bad values.
    """
    stored = Material.objects.select_for_update().get(pk=material.pk)
    for agency_id in {stored.agency_id, material.agency_id}:
        if not may(actor, "edit", agency_id):
            raise NotAllowed("Bạn không có quyền sửa tài liệu của cơ quan này.")
    material.full_clean(exclude=["latest_revision"])
    material.save()
    if many:
        _set_many(material, many)
    material.save_revision(user=actor)
    append("material.changed", material, actor=actor)
    return material


def _set_many(material: Material, many: dict[str, Iterable[Any]]) -> None:
    for name, rows in many.items():
        if name not in MANY:
            raise ValueError(f"{name} is not a many-valued field of Material")
        getattr(material, name).set(rows)
    material.save()
