"""What was given to a person by a proof goes with the proof."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from accounts.claiming.reaching import LEAST
from accounts.models import Claim, ClaimBasis, Claiming, Identifier, Proof, User
from accounts.models.proof import CONSENT_WITHDRAWN
from accounts.selectors import standing_for
from accounts.services.claim_undo import give_back
from services_portal.kernel.actor import SYSTEM


@transaction.atomic
def claims_doubt(*, user: User) -> int:
    """Give back, as they were, the claims that ``user`` has by a proof which was revoked as wrong, or is another
    account's by now; returns how many.

    The caller has locked ``user``. Each is audited, and told by :class:`ClaimGivenBack`. A proof that ran out, and one
    whose consent was withdrawn, leave what was given by them.
    """
    held = Claiming.objects.held().filter(user=user, basis=ClaimBasis.PROVED).order_by("claim_id")
    doubted = [claiming for claiming in held if not _stands(claiming)]
    list(Claim.objects.select_for_update(no_key=True).filter(claimings__in=doubted).order_by("pk").values("pk"))
    for claiming in doubted:
        give_back(SYSTEM, claiming, user, reason="")
    return len(doubted)


def _stands(claiming: Claiming) -> bool:
    identifier = Identifier.objects.proved().filter(pk=claiming.rests_on).select_related("user").first()
    if identifier is None or standing_for(identifier.user).pk != claiming.user_id:
        return False
    right = Q(revoked_at=None) | Q(revoke_reason=CONSENT_WITHDRAWN)
    return Proof.objects.filter(right, identifier=identifier, level__gte=LEAST).exists()
