"""Who administers whom: the programme's administrators everybody but superusers, an agency's only its own people."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from cms.accounts.models import Membership, User
from cms.accounts.policies import agencies
from cms.taxonomy.models import Agency


def manages_everything(user: User) -> bool:
    """Whether the user administers the whole programme."""
    return agencies(user, "manage") is None


def managed_agencies(user: User) -> QuerySet[Agency]:
    """The agencies whose people the user administers."""
    allowed = agencies(user, "manage")
    return Agency.objects.all() if allowed is None else Agency.objects.filter(pk__in=allowed)


def managed_people(user: User) -> QuerySet[User]:
    """People whose account and roles the user may change.

    An agency's administrator does not reach somebody with a role elsewhere as well: a new password would open the
    other agency's things too. System users have no log-in and are nobody's to change.
    """
    people = User.objects.filter(is_system=False)
    if user.is_superuser:
        return people
    allowed = agencies(user, "manage")
    people = people.filter(is_superuser=False)
    if allowed is None:
        return people
    roles = Membership.objects.filter(user=OuterRef("pk"))
    elsewhere = roles.filter(Q(agency__isnull=True) | ~Q(agency__in=allowed))
    return people.filter(Exists(roles.filter(agency__in=allowed)), ~Exists(elsewhere))
