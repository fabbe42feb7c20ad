"""Forms of the desk."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms.models import WagtailAdminModelForm

from cms.accounts.models import User
from cms.accounts.policies import agencies, may
from cms.library.models import LanguageVariant, Material, Publication, Role
from cms.taxonomy.models import Agency, Language


def editable_agencies(user: User) -> "forms.models.QuerySet[Agency]":
    """Agencies for which the user edits."""
    allowed = agencies(user, "edit")
    return Agency.objects.all() if allowed is None else Agency.objects.filter(pk__in=allowed)


class MaterialForm(WagtailAdminModelForm):
    """A material; only own agencies are on offer, and the kind is fixed once an edition exists."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        own = editable_agencies(self.for_user)
        if self.instance.pk:
            own = own | Agency.objects.filter(pk=self.instance.agency_id)
            if Publication.objects.filter(variant__material=self.instance).exists():
                self.fields["kind"].disabled = True
                self.fields["kind"].help_text = "Đã có ấn bản nên không đổi loại được nữa."
        self.fields["agency"].queryset = own
        if not self.instance.pk and len(own) == 1:
            self.fields["agency"].initial = own[0]

    def full_clean(self) -> None:
        """Refuse in words a choice that is no row's number; beyond 64 bits SQLite cannot even look it up."""
        try:
            super().full_clean()
        except OverflowError:
            self.add_error(None, "Có lựa chọn không hợp lệ. Hãy tải lại trang rồi chọn từ danh sách.")


class AddLanguageForm(forms.Form):
    """One more language of a material; the agencies are those that the user edits for in that language."""

    language = forms.ModelChoiceField(Language.objects.none(), label="Ngôn ngữ")
    agency = forms.ModelChoiceField(Agency.objects.none(), label="Cơ quan giữ bản ngôn ngữ")
    title = forms.CharField(label="Tiêu đề", max_length=250, required=False, help_text="Có thể điền sau.")

    def __init__(self, *args: object, material: Material, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.material, self.user = material, user
        # All languages are on offer: one that exists already is refused in words, with where it is.
        self.fields["language"].queryset = Language.objects.all()
        own = editable_agencies(user)
        self.fields["agency"].queryset = own
        self.fields["agency"].initial = next((a for a in own if a.pk == material.agency_id), own.first())

    def clean(self) -> dict[str, object]:
        """Refuse in words what the database would refuse with an error page."""
        data = super().clean()
        language, agency = data.get("language"), data.get("agency")
        if language and LanguageVariant.objects.filter(material=self.material, language=language).exists():
            raise ValidationError({"language": f"Tài liệu đã có bản {language}. Hãy mở bản đó để sửa."})
        if language and agency and not may(self.user, "edit", agency.pk, language.pk):
            raise ValidationError({"language": f"Bạn không có quyền thêm bản {language} cho {agency}."})
        return data


class MultipleFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


ROLE_CHOICES = [("", "Tự chọn theo loại tệp"), *Role.choices]


class ReasonForm(forms.Form):
    """A reason that the public reads."""

    reason = forms.CharField(
        label="Lý do (mọi người sẽ đọc được)", max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class SuccessorForm(ReasonForm):
    """Which material takes the place of this one."""

    reason = forms.CharField(label="Lý do thay thế", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    successor = forms.ModelChoiceField(
        Material.objects.none(), label="Tài liệu mới thay cho tài liệu này", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: object, choices: "forms.models.QuerySet[Material]", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = choices


class DecisionForm(forms.Form):
    """Approve now, approve for a time, or send back."""

    NOW, LATER = "now", "later"
    revision = forms.IntegerField(widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label="Phát hành",
        choices=[(NOW, "Ngay khi tệp xử lý xong"), (LATER, "Hẹn giờ phát hành")],
        initial=NOW,
        widget=forms.RadioSelect,
        required=False,
    )
    public_from = forms.DateTimeField(
        label="Giờ phát hành (giờ Việt Nam)",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
    )
    hide_current = forms.BooleanField(label="Ẩn ngay ấn bản đang công khai, không chờ ấn bản mới", required=False)
    note = forms.CharField(
        label="Lời nhắn cho người biên tập", required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000
    )

    def clean(self) -> dict[str, object]:
        """A time to come is needed for "later"."""
        data = super().clean()
        at: datetime | None = data.get("public_from")
        if data.get("when") != self.LATER:
            data["public_from"] = None
        elif not at and "public_from" not in self.errors:
            raise ValidationError({"public_from": "Hãy chọn ngày và giờ phát hành."})
        elif at and at <= timezone.now():
            raise ValidationError({"public_from": "Giờ phát hành phải ở tương lai."})
        return data
