"""A suspended account is given back."""

from __future__ import annotations

from django.db import transaction

from accounts.events import UserRestored
from accounts.models import User
from accounts.services.user_suspend import account_to_judge
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor


@transaction.atomic
def user_restore(*, actor: Actor, user: User, case: str = "") -> User:
    """Let a suspended account sign in again; what was ended stays ended.

    Returns the account; one that is open stays as it is, and nothing is written. Writes an audit entry and
    :class:`UserRestored`. Raises DomainError as ``user_suspend`` does.
    """
    locked = account_to_judge(actor, user)
    if locked.is_active:
        return locked
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    audit.record(actor, "accounts.user.restore", locked, detail={"case": case})
    outbox.publish(UserRestored(user_id=locked.pk), aggregate_type="accounts.user", aggregate_id=str(locked.pk))
    return locked
