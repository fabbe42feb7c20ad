"""A material's page: its languages with their files and states, and its own fields."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect

from cms.accounts.policies import may
from cms.desk.editing import ActionMenu, EditScreen
from cms.desk.forms import editable_agencies
from cms.desk.progress import draft_progress
from cms.desk.status import statuses
from cms.library import actions
from cms.library.models import LanguageVariant, Material, Role


class MaterialEditView(EditScreen):
    """Fields of the work; texts and files are on the pages of its languages."""

    def _get_action_menu(self) -> ActionMenu:
        return ActionMenu(self.request, [("", "Lưu")] if self.can_edit else [])

    def store(self, form: BaseForm) -> HttpResponse:
        """Rights and terms act at once."""
        actions.update_material(form.save(commit=False), actor=self.request.user)
        messages.success(self.request, "Đã lưu tài liệu.")
        return redirect(self.get_edit_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the matrix and what may be done."""
        user = self.request.user
        material = self.live_object
        context = super().get_context_data(**kwargs) | matrix(material)
        withdrawal = material.withdrawals.filter(undone_at__isnull=True).select_related("by").first()
        supersession = material.supersessions.filter(undone_at__isnull=True).select_related("successor", "by").first()
        seen = supersession and Material.objects.visible_to(user).filter(pk=supersession.successor_id).exists()
        return context | {
            "material": material,
            "withdrawal": withdrawal,
            "supersession": supersession,
            "successor_seen": seen,
            "may_withdraw": may(user, "withdraw", material.agency_id),
            "may_supersede": may(user, "review", material.agency_id),
            "may_add_language": editable_agencies(user).exists(),
        }


def matrix(material: Material) -> dict[str, Any]:
    """Language × file: which roles any language has, and for each language its state and each role's files."""
    variants = list(
        LanguageVariant.objects.filter(material=material)
        .select_related("language", "agency", "material", "latest_revision")
        .order_by("language__position", "pk")
    )
    states, slots = statuses(variants), draft_progress(variants)
    used = {slot.place.role for rows in slots.values() for slot in rows}
    roles = [role for role in Role if role in used]
    rows = [
        {
            "variant": variant,
            "title": variant.latest_revision.content.get("title", "") if variant.latest_revision else variant.title,
            "status": states[variant.pk],
            "cells": [[slot for slot in slots[variant.pk] if slot.place.role == role] for role in roles],
        }
        for variant in variants
    ]
    return {"matrix_roles": roles, "matrix_rows": rows}
