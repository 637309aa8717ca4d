"""Conflicts between accounts of people who have signed in: over one resident ID that both say is theirs."""

from __future__ import annotations

from uuid import UUID

from accounts.identifiers import IdentifierType
from accounts.levels import level_of
from accounts.models import (
    CaseChange,
    CaseDecision,
    ConflictCase,
    Identifier,
    Merge,
    MergeBasis,
    MergeState,
    ReleaseReason,
    User,
)
from accounts.queue.errors import CASE_MOVED_ON
from accounts.services.claims_doubt import claims_doubt
from accounts.services.identifier_prove import release
from accounts.services.merge_approve import merge_approve
from accounts.services.merge_ask import merge_ask
from accounts.services.merge_cancel import merge_cancel
from accounts.services.merge_undo import merge_undo
from accounts.services.proof_record import tell_level, tell_proved
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


def ask_merge(actor: Actor, case: ConflictCase, file: str) -> UUID:
    """Ask that the newcomer's account become a part of the holder's; as :func:`merge_ask`."""
    assert case.holder_id is not None and case.user_id is not None  # noqa: S101 - a check in the database
    merge = merge_ask(
        actor=actor, survivor_id=case.holder_id, absorbed_id=case.user_id, basis=MergeBasis.STAFF, reason=file
    )
    key: UUID = merge.pk
    return key


def approve_merge(actor: Actor, decision: CaseDecision) -> None:
    """Agree to the merge that was asked for; it is done once its cooling-off is over."""
    assert decision.merge is not None  # noqa: S101 - asked for with the decision
    merge_approve(actor=actor, merge_id=decision.merge)


def end_merge(actor: Actor, decision: CaseDecision) -> None:
    """Call the merge off, or take the accounts apart again where it is done."""
    merge = Merge.objects.filter(pk=decision.merge).first() if decision.merge else None
    if merge is not None and merge.state == MergeState.ASKED:
        merge_cancel(actor=actor, merge_id=merge.pk)
    elif merge is not None and merge.state == MergeState.DONE:
        merge_undo(actor=actor, merge_id=merge.pk, reason=decision.file)


def doubt(actor: Actor, decision: CaseDecision, case: ConflictCase) -> None:
    """Release the resident ID from the holder, where he is the side that is wrong.

    It and its proofs stay on record; his level falls with it, which is told.
    """
    wrong = decision.against
    if wrong is None or wrong != case.holder_id:
        return
    held = held_by(case)
    if held is None:
        raise DomainError(CASE_MOVED_ON)
    release_doubted(actor, decision, held)


def release_doubted(actor: Actor, decision: CaseDecision, held: Identifier) -> None:
    """Release an identity that staff have found to be another's; what its proofs gave goes with it."""
    user: User = User.objects.select_for_update(no_key=True).get(pk=held.user_id)
    level = level_of(user)
    release(actor, held, ReleaseReason.DOUBTED, clock.now())
    CaseChange.objects.create(decision=decision, identifier=held)
    tell_level(user, level)
    claims_doubt(user=user)


def believe_again(decision: CaseDecision) -> None:
    """Give it back. Raises DomainError ``case_moved_on`` where the number is another's by now, or he has another."""
    for change in decision.changes.exclude(identifier=None).select_related("identifier__user"):
        held = change.identifier
        assert held is not None  # noqa: S101 - the others are left out
        user = User.objects.select_for_update(no_key=True).get(pk=held.user_id)
        live = Identifier.objects.live().filter(type=held.type)
        if live.filter(user=user).exists() or live.proved().filter(index=held.index).exists():
            raise DomainError(CASE_MOVED_ON)
        level = level_of(user)
        Identifier.objects.filter(pk=held.pk).update(released_at=None, release_reason="")
        tell_level(user, level)
        tell_proved(user)


def held_by(case: ConflictCase) -> Identifier | None:
    """Return the proved resident ID that the case is about, while its holder has it."""
    held = Identifier.objects.proved().filter(user=case.holder_id, type=IdentifierType.RESIDENT_ID, index=case.index)
    found: Identifier | None = held.first()
    return found
