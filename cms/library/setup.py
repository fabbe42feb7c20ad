"""Rows that the library cannot work without: the review workflow. Made after each migrate when missing."""

from django.db import transaction


@transaction.atomic
def ensure_workflow() -> None:
    """The one workflow of language variants, with its one task."""
    from wagtail.models import Workflow, WorkflowTask

    from .models import AgencyApprovalTask
    from .models.language_variant import WORKFLOW_NAME

    workflow, _ = Workflow.objects.get_or_create(name=WORKFLOW_NAME)
    task, _ = AgencyApprovalTask.objects.get_or_create(name="Duyệt của cơ quan")
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})


def after_migrate(sender: object, **_: object) -> None:
    """Receiver of ``post_migrate`` of the library app."""
    ensure_workflow()
