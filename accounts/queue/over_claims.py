"""Conflicts between an old account and a person who has signed in: he says, or has proved, that it is his, and what he
has proved contradicts what it names.

Whoever writes holds the lock of all matching, then locks the person, then the claim.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from accounts.claiming.conditions import lock_claim, require_free, take_over
from accounts.claiming.reaching import compared
from accounts.claiming.telling import tell_taken
from accounts.identifiers import IdentifierType
from accounts.intake.matching import Outcome, Verdict, ids_of_one
from accounts.models import (
    CaseChange,
    CaseDecision,
    ClaimBasis,
    Claiming,
    ConflictCase,
    ConflictReason,
    Identifier,
    User,
)
from accounts.models.claiming import LIVE_CLAIMINGS
from accounts.queue.applying import note_unchanged
from accounts.queue.errors import CASE_MOVED_ON
from accounts.queue.heeding import heed_joins
from accounts.queue.live import release_doubted
from accounts.queue.rows import read_rows, said
from accounts.selectors import parts_of, standing_for
from accounts.services.claim_undo import give_back
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


class Contradiction(NamedTuple):
    """What collides: the old account, why, and the identifier of the person that it contradicts."""

    account_id: UUID
    reason: ConflictReason
    identifier: UUID


def contradiction(people: Sequence[UUID], claim_id: UUID) -> Contradiction | None:
    """Return in what a claim contradicts what a person (the accounts ``people``) has proved, or None."""
    proved = Identifier.objects.proved().filter(user__in=people, type=IdentifierType.RESIDENT_ID).order_by("pk")
    own = {bytes(each.index): each.pk for each in proved}
    rows = read_rows(claims=[claim_id])
    heed_joins([row.known for row in rows])
    of_one = {index for kind, index in ids_of_one(row.known for row in rows) if kind == IdentifierType.RESIDENT_ID}
    known = own.keys() | (of_one if own.keys() & of_one else set())
    for row in rows:
        index = row.known.evidence.documents.get(IdentifierType.RESIDENT_ID.value)
        if own and index is not None and index not in known:
            return Contradiction(row.id, ConflictReason.CLAIMED, next(iter(own.values())))
    found = compared(people, claim_id)
    if found.decision.outcome is not Outcome.CONFLICT or found.old_account is None or found.identifier is None:
        return None
    named = found.decision.reason == f"match.{Verdict.TWO_PERSONS.value}"
    return Contradiction(found.old_account, ConflictReason.NAMED if named else ConflictReason.CLAIMED, found.identifier)


def is_decided(people: Sequence[UUID], found: Contradiction) -> bool:
    """Whether staff have decided about these two, and the old account says the same of its person still."""
    (row,) = read_rows(ids=[found.account_id])
    changes = CaseChange.objects.filter(account=found.account_id, evidence=said(row.known.evidence))
    return changes.filter(decision__state="done", decision__case__claimant__in=people).exists()


def sides_of(case: ConflictCase) -> list[UUID]:
    """Return the claim of the old account and the person's account; fewer where the claim is gone."""
    claim = case.account.claim_id if case.account is not None else None
    return [each for each in (claim, case.claimant_id) if each is not None]


def is_cured(case: ConflictCase) -> bool:
    """Whether nothing collides any more: a source was mended, a proof revoked, or the old account is somebody's."""
    claim_id, *_claimant = sides_of(case) if case.account_id else [None]
    if claim_id is None or claim_id == case.claimant_id:
        return True
    taken = Claiming.objects.filter(claim_id=claim_id, state__in=LIVE_CLAIMINGS).exists()
    return taken or contradiction(_people(_person(case)), claim_id) is None


def give(actor: Actor, decision: CaseDecision, case: ConflictCase) -> None:
    """Make the claim the person's, as two members of staff have decided. Raises DomainError ``claim_not_free``,
    ``case_moved_on`` where his account is closed."""
    person = User.objects.select_for_update(no_key=True).get(pk=_person(case).pk)
    claim_id, *_claimant = sides_of(case)
    if not person.is_active or claim_id == case.claimant_id:
        raise DomainError(CASE_MOVED_ON)
    rows = lock_claim(claim_id)
    require_free(claim_id, rows)
    now = clock.now()
    claiming = Claiming.objects.create(
        claim_id=claim_id,
        user=person,
        basis=ClaimBasis.DECIDED,
        old_account=case.account_id,
        said=take_over(person, rows),
        asked_by=decision.decided_by,
        asked_at=decision.decided_at,
        approved_by=f"{actor.type}:{actor.id}",
        held_at=now,
    )
    note_unchanged(decision, [row.pk for row in rows])
    tell_taken(actor, "accounts.claim.decided", claiming, rows)


def take_back(actor: Actor, decision: CaseDecision, case: ConflictCase) -> None:
    """Give the claim back as it was. Raises DomainError ``case_moved_on`` where it is held otherwise by now."""
    person = User.objects.select_for_update(no_key=True).get(pk=_person(case).pk)
    claim_id, *_claimant = sides_of(case)
    held = Claiming.objects.held().filter(claim_id=claim_id, user=person, basis=ClaimBasis.DECIDED).first()
    if held is None:
        raise DomainError(CASE_MOVED_ON)
    lock_claim(claim_id)
    give_back(actor, held, person, reason=decision.file)


def doubt_person(actor: Actor, decision: CaseDecision, case: ConflictCase) -> None:
    """Release the identity that the old account contradicts; it and its proofs stay on record. Raises DomainError
    ``case_moved_on`` where nothing collides any more."""
    claim_id, *_claimant = sides_of(case)
    found = contradiction(_people(_person(case)), claim_id)
    if found is None:
        raise DomainError(CASE_MOVED_ON)
    release_doubted(actor, decision, Identifier.objects.get(pk=found.identifier))


def _person(case: ConflictCase) -> User:
    assert case.claimant is not None  # noqa: S101 - such a case names him
    return standing_for(case.claimant)


def _people(person: User) -> list[UUID]:
    return [person.pk, *(part.pk for part in parts_of(person))]
