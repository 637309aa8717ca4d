"""A clerk gives an old account to the person before him."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.claiming.conditions import lock_claim, require_free, require_same_person, take_over
from accounts.claiming.finding import old_account_at_window
from accounts.claiming.refusals import CLAIM_CONTRADICTS, CLAIM_NEEDS_ANOTHER, CLAIM_SETTLED
from accounts.claiming.telling import tell_taken
from accounts.errors import CLAIM_NOT_FREE
from accounts.identifiers import IdentifierType, identifier_index, normalise
from accounts.models import ClaimBasis, Claiming, ClaimingState, Identifier, OldAccount, User
from accounts.scopes import IDENTITY_PROVE
from accounts.selectors import USER
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND, NOT_PERMITTED


@transaction.atomic
def claim_at_window(
    *, actor: Actor, user: User, city: str, name: str, document: IdentifierType, number: str
) -> Claiming:
    """Give the claim of the old account ``name`` in ``city`` to ``user``, who stands before the clerk with a document.

    In: ``document`` and ``number`` as the clerk reads them. It is the person's at once where he has proved this very
    identity in his account and the city had proved it too; else it waits for another clerk (``claim_approve``). Also an
    old account that was disabled, or whose password is lost, is given so. Audited; told by :class:`ClaimTaken`.

    Raises ValidationError for an unreadable number; DomainError ``not_permitted`` for who may not prove identities, for
    a clerk who would give to himself and for a closed account; ``claim_not_free``; ``claim_contradicts`` where the
    document is not the old account's, or the account is another person's.
    """
    if not actor.may(IDENTITY_PROVE) or actor.id == str(user.pk):
        audit.record_refusal(actor, "accounts.claim.window", ("accounts.user", str(user.pk)))
        raise DomainError(NOT_PERMITTED)
    index = identifier_index(document, normalise(document, number))
    found = old_account_at_window(name, city)
    if found is None or found.claim_id is None:
        raise DomainError(CLAIM_NOT_FREE)
    held = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not held.is_active:
        raise DomainError(NOT_PERMITTED)
    rows = lock_claim(found.claim_id)
    require_free(found.claim_id, rows)
    require_same_person(held, rows)
    _require_of_document(held, rows, document, index)
    now, certain = clock.now(), _is_certain(held, rows, document, index)
    claiming = Claiming.objects.create(
        claim_id=found.claim_id,
        user=held,
        basis=ClaimBasis.WINDOW,
        state=ClaimingState.HELD if certain else ClaimingState.ASKED,
        old_account=found.pk,
        said=take_over(held, rows) if certain else [],
        asked_by=f"{actor.type}:{actor.id}",
        asked_at=now,
        held_at=now if certain else None,
    )
    if certain:
        tell_taken(actor, "accounts.claim.window", claiming, rows)
    else:
        audit.record(actor, "accounts.claim.window_ask", claiming, detail={"user": str(held.pk)})
    return claiming


@transaction.atomic
def claim_approve(*, actor: Actor, claiming_id: UUID) -> Claiming:
    """Approve what another clerk has asked for; the claim is the person's from now on.

    Raises DomainError ``not_found`` for who may not prove identities, ``claim_needs_another`` for the clerk who asked
    and for the person himself, ``claim_settled`` unless it waits, and as :func:`claim_at_window`.
    """
    found = Claiming.objects.filter(pk=claiming_id).first() if actor.may(IDENTITY_PROVE) else None
    if found is None:
        raise DomainError(NOT_FOUND)
    if f"{actor.type}:{actor.id}" in (found.asked_by, f"{USER}:{found.user_id}"):
        audit.record_refusal(actor, "accounts.claim.approve", ("accounts.claiming", str(found.pk)))
        raise DomainError(CLAIM_NEEDS_ANOTHER)
    held = User.objects.select_for_update(no_key=True).get(pk=found.user_id)
    rows = lock_claim(found.claim_id)
    claiming: Claiming = Claiming.objects.select_for_update(no_key=True).get(pk=claiming_id)
    if claiming.state != ClaimingState.ASKED or claiming.user_id != held.pk or not held.is_active:
        raise DomainError(CLAIM_SETTLED)
    require_same_person(held, rows)
    claiming.state, claiming.held_at = ClaimingState.HELD, clock.now()
    claiming.approved_by, claiming.said = f"{actor.type}:{actor.id}", take_over(held, rows)
    claiming.save(update_fields=["state", "held_at", "approved_by", "said"])
    tell_taken(actor, "accounts.claim.approve", claiming, rows)
    return claiming


@transaction.atomic
def claim_refuse(*, actor: Actor, claiming_id: UUID) -> Claiming:
    """Refuse what waits for approval: any clerk may, and the person himself. The claim is free again.

    Raises DomainError ``not_found`` for whom it is not, ``claim_settled`` unless it waits.
    """
    found: Claiming | None = Claiming.objects.select_for_update(no_key=True).filter(pk=claiming_id).first()
    own = found is not None and actor.type == USER and actor.id == str(found.user_id)
    if found is None or not (own or actor.may(IDENTITY_PROVE)):
        raise DomainError(NOT_FOUND)
    if found.state != ClaimingState.ASKED:
        raise DomainError(CLAIM_SETTLED)
    found.state, found.ended_at, found.settled_by = ClaimingState.REFUSED, clock.now(), f"{actor.type}:{actor.id}"
    found.save(update_fields=["state", "ended_at", "settled_by"])
    audit.record(actor, "accounts.claim.refuse", found, detail={"user": str(found.user_id)})
    return found


def _require_of_document(user: User, rows: Sequence[OldAccount], document: IdentifierType, index: bytes) -> None:
    """Raise DomainError ``claim_contradicts`` where the claim, or the account, names another number of this kind."""
    told = {bytes(value) for row in rows if (value := getattr(row, f"{document.value}_index")) is not None}
    own = set(Identifier.objects.proved().filter(user=user, type=document).values_list("index", flat=True))
    if (told and index not in told) or (own and index not in {bytes(each) for each in own}):
        raise DomainError(CLAIM_CONTRADICTS)


def _is_certain(user: User, rows: Sequence[OldAccount], document: IdentifierType, index: bytes) -> bool:
    """Whether account and city had both proved the identity that the clerk reads."""
    by_city = any(row.documents_verified and getattr(row, f"{document.value}_index") == index for row in rows)
    return by_city and Identifier.objects.proved().filter(user=user, type=document, index=index).exists()
