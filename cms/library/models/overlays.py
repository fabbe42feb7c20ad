"""What happened since: rows laid over publications, each undone by a date, never deleted."""

from django.conf import settings
from django.db import models


class Overlay(models.Model):
    """Reason, by, at, undone."""

    reason = models.CharField("lý do", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class Withdrawal(Overlay):
    """Thu hồi, of a variant or of a whole material. ``until_replaced`` ones end when the next edition is promoted."""

    material = models.ForeignKey("library.Material", models.PROTECT, null=True, blank=True, related_name="withdrawals")
    variant = models.ForeignKey(
        "library.LanguageVariant", models.PROTECT, null=True, blank=True, related_name="withdrawals"
    )
    until_replaced = models.BooleanField("chỉ đến khi có bản mới", default=False)

    class Meta:
        verbose_name = "lần thu hồi"
        verbose_name_plural = "các lần thu hồi"
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(material__isnull=True, variant__isnull=False)
                | models.Q(material__isnull=False, variant__isnull=True),
                name="withdrawal_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["material"], condition=models.Q(undone_at__isnull=True), name="withdrawal_material_open_once"
            ),
            models.UniqueConstraint(
                fields=["variant"], condition=models.Q(undone_at__isnull=True), name="withdrawal_variant_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Thu hồi: {self.reason}"


class Supersession(Overlay):
    """Thay thế: a newer material takes the place of an older one. Cycles are refused by the action."""

    material = models.ForeignKey("library.Material", models.PROTECT, related_name="supersessions")
    successor = models.ForeignKey("library.Material", models.PROTECT, related_name="supersedes")

    class Meta:
        verbose_name = "lần thay thế"
        verbose_name_plural = "các lần thay thế"
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["material"], condition=models.Q(undone_at__isnull=True), name="supersession_open_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(material=models.F("successor")), name="supersession_not_by_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"Thay bằng {self.successor_id}"


class Derivative(models.Model):
    """A cut, a co-branded copy or burnt captions made from an edition."""

    publication = models.ForeignKey("library.Publication", models.PROTECT, related_name="derivatives")
    profile = models.CharField("dạng", max_length=60)
    parameters = models.JSONField("tham số", default=dict)
    build = models.ForeignKey("media_pipeline.Build", models.PROTECT, null=True, blank=True, related_name="+")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "bản dẫn xuất"
        verbose_name_plural = "bản dẫn xuất"

    def __str__(self) -> str:
        return f"{self.profile} của {self.publication_id}"
