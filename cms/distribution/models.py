"""Who takes what: partners and their keys, kits, deliveries, notices, and where editions were used."""

from django.conf import settings
from django.db import models


class Partner(models.Model):
    """A press agency, portal or station that takes materials regularly."""

    KINDS = [
        ("press", "Cơ quan báo chí"),
        ("portal", "Cổng thông tin"),
        ("radio", "Đài truyền thanh"),
        ("other", "Khác"),
    ]

    name = models.CharField("tên", max_length=200, unique=True)
    kind = models.CharField("loại", max_length=10, choices=KINDS)
    province = models.ForeignKey("taxonomy.Province", models.PROTECT, null=True, blank=True, verbose_name="tỉnh")
    email = models.EmailField("thư điện tử", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "đối tác"
        verbose_name_plural = "đối tác"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A partner's key: shown once, kept as sha256 of its 256 random bits, with scopes."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="keys")
    prefix = models.CharField("đầu khóa", max_length=12, unique=True)
    hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField("phạm vi", default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "khóa API"
        verbose_name_plural = "khóa API"

    def __str__(self) -> str:
        return self.prefix


class Kit(models.Model):
    """Bộ tài liệu: a chosen set of materials for one occasion."""

    slug = models.SlugField("đường dẫn", unique=True)
    name = models.CharField("tên", max_length=200)
    summary = models.TextField("tóm tắt", blank=True)
    campaign = models.ForeignKey("taxonomy.Campaign", models.PROTECT, null=True, blank=True, related_name="kits")
    agency = models.ForeignKey("taxonomy.Agency", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "bộ tài liệu"
        verbose_name_plural = "bộ tài liệu"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class KitItem(models.Model):
    """A material's place in a kit."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="items")
    material = models.ForeignKey("library.Material", models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["kit", "material"], name="kit_item_once")]

    def __str__(self) -> str:
        return f"{self.kit}: {self.material_id}"


class Delivery(models.Model):
    """Which partner took which edition."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="deliveries")
    publication = models.ForeignKey("library.Publication", models.PROTECT, related_name="deliveries")
    profile = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "lần giao"
        verbose_name_plural = "các lần giao"

    def __str__(self) -> str:
        return f"{self.partner}: {self.publication_id} {self.profile}"


class Notice(models.Model):
    """A correction or withdrawal of which a partner was told, and whether it was acknowledged."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="notices")
    publication = models.ForeignKey("library.Publication", models.PROTECT, related_name="notices")
    event = models.ForeignKey("journal.Event", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        constraints = [models.UniqueConstraint(fields=["partner", "publication", "event"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.partner}: {self.event_id}"


class Republication(models.Model):
    """Where an edition was used, as a partner or an editor reports."""

    publication = models.ForeignKey("library.Publication", models.PROTECT, related_name="republications")
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="republications")
    url = models.URLField("địa chỉ", blank=True)
    used_on = models.DateField("ngày dùng")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "lần dùng lại"
        verbose_name_plural = "các lần dùng lại"

    def __str__(self) -> str:
        return self.url or f"{self.publication_id} {self.used_on}"
