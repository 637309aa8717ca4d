"""Cases follow the rows: one opens where a row ends in conflict, and closes by itself where a source has cured it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings

from accounts.models import CaseDecision, CaseState, ConflictCase, DecisionState
from accounts.queue.redeciding import redecide
from services_portal.kernel import audit, clock, rawsql
from services_portal.kernel.actor import SYSTEM

# The cities that a side of the conflict comes from: the row's own and those of all that it is at odds with.
_CONFLICTS: Final = """
    SELECT a.id, a.outcome, a.reason, a.claim_id, a.rival_id, ARRAY(
           SELECT DISTINCT c.slug FROM accounts_oldaccount o JOIN cities_city c ON c.id = o.city_id
            WHERE o.id = a.id OR o.claim_id = a.rival_id ORDER BY 1)
      FROM accounts_oldaccount a WHERE a.id = ANY(%s) ORDER BY a.id
"""
_AT_ODDS_WITH: Final = """
    SELECT id FROM accounts_oldaccount WHERE rival_id = ANY(%s) AND id <> ALL(%s) ORDER BY id
"""
_RIVALS_GONE: Final = """
    UPDATE accounts_conflictcase SET rival_id = NULL WHERE rival_id = ANY(%s)
       AND NOT EXISTS (SELECT FROM accounts_claim c WHERE c.id = rival_id)
"""


def at_odds_with(claims: Iterable[UUID], *, besides: Iterable[UUID]) -> list[UUID]:
    """Return the rows in conflict with these claims, but for those that are written anew anyway."""
    asked = list(claims)
    return [each for (each,) in rawsql.fetch_all(_AT_ODDS_WITH, [asked, list(besides)])] if asked else []


def look_again(waiting: Sequence[UUID], *, besides: Iterable[UUID]) -> tuple[set[UUID], set[UUID]]:
    """Match rows anew whose adversary was written anew, and those in conflict with what they leave empty.

    Return all rows that were matched, and the claims that they left. ``besides`` are not matched.
    """
    looked, left = set(besides), set()
    own, further = set(looked), list(waiting)
    while further:
        looked |= set(further)
        emptied = {each.row.standing.claim for each in redecide(further) if each.after.claim != each.row.standing.claim}
        left |= emptied
        further = at_odds_with(emptied, besides=looked)
    return looked - own, left


def follow(account_ids: Iterable[UUID]) -> None:
    """Open, change or close the cases of these rows, in the transaction that wrote them.

    A case that is under way follows what its row says now; a proposal about what is no longer so is declined.
    """
    asked = list(account_ids)
    if not asked:
        return
    found = [_Found(*values) for values in rawsql.fetch_all(_CONFLICTS, [asked])]
    live = {case.account_id: case for case in ConflictCase.objects.live().filter(account__in=asked)}
    for each in found:
        case = live.get(each.account_id)
        if case is not None and case.is_over_claim:
            # Nobody can have it while it is at odds with another; else who claims it is none of the rows' business.
            live.pop(each.account_id)
            if each.outcome == "conflict":
                _close(case)
        elif case is not None and each.outcome != "conflict":
            _close(case)
    opened = []
    for each in (each for each in found if each.outcome == "conflict"):
        case = live.get(each.account_id)
        if case is not None:
            _change(case, each)
        elif not _is_covered(each):
            opened.append(_open(each))
    if opened:
        audit.record_many(SYSTEM, "accounts.case.open", [(case, {"reason": case.reason}) for case in opened])


def forget_rivals(claims: Sequence[UUID]) -> None:
    """Let no case point to a claim that is gone."""
    if claims:
        rawsql.execute(_RIVALS_GONE, [list(claims)])


def deadline() -> dict[str, Any]:
    """Return the columns of a deadline that begins to run today."""
    due = clock.add_working_days(clock.today(), settings.PORTAL_QUEUE_DAYS)
    return {"due_on": due.day, "due_is_provisional": due.provisional}


class _Found(NamedTuple):
    account_id: UUID
    outcome: str
    reason: str
    claim: UUID
    rival: UUID | None
    cities: list[str]


def _open(found: _Found) -> ConflictCase:
    case: ConflictCase = ConflictCase.objects.create(
        reason=found.reason,
        cities=found.cities,
        account_id=found.account_id,
        rival_id=found.rival,
        opened_at=clock.now(),
        **deadline(),
    )
    return case


def _is_covered(found: _Found) -> bool:
    """Whether the conflict is a case already, seen from the other side."""
    return ConflictCase.objects.live().filter(rival=found.claim, account__claim=found.rival).exists()


def _change(case: ConflictCase, found: _Found) -> None:
    if (case.reason, case.rival_id, case.cities) == (found.reason, found.rival, found.cities):
        return
    case.reason, case.rival_id, case.cities = found.reason, found.rival, found.cities
    if case.state == CaseState.PROPOSED:
        case.state = CaseState.OPEN
        _end_decisions(case, DecisionState.DECLINED)
    case.save()


def _close(case: ConflictCase) -> None:
    case.state, case.closed_at = CaseState.CURED, clock.now()
    case.save(update_fields=["state", "closed_at", "updated_at"])
    _end_decisions(case, DecisionState.FOLLOWED)
    audit.record(SYSTEM, "accounts.case.cure", case)


def _end_decisions(case: ConflictCase, state: DecisionState) -> None:
    standing = CaseDecision.objects.filter(case=case, ended_at=None)
    standing.update(state=state, ended_by="system:portal", ended_at=clock.now())
