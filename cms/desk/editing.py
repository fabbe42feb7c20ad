"""What the edit screens of materials and variants share: no autosave, no stale tabs, own actions, own words."""

import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms import BaseForm, Media
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from wagtail.admin.ui.components import MediaContainer
from wagtail.snippets.views.snippets import EditView

from cms.library.errors import Conflict, NotAllowed

from .guard import GuardedView

STALE = (
    "Chưa lưu: đã có người lưu bản mới hơn sau khi bạn mở trang này. Nội dung bạn vừa nhập vẫn còn ở dưới; hãy chép "
    "lại chỗ cần giữ, tải lại trang để lấy bản mới nhất rồi nhập lại."
)
INVALID = "Chưa lưu được: có mục chưa đúng. Hãy xem lời nhắc ở từng mục."


class ActionMenu:
    """The buttons in the footer: the first is the main one. ``buttons``: (name, label), an empty name just saves."""

    def __init__(self, request: HttpRequest, buttons: list[tuple[str, str]]) -> None:
        self.request, self.buttons = request, buttons
        self.media = Media()

    def render_html(self) -> str:
        """Nothing when there is nothing that the user may do."""
        if not self.buttons:
            return ""
        return render_to_string("desk/_action_menu.html", {"buttons": self.buttons}, request=self.request)


class EditScreen(GuardedView, EditView):
    """Wagtail's edit view with Kho's rules. Whoever sees the object may look; saving asks for "change"."""

    permission_required = "view"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Switch autosave off: it would write drafts past the actions, from tabs left open."""
        super().setup(request, *args, **kwargs)
        self.autosave_enabled = False

    @cached_property
    def can_edit(self) -> bool:
        """Whether this user may save."""
        return self.user_has_permission("change")

    @property
    def header_more_buttons(self) -> list[Any]:
        """Wagtail's copy, delete and inspect do not exist here."""
        return []

    def get_side_panels(self) -> MediaContainer:
        """Wagtail's status panel speaks of live, lock and schedule, which mean nothing here."""
        return MediaContainer([])

    def get_editing_sessions(self) -> None:
        """No list of who else has it open: it pings Wagtail's own, model-level, screens."""
        return

    def get_lock_context(self) -> dict[str, Any]:
        """The page says itself when it is under review."""
        return {"locked_for_user": self.locked_for_user}

    def get_available_actions(self) -> list[str]:
        """Only what this house knows; never Wagtail's publish."""
        return ["edit"]

    def loaded_revision(self) -> int | None:
        """The revision that the form was opened on, as the form itself says."""
        value = self.request.POST.get("loaded_revision_id", "")
        return int(value) if value.isascii() and value.isdigit() else None

    def is_stale(self) -> bool:
        """Whether the form was opened on another revision than the newest, or does not say on which."""
        return self.object.latest_revision_id != self.loaded_revision()

    def is_valid(self, form: BaseForm) -> bool:
        """Refuse what is stale before what is wrong."""
        self.produced_error_code, self.produced_error_message = "validation_error", INVALID
        if self.is_stale():
            self.produced_error_code, self.produced_error_message = "invalid_revision", STALE
            return False
        return form.is_valid()

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """Save through the action; what it refuses is said in its words, with everything typed still there."""
        self.form = form
        try:
            return self.store(form)
        except NotAllowed as refusal:
            self.produced_error_message = str(refusal)
        except Conflict as refusal:
            self.produced_error_message = str(refusal)
        except ValidationError as refusal:
            self.produced_error_message = " ".join(refusal.messages)
        return self.form_invalid(form)

    def store(self, form: BaseForm) -> HttpResponse:
        """Save and answer. Raises ``Conflict``, ``NotAllowed`` or ``ValidationError``."""
        raise Conflict("Màn hình này không lưu được.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A refused stale form keeps the revision it was opened on: pressing again must not overwrite."""
        context = super().get_context_data(**kwargs)
        if self.request.method == "POST" and self.is_stale():
            shown = self.get_shown_object()
            shown.latest_revision_id = self.loaded_revision() or 0
            context["object"] = shown
            context["loaded_revision_created_at"] = self.request.POST.get("loaded_revision_created_at", "")
        context["can_edit"] = self.can_edit
        context["history_url"] = self.get_history_url()
        return context

    def get_shown_object(self) -> Model:
        """A copy of the object for the template, so that the true one stays as it is."""
        return copy.copy(self.object)
