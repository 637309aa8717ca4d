"""A person signs in for the first time, with the name and password of a city's old site."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.claiming.conditions import facts_of, lock_claim, proved_elsewhere, require_free, take_over
from accounts.claiming.opening import holding_of
from accounts.errors import CLAIM_NOT_FREE
from accounts.events import ClaimTaken
from accounts.models import ClaimBasis, Claiming, OldAccount, User
from accounts.selectors import USER
from accounts.services.resident_register import resident_register
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import Language

NAME_LENGTH = 60


@transaction.atomic
def claim_first_sign_in(*, old_account_id: UUID, claim_id: UUID, password: str, language: Language) -> User:
    """Open an account for the person whose old account ``password`` has just opened, which the caller has verified.

    The whole claim becomes his; what it says of him is taken over as claimed, and proves nothing. The password is kept
    in the portal's own Argon2id. Signed in twice at once, he is one: the second finds the account of the first.
    Told by :class:`ClaimTaken`. Raises DomainError ``claim_not_free`` when the claim has become another's meanwhile,
    waits for a decision, or is of a person who has proved the same resident ID in an account: he signs in there.
    """
    rows = lock_claim(claim_id)
    row = next((each for each in rows if each.pk == old_account_id), None)
    holding = holding_of(row) if row is not None else None
    if holding is not None and holding.old_account == old_account_id and holding.basis == ClaimBasis.FIRST_SIGN_IN:
        return holding.user
    require_free(claim_id, rows)
    if row is None or row.disabled or proved_elsewhere(rows):
        raise DomainError(CLAIM_NOT_FREE)
    user: User = User.objects.create_user(None, password)
    resident_register(user=user, display_name=_name(row), language=language)
    actor, now = Actor(type=USER, id=str(user.pk)), clock.now()
    claiming = Claiming.objects.create(
        claim_id=claim_id,
        user=user,
        basis=ClaimBasis.FIRST_SIGN_IN,
        old_account=row.pk,
        born_password=user.password,
        said=take_over(user, rows),
        asked_by=f"{actor.type}:{actor.id}",
        asked_at=now,
        held_at=now,
    )
    audit.record(actor, "accounts.claim.first_sign_in", claiming, detail={"accounts": len(rows)})
    event = ClaimTaken(claiming_id=claiming.pk, user_id=user.pk)
    outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(user.pk))
    return user


def _name(row: OldAccount) -> str:
    return facts_of(row).name[:NAME_LENGTH]
