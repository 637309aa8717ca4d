"""A person who is signed in shows that an old account is his."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.claiming.conditions import lock_claim, require_free, require_same_person, take_over
from accounts.claiming.opening import holding_of, opened
from accounts.claiming.refusals import CLAIM_CONTRADICTS
from accounts.claiming.telling import tell_taken
from accounts.errors import CLAIM_NOT_FREE
from accounts.identifiers import IdentifierType
from accounts.levels import Level, require_level
from accounts.models import ClaimBasis, Claiming, Identifier, OldAccount, User
from accounts.selectors import USER
from accounts.services.case_over_claim import refuse_contradiction
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


def claim_join(*, actor: Actor, user: User, city: str, name: str, password: str) -> Claiming:
    """Make the old account that ``name`` and ``password`` open in ``city``, and its whole claim, ``user``'s.

    In: ``actor``, who must be ``user`` himself; the city's slug; what he typed, counted by the caller
    (``accounts.signin.limits``). What the claim says of him is taken over as claimed; his own password is the one that
    opens the old names from now on. Joined again it changes nothing. Told by :class:`ClaimTaken`.

    Raises DomainError ``not_permitted``; ``claim_not_free`` for a wrong name or password (one hash, whoever is meant)
    and for a claim that is somebody else's or waits for a decision; ``claim_contradicts`` where it knows another
    resident ID than he: where that was proved a case is opened, and ``params.due_on`` says until when it is decided;
    ``step_up_required`` (L2) where a city had proved its document and he has not.
    """
    if actor.type != USER or actor.id != str(user.pk):
        raise DomainError(NOT_PERMITTED)
    found = opened({"username": name, "city": city}, password)
    if found is None or found.old_account.claim_id is None:
        raise DomainError(CLAIM_NOT_FREE)
    claim_id = found.old_account.claim_id
    try:
        return join(actor, user, found.old_account.pk, claim_id, ClaimBasis.CREDENTIAL)
    except DomainError as refusal:
        if refusal.error is CLAIM_CONTRADICTS:
            refuse_contradiction(actor=actor, user_id=user.pk, claim_id=claim_id)
        raise


@transaction.atomic
def join(actor: Actor, user: User, old_account_id: UUID, claim_id: UUID, basis: ClaimBasis) -> Claiming:
    """Make the claim of an old account ``user``'s, who has shown by ``basis`` that it is his; raises as above."""
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not held.is_active:
        raise DomainError(NOT_PERMITTED)
    rows = lock_claim(claim_id)
    row = next((each for each in rows if each.pk == old_account_id), None)
    standing = holding_of(row) if row is not None else None
    if standing is not None and standing.user_id == held.pk:
        return standing
    require_free(claim_id, rows)
    if row is None or row.disabled:
        raise DomainError(CLAIM_NOT_FREE)
    require_same_person(held, rows)
    require_shown_as_much(held, rows)
    now = clock.now()
    claiming = Claiming.objects.create(
        claim_id=claim_id,
        user=held,
        basis=basis,
        old_account=row.pk,
        said=take_over(held, rows),
        asked_by=f"{actor.type}:{actor.id}",
        asked_at=now,
        held_at=now,
    )
    tell_taken(actor, "accounts.claim.join", claiming, rows)
    return claiming


def require_shown_as_much(user: User, rows: Iterable[OldAccount]) -> None:
    """Raise DomainError ``step_up_required`` where a city had proved a document and ``user`` has proved none."""
    proved = {bytes(row.resident_id_index) for row in rows if row.documents_verified and row.resident_id_index}
    own = Identifier.objects.proved().filter(user=user, type=IdentifierType.RESIDENT_ID).first()
    if own is not None and bytes(own.index) in proved:
        return
    if any(row.documents_verified for row in rows):
        require_level(user=user, wanted=Level.MATCHED)
