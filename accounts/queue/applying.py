"""Decisions about old accounts, carried out and taken back: every row that one touches is in its journal.

The caller is in a transaction, holds the lock of all matching and has written the decision as done.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from msgspec.structs import replace

from accounts.intake.matching import rivals
from accounts.models import (
    AccountOutcome,
    CaseChange,
    CaseChoice,
    CaseDecision,
    Claim,
    Claiming,
    ConflictCase,
    OldAccount,
)
from accounts.queue.errors import CASE_CHOICE_UNFIT, CASE_MOVED_ON
from accounts.queue.following import at_odds_with, follow
from accounts.queue.heeding import Rulings, besides, heeding_book
from accounts.queue.redeciding import redecide
from accounts.queue.rows import Row, Standing, put, read_rows, said
from accounts.services.claims_doubt import claims_take_back
from services_portal.kernel import rawsql
from services_portal.kernel.errors import DomainError

_SINCE: Final = """
    SELECT id FROM accounts_oldaccount
     WHERE claim_id IS NOT NULL AND id <> ALL(%s) AND (claim_id = ANY(%s) OR rival_id = ANY(%s) OR id >= %s AND (
           resident_id_index IN (SELECT resident_id_index FROM accounts_oldaccount WHERE id = ANY(%s))
        OR passport_index IN (SELECT passport_index FROM accounts_oldaccount WHERE id = ANY(%s))
        OR permit_index IN (SELECT permit_index FROM accounts_oldaccount WHERE id = ANY(%s))))
     ORDER BY id
"""


DOUBTED: Final = "documents.doubted"


def sides_of(case: ConflictCase) -> list[UUID]:
    """Return the claims between which the conflict lies, the row's own first; it alone where nothing collides now."""
    row = next(iter(read_rows(ids=[case.account_id])), None) if case.account_id else None
    if row is None:
        return []
    own, evidence = row.standing.claim, row.known.evidence
    if row.standing.outcome != AccountOutcome.CONFLICT:
        return [own]
    apart = Rulings([row.id]).of(row.id, evidence).apart
    found = rivals(evidence, besides(heeding_book([evidence]).about(evidence), apart | {own}))
    return [own, *(found or filter(None, [row.standing.rival]))]


def join(decision: CaseDecision, case: ConflictCase) -> None:
    """Make one claim of all sides: the one that a person has claimed, or was there first; later runs keep it so.

    Raises DomainError ``case_choice_unfit`` where two sides have been claimed: their accounts are to be merged instead.
    """
    sides = sides_of(case)
    target = _target(sides)
    rows = read_rows(claims=sides)
    for row in rows:
        after = _joined(row.standing, sides, target)
        stays = target if after.outcome != AccountOutcome.CONFLICT else None
        _change(decision, row, after, joined=stays)
    others = at_odds_with([side for side in sides if side != target], besides=[row.id for row in rows])
    for row in read_rows(ids=others):
        _change(decision, row, replace(row.standing, rival=target))
    follow([*(row.id for row in rows if row.id != case.account_id), *others])


def _target(sides: Sequence[UUID]) -> UUID:
    # Locked, so that nobody claims one of them meanwhile.
    list(Claim.objects.select_for_update(no_key=True).filter(pk__in=sides).order_by("pk").values("pk"))
    claimed = sorted(_claimed(sides).values_list("claim_id", flat=True))
    if len(claimed) > 1:
        raise DomainError(CASE_CHOICE_UNFIT, detail=_("Two people have claimed these old accounts: merge theirs."))
    return claimed[0] if claimed else min(sides)


def _claimed(claims: Iterable[UUID]) -> QuerySet[Claiming]:
    return Claiming.objects.filter(claim__in=list(claims), ended_at=None)


def _joined(standing: Standing, sides: Sequence[UUID], target: UUID) -> Standing:
    is_settled = standing.outcome == AccountOutcome.CONFLICT and standing.rival in sides
    if is_settled or (standing.claim != target and standing.outcome != AccountOutcome.CONFLICT):
        return replace(
            standing, claim=target, outcome=AccountOutcome.LINKED.value, reason="case.same", score=0, rival=None
        )
    return replace(standing, claim=target)


def part(decision: CaseDecision, case: ConflictCase) -> None:
    """Keep the side that is wrong apart from the others, its documents no longer counting as proved; match anew what
    was in conflict with it. From an account nothing is kept apart: what is doubted is no longer found by its proofs."""
    wrong = decision.against
    sides = [wrong] if case.is_over_claim and wrong is not None else sides_of(case)
    rows = read_rows(claims=sides)
    journal: dict[UUID, CaseChange] = {}
    for row in rows:
        is_wrong = row.standing.claim == wrong
        doubted = is_wrong and row.standing.proved
        after = replace(row.standing, proved=False) if doubted else row.standing
        apart = [side for side in sides if side != wrong] if is_wrong else [wrong]
        journal[row.id] = _change(decision, row, after, doubted=doubted, apart=apart)
    mine = [row.id for row in rows if row.standing.outcome == AccountOutcome.CONFLICT and row.standing.rival in sides]
    others = at_odds_with(filter(None, [wrong]), besides=list(journal))
    for moved in redecide([*mine, *others]):
        change = journal.get(moved.row.id)
        if change is None:
            _note(decision, moved.row, moved.after)
        else:
            change.after = _plain(moved.after)
            change.save(update_fields=["after"])
    follow([*(row for row in mine if row != case.account_id), *others])


def note_unchanged(decision: CaseDecision, account_ids: Sequence[UUID]) -> None:
    """Write down what rows said when it was decided about them, where the decision leaves them as they are."""
    for row in read_rows(ids=account_ids):
        _note(decision, row, row.standing)


def put_back(decision: CaseDecision) -> None:
    """Let every row stand as it stood before the decision, and match anew what has come since.

    The decision is undone already, so nobody heeds it. Raises DomainError ``case_moved_on`` where a row has gone
    elsewhere since, or a later decision builds on this one.
    """
    made = decision.changes.exclude(account=None)
    changes = {change.account_id: change for change in made if change.account_id is not None}
    if CaseChange.objects.filter(account__in=changes, decision__state="done").filter(id__gt=_last(changes)).exists():
        raise DomainError(CASE_MOVED_ON)
    rows = {row.id: row for row in read_rows(ids=changes)}
    before = {key: _standing(change.before) for key, change in changes.items()}
    after = {key: _standing(change.after) for key, change in changes.items()}
    if any(key not in rows or rows[key].standing.claim != after[key].claim for key in changes):
        raise DomainError(CASE_MOVED_ON)
    moment = decision.approved_at or decision.decided_at
    if decision.choice == CaseChoice.SAME:
        claims_take_back(claims=[each.claim for each in after.values()], since=moment)
    if (
        decision.choice == CaseChoice.SAME
        and _claimed(each.claim for each in after.values()).filter(asked_at__gt=moment).exists()
    ):
        # Somebody has signed in as the one person that it was then.
        raise DomainError(CASE_MOVED_ON)
    _revive(each.claim for each in before.values())
    for key, standing in before.items():
        put(key, _restored(rows[key], changes[key], standing))
    anew = [key for key, change in changes.items() if said(rows[key].known.evidence) != bytes(change.evidence)]
    claims = list({each.claim for each in (*before.values(), *after.values())})
    own = list(changes)
    mark = UUID(int=int(moment.timestamp() * 1000) << 80)
    # All that these claims held is in the journal: what else is in them now has come since.
    came = [key for (key,) in rawsql.fetch_all(_SINCE, [own, claims, claims, mark, own, own, own])]
    redecide([*anew, *came], as_new=True)
    follow([*changes, *came])


def _restored(row: Row, change: CaseChange, before: Standing) -> Standing:
    """Return how a row stood; whether it is proved, its source says, which may have written it anew since."""
    findings = OldAccount.objects.values_list("findings", flat=True).get(pk=row.id)
    if DOUBTED not in findings:
        written_since = bytes(OldAccount.objects.values_list("checksum", flat=True).get(pk=row.id)) != bytes(
            change.checksum
        )
        return replace(before, proved=row.standing.proved) if written_since else before
    OldAccount.objects.filter(pk=row.id).update(findings=[each for each in findings if each != DOUBTED])
    return replace(before, proved=True)


def _last(changes: dict[Any, CaseChange]) -> int:
    return max((change.pk for change in changes.values()), default=0)


def _revive(claims: Iterable[UUID]) -> None:
    """Make those claims anew that ended since, because nothing was left in them."""
    wanted = set(claims)
    for claim in wanted - set(Claim.objects.filter(pk__in=wanted).values_list("pk", flat=True)):
        kind = OldAccount.objects.filter(changes__before__claim=str(claim)).values_list("kind", flat=True)[0]
        Claim.objects.create(pk=claim, kind=kind)


def _change(decision: CaseDecision, row: Row, after: Standing, **heed: Any) -> CaseChange:
    """Let a row stand so, and write down how it stood and what later runs heed."""
    if after != row.standing:
        put(row.id, after)
    return _note(decision, row, after, **heed)


def _note(decision: CaseDecision, row: Row, after: Standing, **heed: Any) -> CaseChange:
    change: CaseChange = CaseChange.objects.create(
        decision=decision,
        account_id=row.id,
        evidence=said(row.known.evidence),
        checksum=OldAccount.objects.values_list("checksum", flat=True).get(pk=row.id),
        before=_plain(row.standing),
        after=_plain(after),
        **heed,
    )
    return change


def _plain(standing: Standing) -> dict[str, Any]:
    plain: dict[str, Any] = msgspec.to_builtins(standing)
    return plain


def _standing(plain: dict[str, Any]) -> Standing:
    return msgspec.convert(plain, Standing)
