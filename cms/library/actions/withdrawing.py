"""Taking something away from the public, and bringing it back."""

from django.db import transaction
from django.utils import timezone

from cms.accounts.models import User
from cms.accounts.policies import may
from cms.journal.events import append
from cms.library.errors import Conflict, NotAllowed
from cms.library.models import EndKind, LanguageVariant, Material, Publication, Withdrawal

from .ending import end

REPLACING = "Đang được thay bằng bản mới."


@transaction.atomic
def withdraw(target: Material | LanguageVariant, *, reason: str, actor: User) -> Withdrawal:
    """Withdraw a variant, or a material in all its languages, with a reason that the public will read.

    Editions of it that wait to be published are cancelled. Raises ``NotAllowed``, ``Conflict``.
    """
    _check(target, actor)
    if not reason.strip():
        raise Conflict("Hãy ghi lý do thu hồi; người dùng sẽ đọc lý do này.")
    key = _key(target)
    type(target).objects.select_for_update().get(pk=target.pk)
    if Withdrawal.objects.filter(undone_at__isnull=True, **key).exists():
        raise Conflict("Mục này đã được thu hồi rồi.")
    row = Withdrawal.objects.create(reason=reason.strip(), by=actor, at=timezone.now(), **key)
    waiting = Publication.objects.pending()
    if isinstance(target, Material):
        waiting = waiting.filter(variant__material=target)
    else:
        waiting = waiting.filter(variant=target)
    for publication in waiting:
        end(publication, EndKind.CANCELLED, actor=actor)
    append(f"{target._meta.model_name}.withdrawn", target, actor=actor, data={"reason": row.reason})
    return row


@transaction.atomic
def undo_withdrawal(row: Withdrawal, *, actor: User) -> None:
    """Lift a withdrawal: the present edition is public again at once. Raises ``NotAllowed``, ``Conflict``."""
    target = row.material or row.variant
    _check(target, actor)
    changed = Withdrawal.objects.filter(pk=row.pk, undone_at__isnull=True).update(
        undone_at=timezone.now(), undone_by=actor
    )
    if not changed:
        raise Conflict("Việc thu hồi này đã được hoàn tác trước đó.")
    append(f"{target._meta.model_name}.withdrawal_undone", target, actor=actor)


def hide_until_replaced(variant: LanguageVariant, *, actor: User) -> None:
    """Take the present edition away now; the next promotion lifts this by itself."""
    if Withdrawal.objects.filter(variant=variant, undone_at__isnull=True).exists():
        return
    Withdrawal.objects.create(variant=variant, reason=REPLACING, by=actor, at=timezone.now(), until_replaced=True)
    append("languagevariant.withdrawn", variant, actor=actor, data={"reason": REPLACING})


def lift_until_replaced(variant: LanguageVariant, *, actor: User) -> None:
    """Lift what ``hide_until_replaced`` laid, when the new edition is there."""
    Withdrawal.objects.filter(variant=variant, until_replaced=True, undone_at__isnull=True).update(
        undone_at=timezone.now(), undone_by=actor
    )


def _check(target: Material | LanguageVariant, actor: User) -> None:
    language = target.language_id if isinstance(target, LanguageVariant) else None
    if not may(actor, "withdraw", target.agency_id, language):
        raise NotAllowed("Bạn không có quyền thu hồi mục này.")


def _key(target: Material | LanguageVariant) -> dict[str, Material | LanguageVariant]:
    return {"material": target} if isinstance(target, Material) else {"variant": target}
