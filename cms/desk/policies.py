"""Permission policies of materials and language variants: every question that has an object is asked of the object."""

from collections.abc import Iterable

from django.db.models import Model, Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from cms.accounts.models import User
from cms.accounts.policies import agencies, may
from cms.library.models import LanguageVariant, Material

DEEDS = {"view": "see", "add": "edit", "change": "edit"}
"""Wagtail's permissions that exist here. Its delete, publish, lock and unlock do not: Kho's actions stand for them."""


class AgencyPolicy(BasePermissionPolicy):
    """Asks ``accounts.policies.may``; what is not named in ``DEEDS`` is allowed to nobody, superusers included."""

    def user_has_permission(self, user: User, action: str) -> bool:
        """Whether the user may do it for some agency at all (menus, lists)."""
        deed = DEEDS.get(action)
        return bool(deed) and may(user, deed)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        """Any of them."""
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """People who work here; which agency they belong to is asked with the object."""
        people = User.objects.filter(is_active=True)
        return people.filter(Q(is_superuser=True) | Q(memberships__isnull=False)).distinct()

    def user_has_permission_for_instance(self, user: User, action: str, instance: Model) -> bool:
        """Whether the user may do it to this one."""
        deed = DEEDS.get(action)
        if not deed:
            return False
        if deed == "see":
            return self.model.objects.visible_to(user).filter(pk=instance.pk).exists()
        return may(user, deed, instance.agency_id, getattr(instance, "language_id", None))

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Model) -> bool:
        """Any of them, of this one."""
        return any(self.user_has_permission_for_instance(user, action, instance) for action in actions)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet:
        """What the user may see, or only what lies in the agencies where the user may edit."""
        if "view" in actions:
            return self.model.objects.visible_to(user)
        if not self.user_has_any_permission(user, actions):
            return self.model.objects.none()
        allowed = agencies(user, "edit")
        return self.model.objects.all() if allowed is None else self.model.objects.filter(agency__in=allowed)


def register() -> None:
    """Put the policies in place before Wagtail falls back on its own."""
    for model in (Material, LanguageVariant):
        register_permission_policy(model, AgencyPolicy(model))
