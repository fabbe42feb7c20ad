"""Appending to the journal, inside the transaction of the change itself."""

from django.db import connection, transaction
from django.db.models import Model

from .models import Event

APPEND_LOCK = 1588_2022


def append(kind: str, target: Model, *, actor: Model | None = None, data: dict[str, object] | None = None) -> Event:
    """Add one event about ``target``; must be called inside a transaction.

    On PostgreSQL appends are serialised until commit: otherwise a lower id could become visible after a reader's
    cursor has passed it, and the event would be lost. SQLite serialises writers by itself.

    Raises ``TransactionManagementError`` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("journal.append needs the transaction of the change it records")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [APPEND_LOCK])
    return Event.objects.create(
        kind=kind, target_type=target._meta.model_name, target_id=target.pk, actor=actor, data=data or {}
    )
