"""What was given to a person by a proof goes with the proof."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.claiming.reaching import LEAST
from accounts.models import Claim, ClaimBasis, Claiming, Identifier, Proof, User
from accounts.models.proof import CONSENT_WITHDRAWN
from accounts.selectors import standing_for
from accounts.services.claim_undo import give_back
from accounts.services.proof_record import tell_proved
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


def claims_take_back(*, claims: Iterable[UUID], since: datetime) -> None:
    """Give back in the caller's transaction, who holds the lock of all matching, what the portal has given by proofs of
    these claims after ``since``: they are about to be other claims. Their people are looked for anew once that is done.
    """
    found = Claiming.objects.held().filter(claim__in=list(claims), basis=ClaimBasis.PROVED, asked_at__gt=since)
    people = sorted(set(found.values_list("user_id", flat=True)))
    users = {each.pk: each for each in User.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk")}
    list(Claim.objects.select_for_update(no_key=True).filter(claimings__in=found).order_by("pk").values("pk"))
    for claiming in found.filter(user__in=people):
        give_back(SYSTEM, claiming, users[claiming.user_id], reason="")
        tell_proved(users[claiming.user_id])
