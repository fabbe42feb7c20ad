"""Submit, approve, send back, take back: Wagtail's workflow behind four actions."""

from datetime import datetime

from django.db import transaction
from wagtail.models import TaskState, WorkflowState

from cms.accounts.models import User
from cms.accounts.policies import may
from cms.journal.events import append
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import AgencyApprovalTask, LanguageVariant

from .publishing import check_publishable
from .variants import check_may_edit


@transaction.atomic
def submit(variant: LanguageVariant, *, actor: User, note: str = "") -> WorkflowState:
    """Send the newest draft for review. Raises ``Conflict`` when it is under review or lacks what an edition needs."""
    stored = LanguageVariant.objects.select_for_update().get(pk=variant.pk)
    check_may_edit(stored, actor)
    check_publishable(stored.get_latest_revision_as_object())
    state = stored.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=actor)
    elif state:
        raise Conflict("Bản ngôn ngữ này đang chờ duyệt rồi.")
    else:
        state = stored.get_workflow().start(stored, actor)
    append("variant.submitted", stored, actor=actor, data={"revision": stored.latest_revision_id, "note": note})
    return state


@transaction.atomic
def approve(
    variant: LanguageVariant,
    *,
    actor: User,
    revision_id: int | None = None,
    public_from: datetime | None = None,
    hide_current: bool = False,
    note: str = "",
) -> None:
    """Approve the revision under review; the workflow's end asks for its publication (see ``workflow_finish``).

    ``revision_id`` is the revision that the reviewer looked at: ``Conflict`` when another is under review by now.
    ``NotAllowed`` when the actor does not review here or edited what is to be approved.
    """
    variant = LanguageVariant.objects.select_for_update().get(pk=variant.pk)
    state, task_state = _under_review(variant)
    if not AgencyApprovalTask.may_decide(variant, actor):
        raise NotAllowed(
            "Bạn không duyệt được bản này: chỉ người duyệt của cơ quan, và không ai duyệt bản mình đã sửa."
        )
    current = variant.get_latest_revision()
    if task_state.revision_id != current.pk or revision_id not in (None, current.pk):
        raise Conflict("Nội dung đã đổi sau khi gửi duyệt. Hãy xem bản mới nhất rồi quyết định lại.")
    task_state.workflow_state = state
    state.publication_options = {"public_from": public_from, "hide_current": hide_current}
    append("variant.approved", variant, actor=actor, data={"revision": current.pk, "note": note})
    task_state.approve(user=actor, comment=note)


@transaction.atomic
def send_back(variant: LanguageVariant, *, actor: User, note: str) -> None:
    """Return the draft to its editors with a reason. Raises ``NotAllowed``, ``Conflict``."""
    _, task_state = _under_review(variant)
    if not may(actor, "review", variant.agency_id, variant.language_id):
        raise NotAllowed("Bạn không có quyền trả lại bản ngôn ngữ này.")
    if not note.strip():
        raise Conflict("Hãy viết lý do trả lại để người biên tập biết cần sửa gì.")
    task_state.reject(user=actor, comment=note)
    append("variant.sent_back", variant, actor=actor, data={"note": note})


@transaction.atomic
def take_back(variant: LanguageVariant, *, actor: User) -> None:
    """Cancel the review so that the draft can be edited again. Raises ``NotAllowed``, ``Conflict``."""
    state = variant.current_workflow_state
    if not state:
        raise Conflict("Bản ngôn ngữ này không ở trong lượt duyệt nào.")
    if not may(actor, "edit", variant.agency_id, variant.language_id):
        raise NotAllowed("Bạn không có quyền rút lại yêu cầu duyệt này.")
    state.cancel(user=actor)
    append("variant.taken_back", variant, actor=actor)


def _under_review(variant: LanguageVariant) -> tuple[WorkflowState, TaskState]:
    state = variant.current_workflow_state
    if not state or state.status != WorkflowState.STATUS_IN_PROGRESS:
        raise Conflict("Bản ngôn ngữ này không chờ duyệt. Có thể người khác đã quyết định trước.")
    return state, state.current_task_state.specific
