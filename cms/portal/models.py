"""What an installation says about itself on every page."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="site")
class SiteIdentity(BaseSiteSetting):
    """Who runs this host, its platform label, and the strip for emergencies."""

    agency = models.ForeignKey(
        "taxonomy.Agency", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan chủ quản"
    )
    agency_url = models.URLField("trang của cơ quan", blank=True)
    label_name = models.CharField("tên nền tảng số", max_length=200, blank=True)
    label_identifier = models.CharField("mã định danh nền tảng", max_length=60, blank=True)
    label_owner = models.CharField("đơn vị chủ quản nền tảng", max_length=200, blank=True)
    label_url = models.URLField("trang của nền tảng", blank=True)
    urgent_fact = models.CharField("tin khẩn: việc gì", max_length=200, blank=True)
    urgent_advice = models.CharField("tin khẩn: cần làm gì", max_length=200, blank=True)
    urgent_material = models.ForeignKey(
        "library.Material", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="tài liệu kèm theo"
    )

    panels = [
        MultiFieldPanel([FieldPanel("agency"), FieldPanel("agency_url")], "Cơ quan"),
        MultiFieldPanel(
            [
                FieldPanel("label_name"),
                FieldPanel("label_identifier"),
                FieldPanel("label_owner"),
                FieldPanel("label_url"),
            ],
            "Nhãn nền tảng số",
        ),
        MultiFieldPanel(
            [FieldPanel("urgent_fact"), FieldPanel("urgent_advice"), FieldPanel("urgent_material")],
            "Dải tin khẩn (xóa hai dòng khi hết khẩn cấp)",
        ),
    ]

    class Meta:
        verbose_name = "thông tin của trang"
        verbose_name_plural = "thông tin của trang"
