"""Who may see what, and what is public: each rule once, as a QuerySet method."""

from datetime import datetime

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cms.accounts.models import User
from cms.accounts.policies import agencies


class MaterialQuerySet(models.QuerySet):
    """Materials."""

    def visible_to(self, user: User) -> "MaterialQuerySet":
        """What the user may see in the admin: own agencies, and materials of which an own agency holds a variant."""
        allowed = agencies(user, "see")
        if allowed is None:
            return self
        variants = apps.get_model("library", "LanguageVariant").objects.filter(material=OuterRef("pk"))
        return self.filter(Q(agency__in=allowed) | Exists(variants.filter(agency__in=allowed)))


class LanguageVariantQuerySet(models.QuerySet):
    """Language variants."""

    def visible_to(self, user: User) -> "LanguageVariantQuerySet":
        """What the user may see in the admin: variants held by, or of materials owned by, an own agency."""
        allowed = agencies(user, "see")
        if allowed is None:
            return self
        return self.filter(Q(agency__in=allowed) | Q(material__agency__in=allowed))


class PublicationQuerySet(models.QuerySet):
    """Editions."""

    def current(self) -> "PublicationQuerySet":
        """The edition that stands for each variant, public or not."""
        return self.filter(current_from__isnull=False, ended_at__isnull=True)

    def pending(self) -> "PublicationQuerySet":
        """Editions that wait for their time or their builds."""
        return self.filter(current_from__isnull=True, ended_at__isnull=True)

    def public(self, at: datetime | None = None) -> "PublicationQuerySet":
        """What everybody may see at ``at`` (now): current, its time has come, not withdrawn, rights valid today.

        The one rule of what is public; portal, API, feeds, index, downloads and embeds read nothing else.
        """
        at = at or timezone.now()
        today = timezone.localdate(at)
        withdrawal = apps.get_model("library", "Withdrawal")
        open_now = withdrawal.objects.filter(undone_at__isnull=True, at__lte=at)
        return (
            self.filter(current_from__lte=at, ended_at__isnull=True, public_from__lte=at)
            .filter(Q(variant__material__valid_from__isnull=True) | Q(variant__material__valid_from__lte=today))
            .filter(Q(variant__material__valid_to__isnull=True) | Q(variant__material__valid_to__gte=today))
            .filter(
                ~Exists(open_now.filter(variant=OuterRef("variant"))),
                ~Exists(open_now.filter(material=OuterRef("variant__material"))),
            )
        )
