"""A decision about a conflict is taken back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.intake.pipeline import lock_matching
from accounts.models import CaseChoice, CaseDecision, CaseState, DecisionState
from accounts.queue import applying, live, over_claims
from accounts.queue.errors import CASE_MOVED_ON, CASE_SETTLED
from accounts.services.case_decide import locked_case, name_of
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


def case_undo(*, actor: Actor, case_id: UUID) -> CaseDecision:
    """Let the case's standing decision not have been: every row stands as before, the case and its deadline too.

    What has come since is matched anew. Raises DomainError ``not_found``, ``case_settled`` where nothing decided
    stands, ``case_moved_on`` where what was changed has been changed again since; nothing is changed then. Audited.
    """
    try:
        with transaction.atomic():
            return _undo(actor, case_id)
    except IntegrityError as error:
        if "case_once" not in str(error):
            raise
        raise DomainError(CASE_MOVED_ON) from error


def _undo(actor: Actor, case_id: UUID) -> CaseDecision:
    lock_matching()
    case = locked_case(actor, case_id)
    decision: CaseDecision | None = case.decisions.filter(state=DecisionState.DONE).first()
    if decision is None or case.state == CaseState.CURED:
        raise DomainError(CASE_SETTLED)
    decision.state, decision.ended_by, decision.ended_at = DecisionState.UNDONE, name_of(actor), clock.now()
    decision.save(update_fields=["state", "ended_by", "ended_at"])
    before = decision.before
    case.state, case.closed_at = before["state"], None
    case.due_on, case.due_is_provisional = date.fromisoformat(before["due_on"]), before["due_is_provisional"]
    case.save()
    if case.user_id and decision.choice == CaseChoice.SAME:
        live.end_merge(actor, decision)
    elif case.is_over_claim and decision.choice == CaseChoice.SAME:
        over_claims.take_back(actor, decision, case)
    elif case.user_id or decision.changes.exclude(identifier=None).exists():
        live.believe_again(decision)
    else:
        applying.put_back(decision)
    audit.record(actor, "accounts.case.undo", case, detail={"decision": str(decision.pk), "choice": decision.choice})
    return decision
