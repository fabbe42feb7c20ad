"""A variant's page: where it stands, its files, its words."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import select_template
from wagtail.models import WorkflowState

from cms.accounts.models import User
from cms.accounts.policies import may
from cms.desk.editing import ActionMenu, EditScreen
from cms.desk.forms import ROLE_CHOICES
from cms.desk.progress import draft_progress
from cms.desk.status import VariantStatus, statuses
from cms.library import actions
from cms.library.errors import Conflict
from cms.library.models import AgencyApprovalTask, LanguageVariant

SUBMIT = "submit"


class VariantEditView(EditScreen):
    """The newest draft. What is public does not change here."""

    def get_available_actions(self) -> list[str]:
        """Save the draft, or save and send it for review."""
        return ["edit", SUBMIT]

    def _get_action_menu(self) -> ActionMenu:
        if not self.can_edit or self.locked_for_user:
            return ActionMenu(self.request, [])
        buttons = [("", "Lưu nháp")]
        if not self.stored.current_workflow_state or not self.under_review:
            buttons.append((SUBMIT, "Gửi duyệt"))
        return ActionMenu(self.request, buttons)

    @property
    def stored(self) -> LanguageVariant:
        """The row, as the database has it."""
        return self.live_object

    @property
    def under_review(self) -> bool:
        """Whether somebody is asked to decide now."""
        state = self.stored.current_workflow_state
        return bool(state) and state.status == WorkflowState.STATUS_IN_PROGRESS

    def store(self, form: BaseForm) -> HttpResponse:
        """Save the words when they changed; then send for review when asked to."""
        user = self.request.user
        saved = form.has_changed()
        if saved:
            actions.save_draft(form.save(commit=False), actor=user, based_on=self.loaded_revision())
        if self.action != SUBMIT:
            messages.success(self.request, "Đã lưu nháp." if saved else "Không có gì thay đổi để lưu.")
            return redirect(self.get_edit_url())
        try:
            with transaction.atomic():
                actions.submit(self.stored, actor=user)
        except Conflict as refusal:
            messages.error(self.request, f"{'Đã lưu nháp nhưng chưa gửi' if saved else 'Chưa gửi'} duyệt: {refusal}")
        else:
            messages.success(self.request, "Đã gửi duyệt. Người duyệt của cơ quan sẽ thấy trên trang chính.")
        return redirect(self.get_edit_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the state, the files and what may be done."""
        variant = (
            LanguageVariant.objects.select_related("material", "language", "agency", "latest_revision")
            .filter(pk=self.stored.pk)
            .get()
        )
        status = statuses([variant])[variant.pk]
        slots = draft_progress([variant])[variant.pk]
        return super().get_context_data(**kwargs) | {
            "variant": variant,
            "status": status,
            "slots": slots,
            "settled": all(slot.settled for slot in slots) and not (status.pending and status.percent < 100),
            "role_choices": ROLE_CHOICES,
            "any_failed": any(slot.state == "failed" for slot in slots),
            "dropzone_template": select_template(["desk/uploads/_dropzone.html", "desk/_no_dropzone.html"]),
            "returned_note": returned_note(variant, status),
            **deeds(variant, status, self.request.user, locked=bool(self.locked_for_user)),
        }


def deeds(variant: LanguageVariant, status: VariantStatus, user: User, *, locked: bool) -> dict[str, bool]:
    """What this user may do with this variant now."""
    agency, language = variant.agency_id, variant.language_id
    edits = may(user, "edit", agency, language)
    in_review = status.review == WorkflowState.STATUS_IN_PROGRESS
    published = status.current is not None or status.pending is not None
    own = bool(status.withdrawal and status.withdrawal.variant_id)
    return {
        "may_change_files": edits and not locked,
        "may_take_back": edits and in_review,
        "may_review": may(user, "review", agency, language),
        "may_decide": in_review and AgencyApprovalTask.may_decide(variant, user),
        "in_review": in_review,
        "may_withdraw": may(user, "withdraw", agency, language) and published and not status.withdrawal,
        "may_undo_withdrawal": may(user, "withdraw", agency, language) and own,
        "may_cancel_schedule": bool(status.pending) and may(user, "review", agency, language),
    }


def returned_note(variant: LanguageVariant, status: VariantStatus) -> str:
    """Why the reviewer sent it back, when that is where it stands."""
    if status.review != WorkflowState.STATUS_NEEDS_CHANGES:
        return ""
    state = variant.current_workflow_state
    return state.current_task_state.comment if state and state.current_task_state else ""
