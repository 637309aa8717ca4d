"""A person stops the way back that somebody opened into his account."""

from __future__ import annotations

from accounts.models import Recovery, RecoveryState, User
from accounts.selectors import USER
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor


def recovery_stop(*, user: User) -> int:
    """End what is under way for ``user``, whose row the caller has locked; returns how many that were. Audited."""
    found = list(Recovery.objects.live().filter(user=user).select_for_update(no_key=True))
    for recovery in found:
        recovery.state, recovery.ended_at = RecoveryState.STOPPED, clock.now()
        recovery.save(update_fields=["state", "ended_at"])
        audit.record(Actor(type=USER, id=str(user.pk)), "accounts.recovery.stop", recovery)
    return len(found)
