"""Gives members the model-level permissions that Wagtail's admin asks for; per-object rules are the policies' own."""

from django.contrib.auth.backends import BaseBackend
from django.db.models import Model

from .models import Role, User

MEMBER = {"wagtailadmin.access_admin"}
WORKERS = {
    f"library.{action}_{model}" for action in ("add", "change", "view") for model in ("material", "languagevariant")
}
MANAGERS = {
    "portal.change_siteidentity",
    *(
        f"taxonomy.{action}_{model}"
        for action in ("add", "change", "view")
        for model in ("agency", "campaign", "procedure")
    ),
}
"""For administrators of the whole programme: what is shared by all agencies. Nothing of it is ever deleted.

People are not among them: who administers whom is asked of each person (``cms.desk.people.rules``)."""


class MembershipBackend(BaseBackend):
    """Permissions derived from memberships; authenticates nobody."""

    def authenticate(self, request: object, **credentials: object) -> None:
        """This backend only answers permission questions."""
        return

    def get_user(self, user_id: int) -> None:
        """This backend holds no log-in."""
        return

    def get_all_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        """Model-level permissions of an active member; per-object questions are answered elsewhere."""
        if obj is not None or not user_obj.is_active or user_obj.is_anonymous:
            return set()
        memberships = user_obj.roles()
        if not memberships:
            return set()
        granted = MEMBER | WORKERS
        if any(each.role == Role.ADMINISTRATOR and each.agency_id is None for each in memberships):
            granted = granted | MANAGERS
        return granted

    def has_perm(self, user_obj: User, perm: str, obj: Model | None = None) -> bool:
        """Whether a membership grants the model-level permission."""
        return perm in self.get_all_permissions(user_obj, obj)

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        """Whether a membership grants anything in the app."""
        return any(perm.startswith(f"{app_label}.") for perm in self.get_all_permissions(user_obj))
