"""The review task: who may decide depends on the variant's agency and language, and nobody approves an own edit."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Task, TaskState

from cms.accounts.models import User
from cms.accounts.policies import agencies, may


class AgencyApprovalTask(Task):
    """One approval by a reviewer of the variant's agency (or a language reviewer for its language)."""

    class Meta:
        verbose_name = "bước duyệt của cơ quan"
        verbose_name_plural = "bước duyệt của cơ quan"

    @staticmethod
    def may_decide(variant: Any, user: User) -> bool:
        """A reviewer of the agency who edited none of the revisions since the last approved one."""
        if not may(user, "review", variant.agency_id, variant.language_id):
            return False
        return not variant.edited_by(user)

    def user_can_access_editor(self, obj: Any, user: User) -> bool:
        """Reviewers of the agency may open what they are asked to judge."""
        return may(user, "review", obj.agency_id, obj.language_id)

    def locked_for_user(self, obj: Any, user: User) -> bool:
        """Under review a variant is read-only but for its reviewers; anybody else takes it back first."""
        return not may(user, "review", obj.agency_id, obj.language_id)

    def user_can_lock(self, obj: Any, user: User) -> bool:
        """Reviewers may lock."""
        return may(user, "review", obj.agency_id, obj.language_id)

    def user_can_unlock(self, obj: Any, user: User) -> bool:
        """Only whoever locked it, or an administrator, unlocks."""
        return may(user, "manage", obj.agency_id)

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, str, bool]]:
        """The decisions on offer: (name, label, whether a comment is asked for)."""
        if not may(user, "review", obj.agency_id, obj.language_id):
            return []
        actions = [("reject", "Trả lại để sửa", True)]
        if self.may_decide(obj, user):
            actions += [("approve", "Duyệt", False), ("approve", "Duyệt kèm lời nhắn", True)]
        return actions

    def get_task_states_user_can_moderate(self, user: User, **kwargs: Any) -> QuerySet[TaskState]:
        """Open reviews of the agencies where the user reviews."""
        from .language_variant import LanguageVariant

        states = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        allowed = agencies(user, "review")
        if allowed is None:
            return states
        own = LanguageVariant.objects.filter(agency__in=allowed).values_list("id", flat=True)
        return states.filter(revision__object_id__in=[str(pk) for pk in own])

    @classmethod
    def get_description(cls) -> str:
        """Shown where an administrator chooses a task type."""
        return "Người duyệt của cơ quan giữ bản ngôn ngữ quyết định; không ai duyệt bản do chính mình sửa."
