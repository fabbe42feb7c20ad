"""What was published: written once, never changed."""

import secrets

from django.conf import settings
from django.db import models

from cms.library.querysets import PublicationQuerySet

from .slot import Mode, Role


def new_token() -> str:
    """The random part of an edition's HLS address, so that a withdrawn address dies."""
    return secrets.token_urlsafe(12)


class EndKind(models.TextChoices):
    """Why an edition ended. ``cancelled`` ends a pending edition that never became current."""

    CORRECTED = "corrected", "Đã có bản sửa"
    SUPERSEDED = "superseded", "Đã được thay thế"
    EXPIRED = "expired", "Hết hiệu lực"
    CANCELLED = "cancelled", "Đã hủy trước khi phát hành"


class Publication(models.Model):
    """Ấn bản: one immutable edition of a variant.

    ``current_from``, ``ended_at`` and ``end_kind`` are each written once, by the actions ``promote`` and ``end``.
    Pending = none of the three; current = ``current_from`` without ``ended_at``.
    """

    variant = models.ForeignKey("library.LanguageVariant", models.PROTECT, related_name="publications")
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField("ấn bản số")
    token = models.CharField(max_length=24, unique=True, default=new_token, editable=False)
    title = models.CharField("tiêu đề", max_length=250)
    summary = models.TextField("tóm tắt", blank=True)
    text = models.TextField("nội dung chữ", blank=True)
    credit = models.CharField("ghi công", max_length=300, blank=True)
    licence = models.ForeignKey("taxonomy.Licence", models.PROTECT, related_name="+")
    source = models.CharField("nguồn", max_length=300, blank=True)
    change_note = models.CharField("thay đổi so với bản trước", max_length=500, blank=True)
    public_from = models.DateTimeField("công khai từ")
    reviewed = models.BooleanField("đã qua duyệt", default=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    current_from = models.DateTimeField("hiện hành từ", null=True, blank=True)
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    end_kind = models.CharField("lý do kết thúc", max_length=12, choices=EndKind.choices, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "ấn bản"
        verbose_name_plural = "ấn bản"
        ordering = ["-current_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "number"], name="publication_number_once"),
            models.UniqueConstraint(
                fields=["variant"],
                condition=models.Q(current_from__isnull=False, ended_at__isnull=True),
                name="publication_one_current",
            ),
            models.UniqueConstraint(
                fields=["variant"],
                condition=models.Q(current_from__isnull=True, ended_at__isnull=True),
                name="publication_one_pending",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, end_kind="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(end_kind="")),
                name="publication_end_has_kind",
            ),
        ]
        indexes = [models.Index(fields=["current_from", "ended_at"], name="publication_current")]

    def __str__(self) -> str:
        return f"{self.title} – ấn bản {self.number}"

    @property
    def is_pending(self) -> bool:
        """Waiting for its time or its builds."""
        return self.current_from is None and self.ended_at is None

    @property
    def is_current(self) -> bool:
        """The edition that stands for its variant now (public or not: overlays decide that)."""
        return self.current_from is not None and self.ended_at is None


class PublicationFile(models.Model):
    """A slot of an edition with its file and the complete Builds it pins."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="files")
    role = models.CharField(max_length=20, choices=Role.choices)
    n = models.PositiveSmallIntegerField(default=1)
    file_version = models.ForeignKey("library.FileVersion", models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.REPLACE)
    offset_ms = models.IntegerField(default=0)
    builds = models.ManyToManyField("media_pipeline.Build", related_name="+")

    class Meta:
        verbose_name = "tệp của ấn bản"
        verbose_name_plural = "tệp của ấn bản"
        ordering = ["role", "n"]
        constraints = [models.UniqueConstraint(fields=["publication", "role", "n"], name="publication_file_once")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.role} {self.n}"
