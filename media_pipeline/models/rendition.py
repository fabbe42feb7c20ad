"""A made file."""

from django.db import models
from django.db.models import Q

from media_pipeline.models.build import Build


class Rendition(models.Model):
    """One output of a build. ``key`` contains the sha256 of the bytes, so a key never changes its content.

    Two renditions may share one object (equal bytes), hence ``key`` is not unique.
    ``seconds`` is a duration; ``index`` holds the byte ranges of a CMAF file (see ``packaging.index_of``).
    """

    build = models.ForeignKey(Build, on_delete=models.CASCADE, related_name="renditions")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    key = models.CharField(max_length=200, db_index=True)
    bytes = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    index = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["build", "name"], name="rendition_once_per_build"),
            models.CheckConstraint(condition=Q(bytes__gt=0), name="rendition_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of build {self.build_id}"
