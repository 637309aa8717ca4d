"""Rows that stand, matched anew: because what they were at odds with has changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from accounts.claiming.keeping import held_among
from accounts.intake.matching import Decision, Outcome, decide
from accounts.models import AccountOutcome, Claim
from accounts.queue.heeding import Rulings, besides, heeding_book
from accounts.queue.rows import Row, Standing, put, read_rows
from services_portal.kernel.ids import uuid7


class Moved(NamedTuple):
    """A row that stands otherwise than before."""

    row: Row
    after: Standing


def redecide(account_ids: Sequence[UUID], *, as_new: bool = False) -> list[Moved]:
    """Match these rows anew, one after another, write what came of it and return those that stand otherwise now.

    A row in conflict is compared with all but its own claim; another with all but itself, and ``as_new`` with none of
    these that are still to be matched: they stand where they do because of what holds no longer. The caller holds the
    lock of all matching, and sees to claims that hold nothing any more.
    """
    moved = []
    waiting = set(account_ids) if as_new else set()
    for row in read_rows(ids=account_ids):
        after = _anew(row, waiting)
        waiting.discard(row.id)
        if after != row.standing:
            put(row.id, after)
            moved.append(Moved(row, after))
    return moved


def _anew(row: Row, waiting: set[UUID]) -> Standing:
    standing, evidence = row.standing, row.known.evidence
    in_conflict = standing.outcome == AccountOutcome.CONFLICT
    ruling = Rulings([row.id]).of(row.id, evidence)
    book = heeding_book([evidence])
    around = [each for each in besides(book.about(evidence), ruling.apart) if each.account_id not in waiting]
    others = [
        each for each in around if each.account_id != row.id and not (in_conflict and each.claim_id == standing.claim)
    ]
    decision = decide(evidence, others)
    has_company = any(each.id != row.id for each in read_rows(claims=[standing.claim]))
    if decision.claim is not None and in_conflict and (has_company or held_among([standing.claim])):
        # Others have joined it meanwhile, or somebody has claimed it: it fits two persons, and one of them is its own.
        decision = Decision(Outcome.CONFLICT, "match.two_claims", rival=decision.claim)
    claim = decision.claim or (standing.claim if in_conflict or not has_company else _fresh(evidence.kind))
    return Standing(
        claim, decision.outcome.value, decision.reason, decision.score, decision.rival, evidence.documents_verified
    )


def _fresh(kind: str) -> UUID:
    claim = uuid7()
    Claim.objects.create(pk=claim, kind=kind)
    return claim
