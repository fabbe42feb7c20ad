"""Reference data: units, agencies, languages, themes of the decision. Laws and units change, so all of it is rows."""

from django.core.validators import RegexValidator
from django.db import models

AGENCY_CODE = RegexValidator(
    r"^[A-Z]\d{2}(\.\d{2,3}){0,3}$",
    "Mã cơ quan có dạng G06 hoặc H38.12 (Quyết định 20/2020/QĐ-TTg, sửa bởi 09/2025/QĐ-TTg).",
)
PROCEDURE_CODE = RegexValidator(
    r"^\d\.\d{6}(\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?$",
    "Mã thủ tục hành chính có dạng 1.010708 hoặc 2.000815.000.00.00.H55.",
)


class Term(models.Model):
    """A code with a Vietnamese name, in the order it is shown."""

    code = models.CharField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=200)
    position = models.PositiveIntegerField("thứ tự", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name


class Language(Term):
    """One row is the whole key: script and orthography are in the BCP-47 code (lower case, RFC 5646)."""

    autonym = models.CharField("tên tự gọi", max_length=100)
    script = models.CharField("chữ viết", max_length=4, help_text="Mã ISO 15924, ví dụ Latn, Khmr.")
    note = models.CharField("ghi chú", max_length=200, blank=True)
    heard_on = models.CharField("phát trên", max_length=100, blank=True)
    weave = models.CharField("hoa văn", max_length=20, default="kho")

    class Meta(Term.Meta):
        verbose_name = "ngôn ngữ"
        verbose_name_plural = "ngôn ngữ"


class Province(Term):
    """A province-level unit by its code of Decision 19/2025/QĐ-TTg, with the names it absorbed."""

    rank = models.CharField("cấp", max_length=20)
    former_names = models.TextField("tên cũ", blank=True, help_text="Mỗi tên cách nhau bằng dấu chấm phẩy.")
    valid_from = models.DateField("có từ", null=True, blank=True)
    valid_to = models.DateField("có đến", null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", verbose_name="thay bằng"
    )

    class Meta(Term.Meta):
        verbose_name = "tỉnh, thành phố"
        verbose_name_plural = "tỉnh, thành phố"

    @property
    def old_names(self) -> list[str]:
        """Former names that people still type."""
        return [name.strip() for name in self.former_names.split(";") if name.strip()]


class Agency(Term):
    """A body that owns materials."""

    code = models.CharField("mã", max_length=40, unique=True, validators=[AGENCY_CODE])
    level = models.CharField(
        "cấp", max_length=20, choices=[("ministry", "Bộ, ngành"), ("province", "Tỉnh, thành phố")], default="ministry"
    )
    province = models.ForeignKey(Province, models.PROTECT, null=True, blank=True, verbose_name="tỉnh, thành phố")

    class Meta(Term.Meta):
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"


class Topic(Term):
    """A theme of section III of Decision 1588/QĐ-TTg."""

    class Meta(Term.Meta):
        verbose_name = "chủ đề"
        verbose_name_plural = "chủ đề"


class Audience(Term):
    """Whom a material speaks to (Decision 1588/QĐ-TTg, II.2 and IV.6.b)."""

    priority = models.CharField("điều khoản ưu tiên", max_length=20, blank=True)

    class Meta(Term.Meta):
        verbose_name = "đối tượng"
        verbose_name_plural = "đối tượng"


class Channel(Term):
    """A form of grassroots information (Decree 49/2024/NĐ-CP)."""

    class Meta(Term.Meta):
        verbose_name = "hình thức phát hành"
        verbose_name_plural = "hình thức phát hành"


class Licence(Term):
    """Terms of reuse."""

    url = models.URLField("địa chỉ", blank=True)
    commercial = models.CharField("dùng thương mại", max_length=5, default="no")
    derivatives = models.CharField("cho phép phái sinh", max_length=5, default="no")

    class Meta(Term.Meta):
        verbose_name = "giấy phép"
        verbose_name_plural = "giấy phép"


class Campaign(Term):
    """A drive with dates, such as the yearly month of online public services (IV.3 of the decision)."""

    summary = models.TextField("tóm tắt", blank=True)
    starts = models.DateField("bắt đầu", null=True, blank=True)
    ends = models.DateField("kết thúc", null=True, blank=True)

    class Meta(Term.Meta):
        verbose_name = "chiến dịch"
        verbose_name_plural = "chiến dịch"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True)
                | models.Q(ends__isnull=True)
                | models.Q(starts__lte=models.F("ends")),
                name="campaign_starts_before_it_ends",
            )
        ]


class Procedure(Term):
    """An administrative procedure (thủ tục hành chính) by its national code; fees stay on the national portal."""

    code = models.CharField("mã thủ tục", max_length=40, unique=True, validators=[PROCEDURE_CODE])
    url = models.URLField("địa chỉ trên Cổng Dịch vụ công", blank=True)

    class Meta(Term.Meta):
        verbose_name = "thủ tục hành chính"
        verbose_name_plural = "thủ tục hành chính"
