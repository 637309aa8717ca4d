"""A second member of staff agrees that two persons' records are one person's, or does not."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.intake.pipeline import lock_matching
from accounts.models import CaseDecision, CaseState, ConflictCase, DecisionState
from accounts.queue import applying, live, over_claims
from accounts.queue.errors import CASE_NEEDS_ANOTHER, CASE_SETTLED
from accounts.queue.following import follow
from accounts.services.case_decide import locked_case, name_of
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


@transaction.atomic
def case_approve(*, actor: Actor, case_id: UUID) -> CaseDecision:
    """Agree to what was proposed and carry it out: the claims become one, or the old account the person's, or the
    merge of two accounts is approved.

    Raises DomainError ``not_found``, ``case_settled`` where nothing is proposed, ``case_needs_another`` (recorded) for
    who proposed it. Audited.
    """
    lock_matching()
    case = locked_case(actor, case_id)
    decision = _proposed(case)
    if decision.decided_by == name_of(actor):
        audit.record_refusal(actor, "accounts.case.approve", case)
        raise DomainError(CASE_NEEDS_ANOTHER)
    decision.approved_by, decision.approved_at = name_of(actor), clock.now()
    decision.state = DecisionState.DONE
    decision.save(update_fields=["approved_by", "approved_at", "state"])
    if case.user_id:
        live.approve_merge(actor, decision)
    elif case.is_over_claim:
        over_claims.give(actor, decision, case)
    else:
        applying.join(decision, case)
    case.state, case.closed_at = CaseState.SETTLED, decision.approved_at
    case.save(update_fields=["state", "closed_at", "updated_at"])
    if case.account_id:
        follow([case.account_id])
    audit.record(actor, "accounts.case.approve", case, detail={"decision": str(decision.pk)})
    return decision


@transaction.atomic
def case_decline(*, actor: Actor, case_id: UUID) -> CaseDecision:
    """Let what was proposed not be done; who proposed it may withdraw it so. The case is to be decided anew.

    Raises DomainError ``not_found``, ``case_settled``. Audited.
    """
    lock_matching()
    case = locked_case(actor, case_id)
    decision = _proposed(case)
    decision.state, decision.ended_by, decision.ended_at = DecisionState.DECLINED, name_of(actor), clock.now()
    decision.save(update_fields=["state", "ended_by", "ended_at"])
    if case.user_id:
        live.end_merge(actor, decision)
    case.state = decision.before["state"]
    case.save(update_fields=["state", "updated_at"])
    audit.record(actor, "accounts.case.decline", case, detail={"decision": str(decision.pk)})
    return decision


def _proposed(case: ConflictCase) -> CaseDecision:
    found: CaseDecision | None = case.decisions.filter(state=DecisionState.PROPOSED).first()
    if found is None:
        raise DomainError(CASE_SETTLED)
    return found
