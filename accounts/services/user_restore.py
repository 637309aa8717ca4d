"""A suspended account is given back."""

from __future__ import annotations

from django.db import transaction

from accounts.errors import ACCOUNT_ABSORBED
from accounts.events import UserRestored
from accounts.models import User
from accounts.selectors import standing_for
from accounts.services.user_suspend import account_to_judge
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


@transaction.atomic
def user_restore(*, actor: Actor, user: User, case: str = "") -> User:
    """Let a suspended account sign in again; what was ended stays ended.

    Returns the account; one that is open stays as it is, and nothing is written. Writes an audit entry and
    :class:`UserRestored`. Raises DomainError as ``user_suspend`` does, and ``account_absorbed`` for an account that has
    become a part of another: that is undone otherwise (``merge_undo``).
    """
    locked = account_to_judge(actor, user)
    if locked.is_active:
        return locked
    if standing_for(locked) != locked:
        raise DomainError(ACCOUNT_ABSORBED)
    locked.is_active = True
    locked.save(update_fields=["is_active"])
    audit.record(actor, "accounts.user.restore", locked, detail={"case": case})
    outbox.publish(UserRestored(user_id=locked.pk), aggregate_type="accounts.user", aggregate_id=str(locked.pk))
    return locked
