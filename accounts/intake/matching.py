"""Whether two old accounts are one person's. Pure: evidence in, a verdict out; no database, no value, only hashes.

Two rows meet only where they share an identity document; phone, e-mail and name alone never bring rows together,
whatever they add up to. What they share then speaks with the weights below, and what contradicts forbids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec

from accounts.intake.rows import PERMIT, RESIDENT_ID, Evidence, Known

# Enough for one person. A document that both systems have proved and an equal name are enough. One that either only
# wrote down needs the name and both addresses besides: a phone number proves who holds it now, and whoever was given
# somebody's old number may know his name and ID as well.
ENOUGH: Final = 100
VERIFIED_DOCUMENT: Final = 70
WRITTEN_DOCUMENT: Final = 30
FURTHER_DOCUMENT: Final = 30
NAME: Final = 30
PROVED_ADDRESS: Final = 20
# What a person keeps for life; a passport is replaced.
KEPT: Final = (RESIDENT_ID, PERMIT)


class Verdict(StrEnum):
    """What two rows are to each other."""

    STRANGERS = "strangers"
    SAME = "same"
    UNPROVED = "unproved"
    TWO_PERSONS = "two_persons"
    TWO_IDS = "two_ids"


class Likeness(msgspec.Struct, frozen=True):
    """A verdict and how much speaks for one person."""

    verdict: Verdict
    score: int = 0
    proved: bool = False


class Outcome(StrEnum):
    """How a row ends: every row in exactly one."""

    NEW = "new"
    LINKED = "linked"
    CONFLICT = "conflict"
    REJECTED = "rejected"


class Decision(msgspec.Struct, frozen=True):
    """What becomes of a row: ``claim`` is the one it joins (linked), ``rival`` the one it is at odds with."""

    outcome: Outcome
    reason: str
    score: int = 0
    claim: UUID | None = None
    rival: UUID | None = None


STRANGERS: Final = Likeness(Verdict.STRANGERS)


def compare(one: Evidence, other: Evidence) -> Likeness:
    """Return what two rows are to each other; the same whichever stands first."""
    shared = [kind for kind, index in one.documents.items() if other.documents.get(kind) == index]
    if not shared or one.kind != other.kind or one.uscc != other.uscc:
        return STRANGERS
    proved = one.documents_verified and other.documents_verified
    if proved and _differ(one, other):
        return Likeness(Verdict.TWO_IDS)
    named = bool(one.names and other.names)
    if named and not set(one.names) & set(other.names):
        # An ID that somebody only wrote down says nothing against its owner.
        return Likeness(Verdict.TWO_PERSONS) if proved else Likeness(Verdict.UNPROVED)
    score = VERIFIED_DOCUMENT if proved else WRITTEN_DOCUMENT
    score += FURTHER_DOCUMENT * (len(shared) - 1) if proved else 0
    score += NAME if named else 0
    score += PROVED_ADDRESS if _same(one.phone, other.phone, one.phone_verified and other.phone_verified) else 0
    score += PROVED_ADDRESS if _same(one.email, other.email, one.email_verified and other.email_verified) else 0
    return Likeness(Verdict.SAME if score >= ENOUGH else Verdict.UNPROVED, score, proved)


def _differ(one: Evidence, other: Evidence) -> bool:
    """Whether both name a resident ID or a permit, and not the same."""
    return bool(_differing(one, other))


def _differing(one: Evidence, other: Evidence) -> list[tuple[str, bytes]]:
    found = []
    for kind in KEPT:
        mine, theirs = one.documents.get(kind), other.documents.get(kind)
        if mine is not None and theirs is not None and mine != theirs:
            found += [(kind, mine), (kind, theirs)]
    return found


def _same(mine: bytes | None, theirs: bytes | None, proved: bool) -> bool:
    return proved and mine is not None and mine == theirs


def decide(row: Evidence, known: Iterable[Known]) -> Decision:
    """Return what becomes of a row among those that are known; ``known`` holds whole claims.

    It joins the one claim with a member of which it is the same person and none of which it contradicts in its IDs. At
    odds with a claim, or the same as two of them, it waits for a person. The order of ``known`` does not matter.
    """
    claims = _by_claim(row, known)
    same = {claim: _best(found) for claim, found in claims.items() if _is_same(found)}
    if len(same) > 1:
        return Decision(Outcome.CONFLICT, "match.two_claims", rival=min(same))
    for claim, best in same.items():
        reason = "match.document" if best.proved else "match.evidence"
        return Decision(Outcome.LINKED, reason, best.score, claim=claim)
    for verdict, reason in ((Verdict.TWO_IDS, "match.two_ids"), (Verdict.TWO_PERSONS, "match.two_persons")):
        at_odds = [claim for claim, found in claims.items() if any(each.verdict is verdict for each in found)]
        if at_odds:
            return Decision(Outcome.CONFLICT, reason, rival=min(at_odds))
    unproved = [each.score for found in claims.values() for each in found if each.verdict is Verdict.UNPROVED]
    return Decision(Outcome.NEW, "match.unproved" if unproved else "match.nobody", max(unproved, default=0))


def rivals(row: Evidence, known: Iterable[Known]) -> list[UUID]:
    """Return the claims for which :func:`decide` ends a row in conflict, in one order; none where it does not."""
    claims = _by_claim(row, known)
    same = sorted(claim for claim, found in claims.items() if _is_same(found))
    if same:
        return same if len(same) > 1 else []
    for verdict in (Verdict.TWO_IDS, Verdict.TWO_PERSONS):
        at_odds = sorted(claim for claim, found in claims.items() if any(each.verdict is verdict for each in found))
        if at_odds:
            return at_odds
    return []


def _by_claim(row: Evidence, known: Iterable[Known]) -> dict[UUID, list[Likeness]]:
    members: dict[UUID, list[Known]] = {}
    for each in known:
        members.setdefault(each.claim_id, []).append(each)
    return {
        claim: [_within(row, each.evidence, ids) for each in found]
        for claim, found in members.items()
        for ids in (ids_of_one(found),)
    }


def ids_of_one(members: Iterable[Known]) -> set[tuple[str, bytes]]:
    """Return the IDs of which staff have decided that one person bears them all."""
    joined = [each.evidence.documents for each in members if each.joined]
    return {(kind, documents[kind]) for documents in joined for kind in KEPT if kind in documents}


def _within(row: Evidence, member: Evidence, ids: set[tuple[str, bytes]]) -> Likeness:
    """Compare with a member of a claim; where no document is shared, other IDs still tell that it is another person,
    but for ``ids``, which are one person's."""
    if ids and _differ(row, member) and all(each in ids for each in _differing(row, member)):
        return STRANGERS
    found = compare(row, member)
    if found is not STRANGERS or row.kind != member.kind or row.uscc != member.uscc:
        return found
    proved = row.documents_verified and member.documents_verified
    return Likeness(Verdict.TWO_IDS) if proved and _differ(row, member) else STRANGERS


def _is_same(found: Sequence[Likeness]) -> bool:
    verdicts = {each.verdict for each in found}
    return Verdict.SAME in verdicts and Verdict.TWO_IDS not in verdicts


def _best(found: Sequence[Likeness]) -> Likeness:
    same = (each for each in found if each.verdict is Verdict.SAME)
    return max(same, key=lambda each: (each.proved, each.score))
