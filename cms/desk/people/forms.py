"""An account, and its roles."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, inlineformset_factory

from cms.accounts.models import Membership, Role, User

from .rules import managed_agencies, manages_everything

EVERYWHERE = {Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR}
NO_AGENCY = "Vai trò này cần một cơ quan. Chỉ “Văn phòng chương trình” và “Quản trị” để trống được."
NOT_YOURSELF = "Không tự đổi được vai trò hoặc khóa tài khoản của chính mình. Hãy nhờ một quản trị viên khác."


class PersonForm(forms.ModelForm):
    """Name, log-in and password. A blank password leaves the present one."""

    password = forms.CharField(
        label="Mật khẩu",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ít nhất 8 ký tự. Người dùng tự đổi được ở trang “Tài khoản”.",
    )

    class Meta:
        model = User
        fields = ["username", "display_name", "email", "is_active"]
        labels = {"username": "Tên đăng nhập", "email": "Thư điện tử", "is_active": "Được đăng nhập"}
        help_texts = {
            "username": "Chữ, số và các ký tự @ . + - _",
            "is_active": "Bỏ dấu để khóa tài khoản. Tài khoản không bị xóa, vì lịch sử còn ghi tên người làm.",
        }

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["display_name"].required = True
        if self.instance.pk:
            self.fields["password"].label = "Mật khẩu mới"
            self.fields["password"].help_text = "Để trống nếu không đổi. " + self.fields["password"].help_text
        else:
            self.fields["password"].required = True
        if self.instance.pk == actor.pk:
            self.fields["is_active"].disabled = True
            self.fields["is_active"].help_text = NOT_YOURSELF

    def clean(self) -> dict[str, Any]:
        """The password is measured against the other fields too."""
        data = super().clean()
        if password := data.get("password"):
            person = User(username=data.get("username", ""), display_name=data.get("display_name", ""))
            try:
                validate_password(password, person)
            except ValidationError as refusal:
                self.add_error("password", refusal)
        return data

    def save(self, commit: bool = True) -> User:
        """With the password, when one was given."""
        if self.cleaned_data.get("password"):
            self.instance.set_password(self.cleaned_data["password"])
        return super().save(commit)


class RoleForm(forms.ModelForm):
    """One role in an agency that the administrator administers."""

    class Meta:
        model = Membership
        fields = ["role", "agency", "language"]
        labels = {"language": "Ngôn ngữ"}

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = managed_agencies(actor)
        self.fields["agency"].required = not manages_everything(actor)
        self.fields["agency"].empty_label = "toàn chương trình" if manages_everything(actor) else "chọn cơ quan"
        self.fields["language"].empty_label = "mọi ngôn ngữ"

    def clean(self) -> dict[str, Any]:
        """Only two roles cover the whole programme."""
        data = super().clean()
        if data.get("role") and data["role"] not in EVERYWHERE and not data.get("agency") and not self.errors:
            raise ValidationError({"agency": NO_AGENCY})
        return data


class BaseRoles(BaseInlineFormSet):
    """All roles of one person, none of them twice."""

    def clean(self) -> None:
        """The database refuses doubles too, without words."""
        super().clean()
        seen = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            if not data.get("role") or data.get("DELETE"):
                continue
            key = (data["role"], data.get("agency"), data.get("language"))
            if key in seen:
                raise ValidationError("Một vai trò được ghi hai lần. Hãy bỏ bớt một dòng.")
            seen.add(key)


Roles = inlineformset_factory(User, Membership, form=RoleForm, formset=BaseRoles, extra=2, can_delete=True)
