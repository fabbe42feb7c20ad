"""The own account, without the picture: uploads go through the ingest door alone."""

from typing import Any

from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel


class DeskAccountView(AccountView):
    """Wagtail's account page without the form that takes a picture."""

    def get_panels(self) -> list[Any]:
        """All but the picture; a posted picture meets no form."""
        return [panel for panel in super().get_panels() if not isinstance(panel, AvatarSettingsPanel)]


account = require_admin_access(DeskAccountView.as_view())
