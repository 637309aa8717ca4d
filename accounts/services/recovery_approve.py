"""A second clerk approves a way back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.models import Recovery, RecoveryState
from accounts.safety_errors import RECOVERY_NEEDS_ANOTHER, RECOVERY_OVER
from accounts.scopes import IDENTITY_PROVE
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


@transaction.atomic
def recovery_approve(*, actor: Actor, recovery_id: UUID) -> Recovery:
    """Let a way back into an account at L3 or above be gone when its cooling-off is over; that began with its opening.

    Raises DomainError ``not_permitted`` without the right, ``recovery_needs_another`` for who opened it and for the
    person himself, ``recovery_over`` unless it waits for this.
    """
    if not actor.may(IDENTITY_PROVE):
        raise DomainError(NOT_PERMITTED)
    recovery: Recovery = Recovery.objects.select_for_update(no_key=True).get(pk=recovery_id)
    who = f"{actor.type}:{actor.id}"
    if who in (recovery.opened_by, f"user:{recovery.user_id}"):
        raise DomainError(RECOVERY_NEEDS_ANOTHER)
    if recovery.state != RecoveryState.ASKED or recovery.expires_at <= clock.now():
        raise DomainError(RECOVERY_OVER)
    recovery.state, recovery.approved_by = RecoveryState.OPEN, who
    recovery.save(update_fields=["state", "approved_by"])
    audit.record(actor, "accounts.recovery.approve", recovery, detail={"user": str(recovery.user_id)})
    return recovery
