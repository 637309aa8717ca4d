"""What is told once a claim is somebody's."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.events import ClaimTaken
from accounts.models import Claiming, OldAccount
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor


def tell_taken(actor: Actor, action: str, claiming: Claiming, rows: Iterable[OldAccount]) -> None:
    """Audit in the caller's transaction that a claim is somebody's now, and publish it."""
    audit.record(actor, action, claiming, detail={"user": str(claiming.user_id), "accounts": sum(1 for _row in rows)})
    event = ClaimTaken(claiming_id=claiming.pk, user_id=claiming.user_id)
    outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(claiming.user_id))
