"""A work, apart from any language."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import RevisionMixin

from cms.library.querysets import MaterialQuerySet

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
PUBLIC_ID_LENGTH = 8


def new_public_id() -> str:
    """A short code that people can type from a poster: no 0/o, 1/l/i, no vowel u (6.5·10¹¹ codes)."""
    return "".join(secrets.choice(ALPHABET) for _ in range(PUBLIC_ID_LENGTH))


class Kind(models.TextChoices):
    """The six kinds of materials."""

    INFOGRAPHIC = "infographic", "Infographic"
    VIDEO = "video", "Video"
    AUDIO = "audio", "Âm thanh"
    HANDBOOK = "handbook", "Sổ tay"
    POSTER = "poster", "Áp phích"
    SMS = "sms", "Tin nhắn SMS"


class Material(RevisionMixin, ClusterableModel):
    """Tài liệu: one work, language-neutral. Its rights act at once; its texts live in the language variants."""

    public_id = models.CharField("mã tài liệu", max_length=12, unique=True, default=new_public_id, editable=False)
    agency = models.ForeignKey("taxonomy.Agency", models.PROTECT, related_name="materials", verbose_name="cơ quan")
    external_key = models.CharField("khóa của bên gửi", max_length=200, blank=True)
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    name = models.CharField("tên làm việc", max_length=250, help_text="Chỉ ban biên tập thấy.")
    topics = ParentalManyToManyField("taxonomy.Topic", blank=True, verbose_name="chủ đề")
    audiences = ParentalManyToManyField("taxonomy.Audience", blank=True, verbose_name="đối tượng")
    provinces = ParentalManyToManyField("taxonomy.Province", blank=True, verbose_name="tỉnh, thành phố")
    procedures = ParentalManyToManyField("taxonomy.Procedure", blank=True, verbose_name="thủ tục hành chính")
    channels = ParentalManyToManyField("taxonomy.Channel", blank=True, verbose_name="hình thức phát hành")
    campaign = models.ForeignKey(
        "taxonomy.Campaign", models.PROTECT, null=True, blank=True, related_name="materials", verbose_name="chiến dịch"
    )
    credit = models.CharField("ghi công", max_length=300, blank=True)
    licence = models.ForeignKey("taxonomy.Licence", models.PROTECT, verbose_name="giấy phép")
    source = models.CharField("nguồn", max_length=300, blank=True)
    valid_from = models.DateField("có hiệu lực từ", null=True, blank=True)
    valid_to = models.DateField("có hiệu lực đến hết", null=True, blank=True)
    created_at = models.DateTimeField("tạo lúc", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = "tài liệu"
        verbose_name_plural = "tài liệu"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "external_key"],
                condition=~models.Q(external_key=""),
                name="material_external_key_once",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_from__lt=models.F("valid_to")),
                name="material_valid_from_before_to",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.public_id

    def clean(self) -> None:
        """Say in words what the database would refuse."""
        super().clean()
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise ValidationError({"valid_to": "Ngày hết hiệu lực phải sau ngày bắt đầu có hiệu lực."})
