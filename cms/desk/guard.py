"""The one place where Wagtail's model-level permission checks become checks of the object at hand."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.permissions import policy_registry

from cms.accounts.models import User
from cms.library.models import LanguageVariant, Material

REFUSAL = "Bạn không có quyền làm việc này. Nếu cần, hãy nhờ người duyệt hoặc quản trị của cơ quan."


class GuardedView:
    """Mixin for every view over materials and variants, Wagtail's and our own, in front of all other bases.

    Wagtail's generic views ask "may this user change things of this kind?". Here the same question is asked of
    ``self.object``. Unseen objects answer 404 like unknown ones; seen but not allowed is 403.
    """

    request: HttpRequest

    def user_has_permission(self, permission: str) -> bool:
        """Ask with the object when there is one."""
        policy = policy_registry.get_by_type(self.model)
        if (instance := self.guarded()) is not None:
            return policy.user_has_permission_for_instance(self.request.user, permission, instance)
        return policy.user_has_permission(self.request.user, permission)

    def user_has_any_permission(self, permissions: list[str]) -> bool:
        """Any of them, asked in the same way."""
        return any(self.user_has_permission(permission) for permission in permissions)

    def guarded(self) -> Model | None:
        """The stored object that the view is about, None for lists and new ones."""
        instance = getattr(self, "object", None)
        return instance if instance is not None and instance.pk else None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """404 before anything else for what the user may not see; refusals are pages, not redirects."""
        if self.guarded() is not None and not self.user_has_permission("view"):
            raise Http404
        if self.guarded() is not None and request.method == "POST" and not self.user_has_permission("change"):
            return forbidden(request)
        try:
            return super().dispatch(request, *args, **kwargs)
        except PermissionDenied as refusal:
            return forbidden(request, str(refusal))


def forbidden(request: HttpRequest, words: str = "") -> HttpResponse:
    """403 inside the admin, in words."""
    return render(request, "desk/forbidden.html", {"words": words or REFUSAL}, status=403)


def seen_variant(user: User, pk: int) -> LanguageVariant:
    """The variant, when the user may see it; raises ``Http404`` otherwise."""
    rows = LanguageVariant.objects.visible_to(user).select_related("material__agency", "language", "agency")
    variant = rows.filter(pk=pk).first()
    if variant is None:
        raise Http404
    return variant


def seen_material(user: User, pk: int) -> Material:
    """The material, when the user may see it; raises ``Http404`` otherwise."""
    material = Material.objects.visible_to(user).select_related("agency").filter(pk=pk).first()
    if material is None:
        raise Http404
    return material
