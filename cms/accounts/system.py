"""System users: they act for an agency where no person does (imports)."""

from cms.taxonomy.models import Agency

from .models import Membership, Role, User


def system_user(agency: Agency) -> User:
    """The system user of an agency, made when missing; it has no password and cannot log in."""
    user, created = User.objects.get_or_create(
        username=f"he-thong-{agency.code.lower()}",
        defaults={"display_name": f"Hệ thống ({agency.code})", "is_system": True},
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    Membership.objects.get_or_create(user=user, agency=agency, role=Role.EDITOR, language=None)
    return user
