"""Conflicts as a test needs them."""

from __future__ import annotations

from typing import Any

from accounts.models import CaseChoice, CaseDecision, Claim, ConflictCase, OldAccount
from accounts.scopes import CONFLICT_DECIDE
from accounts.services.case_approve import case_approve
from accounts.services.case_decide import case_decide
from services_portal.kernel.actor import Actor, Grant
from tests.accounts.intake.people import proved

FIRST = Actor("user", "1", grants=frozenset({Grant(CONFLICT_DECIDE)}))
SECOND = Actor("user", "2", grants=frozenset({Grant(CONFLICT_DECIDE)}))


def two_names(new_town: Any) -> tuple[Any, Any, ConflictCase]:
    """One ID, proved in two cities under two names; return both cities and the case."""
    here, there = new_town("aa"), new_town("bb", "370902000000")
    here.take(proved("1"))
    there.take(proved("1", name="李娜"))
    return here, there, ConflictCase.objects.get()


def decide(case: ConflictCase, choice: str, **more: Any) -> CaseDecision:
    """Decide, and let another agree where that is needed."""
    decision = case_decide(actor=FIRST, case_id=case.pk, choice=CaseChoice(choice), file="K-1", **more)
    if choice == "same":
        case_approve(actor=SECOND, case_id=case.pk)
    decision.refresh_from_db()
    case.refresh_from_db()
    return decision


def rows() -> list[dict[str, Any]]:
    """Every row as it stands."""
    return list(OldAccount.objects.order_by("id").values())


def standing() -> tuple[list[Any], list[Any]]:
    """Every row and every claim that holds one, as they stand."""
    held = OldAccount.objects.exclude(claim=None).values("claim")
    return rows(), list(Claim.objects.filter(pk__in=held).order_by("id").values())


def claim_of(case: ConflictCase) -> Any:
    """The claim of the row in conflict."""
    return OldAccount.objects.get(pk=case.account_id).claim_id
