"""A proof turns out to be wrong."""

from __future__ import annotations

from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.levels import level_of
from accounts.models import Proof, User
from accounts.services.claims_doubt import claims_doubt
from accounts.services.proof_record import tell_level
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


class RevokeReason(models.TextChoices):
    """Why a proof is wrong; a choice, so that no name gets into the audit log."""

    FORGED = "forged", _("the document was forged")
    OTHER_PERSON = "other_person", _("it was another person")
    MISTAKE = "mistake", _("the clerk made a mistake")
    REGISTER = "register", _("the register was corrected")


@transaction.atomic
def proof_revoke(*, actor: Actor, proof_id: UUID, reason: RevokeReason) -> Proof:
    """Let a proof count no longer, at once; revoking again changes nothing. The identifier stays the person's, the old
    accounts that he was given by this proof alone do not.

    :class:`LevelChanged` where he stands lower now. Raises DomainError ``not_found`` for a proof on which ``actor`` may
    not act.
    """
    found = Proof.objects.for_actor(actor, Action.CHANGE).filter(pk=proof_id).only("user_id").first()
    if found is None:
        raise DomainError(NOT_FOUND)
    user = User.objects.select_for_update(no_key=True).get(pk=found.user_id)
    proof: Proof = Proof.objects.select_for_update(no_key=True).get(pk=proof_id)
    if proof.revoked_at is not None:
        return proof
    before = level_of(user)
    proof.revoked_at, proof.revoke_reason = clock.now(), reason.value
    proof.save(update_fields=["revoked_at", "revoke_reason", "updated_at"])
    audit.record(actor, "accounts.proof.revoke", proof, detail={"user": str(user.pk), "reason": reason.value})
    tell_level(user, before)
    claims_doubt(user=user)
    return proof
