"""A work in one language: payload only."""

from django.db import models
from modelcluster.models import ClusterableModel
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, Workflow, WorkflowMixin

from cms.library.querysets import LanguageVariantQuerySet

WORKFLOW_NAME = "Duyệt bản ngôn ngữ"


class LanguageVariant(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, ClusterableModel):
    """Bản ngôn ngữ. Holds no state of Kho's own: what is public is a Publication, never ``live``."""

    material = models.ForeignKey("library.Material", models.PROTECT, related_name="variants", verbose_name="tài liệu")
    language = models.ForeignKey("taxonomy.Language", models.PROTECT, related_name="+", verbose_name="ngôn ngữ")
    agency = models.ForeignKey(
        "taxonomy.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan giữ bản ngôn ngữ"
    )
    title = models.CharField("tiêu đề", max_length=250, blank=True)
    summary = models.TextField("tóm tắt", blank=True)
    text = models.TextField("nội dung chữ", blank=True, help_text="Lời tin nhắn, kịch bản đọc, hoặc chữ trong hình.")

    objects = LanguageVariantQuerySet.as_manager()

    class Meta:
        verbose_name = "bản ngôn ngữ"
        verbose_name_plural = "bản ngôn ngữ"
        ordering = ["material_id", "language__position", "id"]
        constraints = [models.UniqueConstraint(fields=["material", "language"], name="variant_language_once")]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if self._state.adding and self.pk is None:
            self.live = False

    def __str__(self) -> str:
        return f"{self.title or self.material} ({self.language})"

    def get_workflow(self) -> Workflow | None:
        """The one review workflow; its task asks the agency of the variant."""
        return Workflow.objects.filter(name=WORKFLOW_NAME, active=True).first()

    def edited_by(self, user: models.Model) -> bool:
        """Whether the user saved a revision since the last one that was asked to be published."""
        last = self.publications.exclude(end_kind="cancelled").aggregate(models.Max("revision_id"))["revision_id__max"]
        return self.revisions.filter(pk__gt=last or 0, user=user).exists()
