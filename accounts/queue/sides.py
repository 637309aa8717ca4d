"""A case as a clerk sees it: its sides, where each comes from, and what they say beside one another.

Reading it is reading persons' data: the caller records it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from accounts.identifiers import IdentifierType
from accounts.intake.rows import Facts
from accounts.models import ConflictCase, Identifier, OldAccount, Proof, User
from accounts.queue.applying import sides_of
from accounts.queue.comparing import LOGIN, NAME, Likeness, likeness, shown

_facts: Final = msgspec.json.Decoder(Facts)
_FIELDS: Final[tuple[tuple[str, Callable[[Facts], Iterable[str]]], ...]] = (
    (NAME, lambda facts: (facts.name, *facts.former_names)),
    (IdentifierType.RESIDENT_ID.value, lambda facts: (facts.resident_id,)),
    (IdentifierType.PASSPORT.value, lambda facts: (facts.passport,)),
    (IdentifierType.PERMIT.value, lambda facts: (facts.permit,)),
    (IdentifierType.PHONE.value, lambda facts: (facts.phone,)),
    (IdentifierType.EMAIL.value, lambda facts: (facts.email,)),
    (LOGIN, lambda facts: (facts.login,)),
)


@dataclass(frozen=True)
class Source:
    """Who said it: a row of a city's old user database, or an act of proof here.

    ``proved_by`` is the way in the source's own word, "" where nothing was proved; ``said_at`` when it was taken in,
    ``opened_at`` and ``seen_at`` when the account there was opened and last used.
    """

    city: Any
    row: int | None
    said_at: datetime
    proved_by: str
    opened_at: datetime | None = None
    seen_at: datetime | None = None
    doubted: bool = False


@dataclass(frozen=True)
class Side:
    """One side: a presumed person, or an account; ``values`` by kind, plain, for comparing alone."""

    key: UUID
    is_account: bool
    sources: list[Source]
    values: dict[str, list[str]] = field(repr=False)


@dataclass(frozen=True)
class Line:
    """One thing that the sides say: what each shows of it, and how they stand to each other."""

    kind: str
    likeness: Likeness
    cells: list[list[str]]


def sides_of_case(case: ConflictCase) -> list[Side]:
    """Return the sides as they stand, or as they stood before what was decided: the row that began it first."""
    if case.user_id:
        return [_account(user) for user in (case.user, case.holder) if user is not None]
    if case.claimant is not None:
        return [*_of_old_account(case), _account(case.claimant)]
    groups: dict[UUID, list[OldAccount]] = {}
    former = _former(case)
    for account in _rows(case, former):
        key = former.get(account.pk, account.claim_id)
        if key is not None:
            groups.setdefault(key, []).append(account)
    own = former.get(case.account_id, case.account.claim_id if case.account else None)
    return [_presumed(key, groups[key]) for key in sorted(groups, key=lambda each: (each != own, each))]


def _of_old_account(case: ConflictCase) -> list[Side]:
    claim = case.account.claim_id if case.account else None
    if claim is None:
        return []
    held = OldAccount.objects.filter(claim=claim, facts__isnull=False).select_related("city")
    return [_presumed(claim, list(held.order_by("taken_in_at", "pk")))]


def lines_of(sides: Sequence[Side]) -> list[Line]:
    """Return what the sides say, thing by thing; what none of them says is left out."""
    lines = []
    for kind, _read in _FIELDS:
        told = [side.values.get(kind, []) for side in sides]
        if any(told):
            lines.append(Line(kind, likeness(kind, told), [_cell(kind, told, number) for number in range(len(told))]))
    return lines


def _cell(kind: str, told: Sequence[Sequence[str]], number: int) -> list[str]:
    others = [value for place, side in enumerate(told) if place != number for value in side]
    return [shown(kind, value, others) for value in told[number]]


def _former(case: ConflictCase) -> dict[Any, UUID]:
    """Return which claim held each row before the standing decision, if there is one that changed rows."""
    decision = case.decisions.filter(state="done").first()
    changes = decision.changes.exclude(account=None) if decision else ()
    return {change.account_id: UUID(change.before["claim"]) for change in changes}


def _rows(case: ConflictCase, former: dict[Any, UUID]) -> QuerySet[OldAccount]:
    if former:
        found = OldAccount.objects.filter(pk__in=former)
    else:
        found = OldAccount.objects.filter(claim__in=filter(None, [*sides_of(case), case.rival_id]))
    return found.filter(facts__isnull=False).select_related("city").order_by("taken_in_at", "pk")


def _presumed(key: UUID, accounts: Sequence[OldAccount]) -> Side:
    sources, values = [], _Values()
    for account in accounts:
        facts = _facts.decode(str(account.facts))
        doubted = "documents.doubted" in account.findings or _is_doubted(account)
        sources.append(
            Source(
                city=account.city,
                row=account.number,
                said_at=account.taken_in_at,
                proved_by=(facts.verified_by or "?") if account.documents_verified else "",
                opened_at=account.opened_at,
                seen_at=account.last_seen_at,
                doubted=doubted,
            )
        )
        for kind, read in _FIELDS:
            values.add(kind, read(facts))
    return Side(key, False, sources, values.told)


def _is_doubted(account: OldAccount) -> bool:
    return account.changes.filter(doubted=True, decision__state="done").exists()


def _account(user: User) -> Side:
    values = _Values()
    for held in Identifier.objects.filter(user=user, released_at=None).order_by("pk"):
        values.add(held.type, [held.value])
    proofs = Proof.objects.filter(user=user).select_related("identifier").order_by("pk")
    sources = []
    for proof in proofs:
        values.add(NAME, [proof.name])
        values.add(proof.identifier.type, [proof.identifier.value])
        is_live = proof.revoked_at is None and proof.identifier.released_at is None
        sources.append(Source(None, None, proof.proved_at, proof.verifier, doubted=not is_live))
    return Side(user.pk, True, sources or [Source(None, None, user.date_joined, "")], values.told)


class _Values:
    """What is said, each once, in the order in which it is met."""

    def __init__(self) -> None:
        self.told: dict[str, list[str]] = {}

    def add(self, kind: str, values: Iterable[str]) -> None:
        kept = self.told.setdefault(kind, [])
        kept += [value for value in values if value and value not in kept]
