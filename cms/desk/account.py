"""The own account: the name that colleagues read, and no picture, as uploads go through the ingest door alone."""

from typing import Any

from django import forms
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import (
    AccountView,
    AvatarSettingsPanel,
    BaseSettingsPanel,
    NameEmailSettingsPanel,
)

from cms.accounts.models import User


class NameForm(forms.ModelForm):
    """The one name that Kho shows."""

    display_name = forms.CharField(label="Tên hiển thị", max_length=150)

    class Meta:
        model = User
        fields = ["display_name"]


class NamePanel(BaseSettingsPanel):
    """In place of Wagtail's first and last name, which Kho shows nowhere."""

    name = "display_name"
    title = "Tên"
    order = 100
    form_class = NameForm


class DeskAccountView(AccountView):
    """Wagtail's account page without the form that takes a picture, and with Kho's own name."""

    def get_panels(self) -> list[Any]:
        """A posted picture meets no form."""
        replaced = (AvatarSettingsPanel, NameEmailSettingsPanel)
        kept = [panel for panel in super().get_panels() if not isinstance(panel, replaced)]
        return [NamePanel(self.request, self.request.user, kept[0].profile), *kept]


account = require_admin_access(DeskAccountView.as_view())
