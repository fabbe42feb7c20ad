"""The review page: the edition as the public will see it, and the decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from wagtail.models import Revision, WorkflowState

from cms.accounts.policies import may
from cms.desk.forms import DecisionForm
from cms.desk.guard import forbidden, seen_variant
from cms.desk.previews import previews
from cms.desk.status import VariantStatus, statuses
from cms.library import actions
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import AgencyApprovalTask, LanguageVariant

from .deeds import variant_page

OWN_EDIT = (
    "Bạn đã sửa nội dung này nên không tự duyệt được: một người duyệt khác của cơ quan phải xem. Bạn vẫn trả lại được."
)


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at what is under review, and decide. Everybody who sees the variant may look."""
    variant = seen_variant(request.user, pk)
    status = statuses([variant])[variant.pk]
    state = variant.current_workflow_state
    in_review = bool(state) and state.status == WorkflowState.STATUS_IN_PROGRESS
    revision = state.current_task_state.revision if in_review else variant.latest_revision
    form = DecisionForm(request.POST if request.method == "POST" else None, initial={"revision": revision.pk})
    if request.method == "POST":
        if not may(request.user, "review", variant.agency_id, variant.language_id):
            return forbidden(request, "Bạn không có quyền duyệt bản ngôn ngữ này.")
        if form.is_valid():
            try:
                messages.success(request, decide(request, variant, form.cleaned_data))
                return redirect(variant_page(variant))
            except NotAllowed as refusal:
                return forbidden(request, str(refusal))
            except Conflict as refusal:
                form.add_error(None, str(refusal))
    return render(request, "desk/review.html", context(request, variant, status, revision, form, in_review))


def decide(request: HttpRequest, variant: LanguageVariant, data: dict[str, Any]) -> str:
    """Carry the decision out. Returns the words for the reviewer; raises ``Conflict``, ``NotAllowed``."""
    if "send_back" in request.POST:
        actions.send_back(variant, actor=request.user, note=data["note"])
        return "Đã trả lại. Người biên tập thấy lời nhắn của bạn trên trang của bản ngôn ngữ."
    if "approve" not in request.POST:
        raise Conflict("Hãy chọn “Duyệt và phát hành” hoặc “Trả lại”.")
    actions.approve(
        variant,
        actor=request.user,
        revision_id=data["revision"],
        public_from=data["public_from"],
        hide_current=data["hide_current"],
        note=data["note"],
    )
    if data["public_from"]:
        return "Đã duyệt và hẹn giờ phát hành."
    return "Đã duyệt. Ấn bản công khai ngay khi các tệp xử lý xong."


def context(
    request: HttpRequest,
    variant: LanguageVariant,
    status: VariantStatus,
    revision: Revision,
    form: DecisionForm,
    in_review: bool,
) -> dict[str, Any]:
    """What the page shows."""
    reviews = may(request.user, "review", variant.agency_id, variant.language_id)
    decides = in_review and AgencyApprovalTask.may_decide(variant, request.user)
    compare = ""
    if status.current and status.current.revision_id != revision.pk:
        name = "wagtailsnippets_library_languagevariant:revisions_compare"
        compare = reverse(name, args=[variant.pk, status.current.revision_id, revision.pk])
    return {
        "variant": variant,
        "material": variant.material,
        "status": status,
        "revision": revision,
        "draft": revision.content,
        "previews": previews(variant, revision),
        "form": form,
        "in_review": in_review,
        "reviews": reviews,
        "decides": decides,
        "why_not": OWN_EDIT if in_review and reviews and not decides else "",
        "compare": compare,
        "page": variant_page(variant),
    }
