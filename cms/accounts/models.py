"""People and what they may do for which agency."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Kho's own user; a system user (no password) acts for an agency's imports."""

    display_name = models.CharField("tên hiển thị", max_length=150, blank=True)
    is_system = models.BooleanField("tài khoản hệ thống", default=False)

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username

    def roles(self) -> list["Membership"]:
        """The memberships, read once for each user object."""
        if not hasattr(self, "_roles"):
            self._roles = list(self.memberships.select_related("agency", "language"))
        return self._roles


class Role(models.TextChoices):
    """What a member does (the words of the screens are the labels)."""

    EDITOR = "editor", "Biên tập viên"
    REVIEWER = "reviewer", "Người duyệt"
    LANGUAGE_REVIEWER = "language_reviewer", "Người duyệt ngôn ngữ"
    PROGRAMME_OFFICE = "programme_office", "Văn phòng chương trình"
    ADMINISTRATOR = "administrator", "Quản trị"


class Membership(models.Model):
    """A role of a user in an agency, for one language or (blank) for all.

    Without an agency the role covers the whole programme (programme office, administrators).
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="người dùng")
    agency = models.ForeignKey(
        "taxonomy.Agency", models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="cơ quan"
    )
    role = models.CharField("vai trò", max_length=20, choices=Role.choices)
    language = models.ForeignKey(
        "taxonomy.Language", models.PROTECT, null=True, blank=True, verbose_name="ngôn ngữ (trống = mọi ngôn ngữ)"
    )

    class Meta:
        verbose_name = "vai trò trong cơ quan"
        verbose_name_plural = "vai trò trong cơ quan"
        constraints = [
            # Four, not one with "nulls not distinct": SQLite lacks that.
            models.UniqueConstraint(fields=["user", "role", "agency", "language"], name="membership_once"),
            models.UniqueConstraint(
                fields=["user", "role", "agency"],
                condition=models.Q(language__isnull=True),
                name="membership_once_all_languages",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "language"],
                condition=models.Q(agency__isnull=True),
                name="membership_once_all_agencies",
            ),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(agency__isnull=True, language__isnull=True),
                name="membership_once_everywhere",
            ),
            models.CheckConstraint(
                condition=models.Q(agency__isnull=False) | models.Q(role__in=["programme_office", "administrator"]),
                name="membership_names_an_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.agency or 'toàn chương trình'}"
