"""Panels of the admin's first page: what waits for me, what I left, what failed, and how media is confined."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.models import TaskState

from cms.accounts.models import User
from cms.accounts.policies import agencies, may
from cms.library.models import AgencyApprovalTask, LanguageVariant
from media_pipeline import jail, options
from media_pipeline.errors import JailUnavailable

from .progress import draft_progress
from .status import statuses

SHOWN = 10
LOOKED_AT = 50
"""So many of the newest drafts are searched for failed files."""

JAIL_WORDS = {
    "bubblewrap": "Chương trình xử lý tệp chạy trong vùng cô lập (bubblewrap).",
    "landlock": "Chương trình xử lý tệp chạy trong vùng cô lập (Landlock).",
    "limits": "Chú ý: chương trình xử lý tệp chỉ bị giới hạn tài nguyên, không có vùng cô lập. Hãy cài bubblewrap.",
}


class DeskPanel(Component):
    """A panel that knows who looks."""

    template_name = ""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @property
    def user(self) -> User:
        """Who looks."""
        return self.request.user

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        """With the request, for tokens."""
        return {"request": self.request, "csrf_token": parent_context.get("csrf_token"), **self.data()}

    def data(self) -> dict[str, Any]:
        """What the template shows."""
        return {}


class ReviewsPanel(DeskPanel):
    """Chờ tôi duyệt."""

    name = "kho_reviews"
    order = 100
    template_name = "desk/home/reviews.html"

    def data(self) -> dict[str, Any]:
        """Variants under review that this user is asked to judge; own edits are marked."""
        if not may(self.user, "review"):
            return {"shown": False}
        task = AgencyApprovalTask.objects.filter(active=True).first()
        states = task.get_task_states_user_can_moderate(self.user) if task else TaskState.objects.none()
        asked = {
            int(s.revision.object_id): s
            for s in states.select_related("revision__user", "workflow_state__requested_by").order_by("started_at")
        }
        rows = LanguageVariant.objects.filter(pk__in=asked).select_related("material", "language", "agency")
        items = [
            {"variant": v, "state": asked[v.pk], "own": asked[v.pk].revision.user_id == self.user.pk}
            for v in rows
            if may(self.user, "review", v.agency_id, v.language_id)
        ]
        items.sort(key=lambda item: item["state"].started_at)
        return {"shown": True, "items": items[:SHOWN], "more": max(0, len(items) - SHOWN)}


class DraftsPanel(DeskPanel):
    """Bản nháp của tôi."""

    name = "kho_drafts"
    order = 110
    template_name = "desk/home/drafts.html"

    def data(self) -> dict[str, Any]:
        """The newest drafts that this user saved last, not yet published as they stand."""
        if not may(self.user, "edit"):
            return {"shown": False}
        rows = (
            LanguageVariant.objects.visible_to(self.user)
            .filter(latest_revision__user=self.user)
            .select_related("material", "language", "latest_revision")
            .order_by("-latest_revision__created_at")[:LOOKED_AT]
        )
        rows = list(rows)
        states = statuses(rows)
        items = [{"variant": v, "status": states[v.pk]} for v in rows if states[v.pk].draft_is_new]
        return {"shown": True, "items": items[:SHOWN]}


class FailedFilesPanel(DeskPanel):
    """Tệp xử lý lỗi."""

    name = "kho_failed_files"
    order = 120
    template_name = "desk/home/failed_files.html"

    def data(self) -> dict[str, Any]:
        """Failed files among the newest drafts of the user's agencies."""
        allowed = agencies(self.user, "edit")
        rows = LanguageVariant.objects.visible_to(self.user)
        if allowed is not None:
            rows = rows.filter(agency__in=allowed)
        rows = list(
            rows.select_related("material", "language", "latest_revision").order_by("-latest_revision__created_at")[
                :LOOKED_AT
            ]
        )
        slots = draft_progress(rows)
        items = [
            {"variant": variant, "slot": slot}
            for variant in rows
            for slot in slots[variant.pk]
            if slot.state == "failed"
        ]
        return {"items": items[:SHOWN]}


class JailPanel(DeskPanel):
    """How media programs are confined, for those who can change it."""

    name = "kho_jail"
    order = 130
    template_name = "desk/home/jail.html"

    def data(self) -> dict[str, Any]:
        """The level in force, in words."""
        if not may(self.user, "manage"):
            return {"words": ""}
        try:
            level = jail.level(options.sandbox())
        except JailUnavailable as refusal:
            return {"words": str(refusal), "bad": True}
        return {"words": JAIL_WORDS.get(level, level), "bad": level == "limits"}
