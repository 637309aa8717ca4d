"""Conflicts that nobody decided in time are alarmed; those that are none any more are closed."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import F

from accounts.events import CaseOverdue
from accounts.models import CaseDecision, CaseState, ConflictCase, DecisionState
from accounts.queue.live import held_by
from accounts.queue.over_claims import is_cured
from accounts.services.case_decide import AGGREGATE
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import SYSTEM

logger = logging.getLogger(__name__)


def cases_watch() -> int:
    """Give the alarm (:class:`CaseOverdue`, an audit entry, a line in the log) for every case whose last day is over,
    once a deadline, and return how many it was given for.

    A case between two accounts of which one has lost the number is closed, and one between an account and an old
    account that no longer contradict.
    """
    for case in ConflictCase.objects.live().exclude(user=None, claimant=None):
        _close_if_cured(case)
    late = ConflictCase.objects.overdue().exclude(alarmed_on=F("due_on"))
    count = sum(_alarm(case) for case in late)
    if count:
        logger.warning("conflicts of persons are overdue", extra={"cases": ConflictCase.objects.overdue().count()})
    return count


@transaction.atomic
def _alarm(case: ConflictCase) -> bool:
    mine = ConflictCase.objects.live().filter(pk=case.pk, due_on=case.due_on).exclude(alarmed_on=case.due_on)
    if not mine.update(alarmed_on=case.due_on):
        return False
    audit.record(SYSTEM, "accounts.case.overdue", case)
    event = CaseOverdue(case_id=case.pk, due_on=case.due_on.isoformat())
    outbox.publish(event, aggregate_type=AGGREGATE, aggregate_id=str(case.pk))
    return True


@transaction.atomic
def _close_if_cured(case: ConflictCase) -> None:
    case = ConflictCase.objects.select_for_update(no_key=True, of=("self",)).get(pk=case.pk)
    cured = is_cured(case) if case.is_over_claim else held_by(case) is None
    if not case.is_live or case.state == CaseState.PROPOSED or not cured:
        return
    case.state, case.closed_at = CaseState.CURED, clock.now()
    case.save(update_fields=["state", "closed_at", "updated_at"])
    standing = CaseDecision.objects.filter(case=case, ended_at=None)
    standing.update(state=DecisionState.FOLLOWED, ended_by="system:portal", ended_at=case.closed_at)
    audit.record(SYSTEM, "accounts.case.cure", case)
