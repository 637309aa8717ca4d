"""Staff decide a conflict about who is who."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db import transaction

from accounts.events import CaseReported
from accounts.intake.pipeline import lock_matching
from accounts.models import CaseChoice, CaseDecision, CaseState, ConflictCase, DecisionState, OldAccount
from accounts.queue import applying, live, over_claims
from accounts.queue.errors import CASE_CHOICE_UNFIT, CASE_SETTLED
from accounts.queue.following import deadline, follow
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND

AGGREGATE: Final = "accounts.conflictcase"
_STATES: Final = {
    CaseChoice.SAME: CaseState.PROPOSED,
    CaseChoice.DIFFERENT: CaseState.SETTLED,
    CaseChoice.WRONG_DATA: CaseState.REPORTED,
    CaseChoice.DOCUMENTS: CaseState.WAITING,
}
_NAMES_A_SIDE: Final = (CaseChoice.DIFFERENT, CaseChoice.WRONG_DATA)


@transaction.atomic
def case_decide(
    *, actor: Actor, case_id: UUID, choice: CaseChoice, file: str, against: UUID | None = None
) -> CaseDecision:
    """Decide a case and return the decision.

    ``same``: one person; it waits for a second member of staff (``case_approve``), who joins the claims, gives the old
    account to its claimant, or approves the merge of two accounts. ``different``: two persons, and the identity of the
    side ``against`` (a claim, or an account) counts as proved no longer; both stay. ``wrong_data``: the sources of the
    claim ``against`` are told (:class:`CaseReported`) and the deadline runs anew. ``documents``: it waits, the deadline
    runs anew. Later imports heed what was decided as long as a row says the same of its person. In: ``file``, a case
    number.

    Raises DomainError ``not_found``, ``case_settled`` (also while a proposal waits), ``case_choice_unfit``, and as
    ``merge_ask``. Audited.
    """
    lock_matching()
    case = locked_case(actor, case_id)
    if not case.is_live or case.state == CaseState.PROPOSED:
        raise DomainError(CASE_SETTLED)
    _require_fit(case, choice, against)
    _follow_earlier(actor, case)
    decision = CaseDecision.objects.create(
        case=case,
        choice=choice,
        against=against if choice in _NAMES_A_SIDE else None,
        file=file,
        state=DecisionState.PROPOSED if choice is CaseChoice.SAME else DecisionState.DONE,
        before={"state": case.state, "due_on": case.due_on.isoformat(), "due_is_provisional": case.due_is_provisional},
        decided_by=name_of(actor),
        decided_at=clock.now(),
    )
    _carry_out(actor, case, decision)
    case.state = _STATES[choice]
    if choice is CaseChoice.DIFFERENT:
        case.closed_at = decision.decided_at
    case.save()
    if not case.is_live and case.account_id:
        follow([case.account_id])
    detail = {"choice": choice.value, "file": file, "decision": str(decision.pk)}
    audit.record(actor, "accounts.case.decide", case, detail=detail)
    return decision


def locked_case(actor: Actor, case_id: UUID) -> ConflictCase:
    """Return a case that ``actor`` may decide, locked. Raises DomainError ``not_found``."""
    permitted = ConflictCase.objects.for_actor(actor, Action.CHANGE)
    case: ConflictCase | None = permitted.select_for_update(no_key=True, of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise DomainError(NOT_FOUND)
    return case


def name_of(actor: Actor) -> str:
    """Return an actor as cases name him: ``type:id``."""
    return f"{actor.type}:{actor.id}"


def _require_fit(case: ConflictCase, choice: CaseChoice, against: UUID | None) -> None:
    sides = _sides(case)
    has_no_source = against in (case.user_id, case.holder_id, case.claimant_id)
    unfit = choice is CaseChoice.WRONG_DATA and has_no_source
    unfit = unfit or (choice in _NAMES_A_SIDE and against not in sides)
    if unfit or len(sides) < 2:
        raise DomainError(CASE_CHOICE_UNFIT)


def _sides(case: ConflictCase) -> list[Any]:
    if case.user_id:
        return [case.user_id, case.holder_id]
    return over_claims.sides_of(case) if case.is_over_claim else applying.sides_of(case)


def _follow_earlier(actor: Actor, case: ConflictCase) -> None:
    """End what was decided for the time being."""
    standing = CaseDecision.objects.filter(case=case, ended_at=None)
    standing.update(state=DecisionState.FOLLOWED, ended_by=name_of(actor), ended_at=clock.now())


def _carry_out(actor: Actor, case: ConflictCase, decision: CaseDecision) -> None:
    choice = CaseChoice(decision.choice)
    if choice is CaseChoice.SAME and case.user_id:
        decision.merge = live.ask_merge(actor, case, decision.file)
        decision.save(update_fields=["merge"])
    if choice is CaseChoice.DIFFERENT and case.user_id:
        live.doubt(actor, decision, case)
    elif choice is CaseChoice.DIFFERENT and case.is_over_claim and decision.against == case.claimant_id:
        over_claims.doubt_person(actor, decision, case)
    elif choice is CaseChoice.DIFFERENT:
        applying.part(decision, case)
    if choice in (CaseChoice.WRONG_DATA, CaseChoice.DOCUMENTS):
        for name, value in deadline().items():
            setattr(case, name, value)
    if choice is CaseChoice.WRONG_DATA:
        held = OldAccount.objects.filter(claim=decision.against)
        for city in sorted(set(held.values_list("city__slug", flat=True))):
            event = CaseReported(case_id=case.pk, city=city)
            outbox.publish(event, aggregate_type=AGGREGATE, aggregate_id=str(case.pk))
