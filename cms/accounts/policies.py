"""Who may do what, asked in words: ``may(user, "edit", agency_id, language_id)``.

Rules: an editor and a reviewer work inside their agency; a language restricts a membership to that language; the
programme office may see and withdraw everything; administrators may do everything but approve their own edits.
"""

from collections.abc import Iterable

from .models import Role, User

EVERYWHERE = {
    Role.ADMINISTRATOR: {"see", "edit", "review", "withdraw", "upload", "manage"},
    Role.PROGRAMME_OFFICE: {"see", "withdraw", "report"},
}
IN_AGENCY = {
    Role.EDITOR: {"see", "edit", "upload"},
    Role.REVIEWER: {"see", "edit", "upload", "review", "withdraw"},
    Role.LANGUAGE_REVIEWER: {"see", "review"},
    Role.ADMINISTRATOR: {"see", "edit", "upload", "review", "withdraw", "manage"},
    Role.PROGRAMME_OFFICE: {"see", "withdraw", "report"},
}


def may(user: User, deed: str, agency_id: int | None = None, language_id: int | None = None) -> bool:
    """Whether the user may do the deed for an agency and language.

    Without ``agency_id``: whether the user may do it for at least one agency. Without ``language_id``: the deed is
    about the whole material, which a membership limited to one language does not cover, except to see it.
    """
    if not user.is_active or not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    for role in user.roles():
        if role.agency_id is None:
            if deed in EVERYWHERE.get(role.role, set()):
                return True
            continue
        if deed not in IN_AGENCY[role.role] or agency_id not in (None, role.agency_id):
            continue
        if agency_id is None or role.language_id in (None, language_id) or deed == "see":
            return True
    return False


def agencies(user: User, deed: str) -> Iterable[int] | None:
    """Ids of the agencies for which the user may do the deed, or None for all of them."""
    if not user.is_active or not user.is_authenticated:
        return ()
    if user.is_superuser or any(r.agency_id is None and deed in EVERYWHERE.get(r.role, ()) for r in user.roles()):
        return None
    return sorted({r.agency_id for r in user.roles() if r.agency_id and deed in IN_AGENCY[r.role]})
