"""What changed, in order; how far each consumer has read; what could not be handled; the sealed audit trail."""

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One change. Consumers re-read the truth: the row says *what* is dirty, never what it looks like now."""

    kind = models.CharField("việc", max_length=60)
    target_type = models.CharField("loại đối tượng", max_length=40)
    target_id = models.BigIntegerField("đối tượng")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField("lúc", auto_now_add=True)
    data = models.JSONField("chi tiết", default=dict)

    class Meta:
        verbose_name = "sự kiện"
        verbose_name_plural = "sự kiện"
        ordering = ["id"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="event_target")]

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.target_type}:{self.target_id}"


class Cursor(models.Model):
    """How far a consumer has read; shared by all hosts."""

    consumer = models.CharField(max_length=60, unique=True)
    position = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.consumer} @ {self.position}"


class DeadLetter(models.Model):
    """An event that a consumer could not handle. It never stops the next one, and is tried again."""

    consumer = models.CharField(max_length=60)
    event = models.ForeignKey(Event, models.PROTECT, related_name="dead_letters")
    error = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField(auto_now=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consumer", "event"], name="dead_letter_once")]

    def __str__(self) -> str:
        return f"{self.consumer}: {self.event_id}"


class Seal(models.Model):
    """A link of the audit chain: hash = sha256(previous hash + canonical event), in event order, by one sealer."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="seal")
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["event_id"]

    def __str__(self) -> str:
        return self.hash
