"""Storing an account with its roles, and writing that down."""

from django.contrib.auth.models import Group
from django.db import transaction

from cms.accounts.models import Role, User
from cms.journal.events import append
from cms.library.errors import NotAllowed

from .forms import PersonForm, Roles
from .rules import managed_people

PAGE_GROUP = "Moderators"
"""Wagtail's group that writes and publishes pages: home, guidance and news belong to the whole programme."""


@transaction.atomic
def store(form: PersonForm, roles: Roles | None, *, actor: User) -> User:
    """Store what the two valid forms hold; ``roles`` is None for the own account, whose roles stay.

    Raises ``NotAllowed`` when the person is not the actor's to administer any more.
    """
    new = form.instance.pk is None
    if not new and not managed_people(actor).select_for_update().filter(pk=form.instance.pk).exists():
        raise NotAllowed("Người này không còn thuộc phạm vi quản trị của bạn.")
    person = form.save()
    if roles is not None:
        roles.instance = person
        roles.save()
        _give_pages(person)
    data = {
        "active": person.is_active,
        "password_set": bool(form.cleaned_data.get("password")),
        "roles": sorted(str(each) for each in person.memberships.select_related("user", "agency")),
    }
    append("user.created" if new else "user.changed", person, actor=actor, data=data)
    return person


def _give_pages(person: User) -> None:
    """Administrators of the whole programme write its pages; who stops being one stops writing them."""
    group = Group.objects.filter(name=PAGE_GROUP).first()
    if group is None:
        return
    if person.memberships.filter(role=Role.ADMINISTRATOR, agency__isnull=True).exists():
        person.groups.add(group)
    else:
        person.groups.remove(group)
