"""What the last approval does: ask for the publication of the revision that was reviewed, never "the latest".

Wagtail imports this module while its own models load, so it imports no models at the top.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

    from cms.accounts.models import User


def finish(workflow_state: "WorkflowState", user: "User | None" = None) -> None:
    """``WAGTAIL_FINISH_WORKFLOW_ACTION``: publish the approved revision of a variant, through the one action.

    Objects of other models (pages) get Wagtail's usual end, with the same rule about the revision.
    """
    from cms.library.actions import request_publication
    from cms.library.models import LanguageVariant

    revision = workflow_state.current_task_state.revision
    variant = workflow_state.content_object
    if not isinstance(variant, LanguageVariant):
        revision.publish(user=user)
        return
    options = getattr(workflow_state, "publication_options", {})
    request_publication(variant, revision, actor=user, **options)
