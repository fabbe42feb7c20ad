"""What changes because time passes: embargoes that end, rights that begin or end, successors that appear."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from cms.journal.events import append
from cms.journal.models import Cursor
from cms.library.actions import promote_pending, run_supersessions
from cms.library.models import Material

RIGHTS = "library.rights-day"


def run() -> int:
    """Everything that is due now, idempotent. Returns the number of changes."""
    return promote_pending() + run_rights() + run_supersessions()


@transaction.atomic
def run_rights() -> int:
    """Tell the journal of materials whose validity began or ended since the last day looked at.

    The rule itself is read at each request; the event makes index and feeds look again. A clock set back is looked at
    in the same way. Returns the number of events.
    """
    today = timezone.localdate()
    cursor, _ = Cursor.objects.select_for_update().get_or_create(
        consumer=RIGHTS, defaults={"position": today.toordinal()}
    )
    last = date.fromordinal(cursor.position)
    if last == today:
        return 0
    early, late = sorted([last, today])
    begun = Q(valid_from__gt=early, valid_from__lte=late)
    ended = Q(valid_to__gte=early, valid_to__lte=late - timedelta(days=1))
    materials = list(Material.objects.filter(begun | ended))
    for material in materials:
        append("material.rights_changed", material)
    cursor.position = today.toordinal()
    cursor.save()
    return len(materials)
