"""The stored original."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

FAMILIES = ("video", "audio", "image", "document", "captions")


class MediaFile(models.Model):
    """One original, stored once however often its bytes are uploaded; rows are written by ``ingest`` only.

    ``fair_key`` is the uploader whose quota pays for the bytes: the first one to bring them.
    ``orphaned_since`` is when the sweep first found that nobody refers to the file (see ``references``).
    """

    sha256 = models.CharField(max_length=64, unique=True)
    bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    family = models.CharField(max_length=20, choices=[(family, family) for family in FAMILIES])
    facts = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True)
    fair_key = models.CharField(max_length=100, blank=True, default="", db_index=True)
    created_at = models.DateTimeField(db_default=Now())
    orphaned_since = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(bytes__gt=0), name="media_file_not_empty"),
            models.CheckConstraint(condition=Q(family__in=FAMILIES), name="media_file_known_family"),
        ]

    def __str__(self) -> str:
        return f"{self.family} {self.sha256[:12]}"
