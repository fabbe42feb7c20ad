"""Places of a variant and the file that stands in each."""

from django.db import models
from modelcluster.fields import ParentalKey


class Role(models.TextChoices):
    """What a file is for."""

    PICTURE = "picture", "Hình video"
    VOICE = "voice", "Tiếng nói"
    CAPTIONS = "captions", "Phụ đề"
    DOCUMENT = "document", "Tài liệu (PDF)"
    IMAGE = "image", "Hình"
    SCRIPT = "script", "Kịch bản"
    COVER = "cover", "Ảnh bìa"
    PRINT = "print", "Bản in"


class Mode(models.TextChoices):
    """How a voice meets the sound of the picture."""

    REPLACE = "replace", "Thay tiếng gốc"
    OVERLAY = "overlay", "Thuyết minh trên tiếng gốc"


FAMILIES = {
    Role.PICTURE: {"video"},
    Role.VOICE: {"audio", "video"},
    Role.CAPTIONS: {"captions"},
    Role.DOCUMENT: {"document"},
    Role.IMAGE: {"image"},
    Role.SCRIPT: {"document", "captions"},
    Role.COVER: {"image"},
    Role.PRINT: {"image", "document"},
}


class Slot(models.Model):
    """A pointer to a FileVersion. Revisions carry the pointer, so old revisions and compare show files for free."""

    variant = ParentalKey("library.LanguageVariant", related_name="slots", on_delete=models.CASCADE)
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    n = models.PositiveSmallIntegerField("thứ tự", default=1)
    file = models.ForeignKey("library.FileVersion", models.PROTECT, related_name="slots", verbose_name="tệp")
    mode = models.CharField("cách ghép tiếng", max_length=10, choices=Mode.choices, default=Mode.REPLACE)
    offset_ms = models.IntegerField("lệch (mili giây)", default=0)

    class Meta:
        verbose_name = "tệp trong bản ngôn ngữ"
        verbose_name_plural = "tệp trong bản ngôn ngữ"
        ordering = ["role", "n"]
        constraints = [models.UniqueConstraint(fields=["variant", "role", "n"], name="slot_once")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.n}"
