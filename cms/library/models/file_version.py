"""One upload of one file into the library."""

from django.conf import settings
from django.db import models


class FileVersion(models.Model):
    """Append-only; tombstoned, never deleted: old revisions and editions point here."""

    media_file = models.ForeignKey("media_pipeline.MediaFile", models.PROTECT, related_name="+", verbose_name="tệp gốc")
    agency = models.ForeignKey("taxonomy.Agency", models.PROTECT, related_name="+", verbose_name="cơ quan")
    name = models.CharField("tên tệp", max_length=255)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người tải"
    )
    uploaded_at = models.DateTimeField("tải lên lúc", auto_now_add=True)
    tombstoned_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    class Meta:
        verbose_name = "tệp đã tải lên"
        verbose_name_plural = "tệp đã tải lên"
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.name
