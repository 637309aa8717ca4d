"""A proof turns out to be wrong."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.levels import level_of
from accounts.models import Proof, User
from accounts.services.proof_record import tell_level
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


@transaction.atomic
def proof_revoke(*, actor: Actor, proof_id: UUID, reason: str) -> Proof:
    """Let a proof count no longer, at once; revoking again changes nothing. The identifier stays the person's.

    In: ``reason`` in a few words, without personal data: it goes into the audit log. Raises DomainError ``not_found``
    for a proof on which ``actor`` may not act.
    """
    found = Proof.objects.for_actor(actor, Action.CHANGE).filter(pk=proof_id).only("user_id").first()
    if found is None:
        raise DomainError(NOT_FOUND)
    user = User.objects.select_for_update(no_key=True).get(pk=found.user_id)
    proof: Proof = Proof.objects.select_for_update(no_key=True).get(pk=proof_id)
    if proof.revoked_at is not None:
        return proof
    before = level_of(user)
    proof.revoked_at, proof.revoke_reason = clock.now(), reason
    proof.save(update_fields=["revoked_at", "revoke_reason", "updated_at"])
    audit.record(actor, "accounts.proof.revoke", proof, detail={"user": str(user.pk), "reason": reason})
    tell_level(user, before)
    return proof
