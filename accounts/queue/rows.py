"""Old accounts as decisions change them: where they stand, read and put back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from accounts.intake.rows import Evidence, Known
from accounts.intake.standing import COLUMNS, known_of
from services_portal.kernel import rawsql

_READ: Final = f"""
    SELECT outcome, reason, score, rival_id, {COLUMNS} FROM accounts_oldaccount
     WHERE claim_id IS NOT NULL AND (id = ANY(%s) OR claim_id = ANY(%s)) ORDER BY id
"""  # noqa: S608 - columns of ours
_PUT: Final = """
    UPDATE accounts_oldaccount
       SET claim_id = %s, outcome = %s, reason = %s, score = %s, rival_id = %s, documents_verified = %s
     WHERE id = %s
"""


class Standing(msgspec.Struct, frozen=True):
    """Where a row stands: the journal keeps it as JSON, and there is nothing of a person in it."""

    claim: UUID
    outcome: str
    reason: str
    score: int
    rival: UUID | None
    proved: bool


class Row(NamedTuple):
    """A row, what matching knows of it, and where it stands."""

    known: Known
    standing: Standing

    @property
    def id(self) -> UUID:
        """The old account's id."""
        return self.known.account_id


def read_rows(*, ids: Iterable[UUID] = (), claims: Iterable[UUID] = ()) -> list[Row]:
    """Return these rows and all of these claims, in one order."""
    return [_row(values) for values in rawsql.fetch_all(_READ, [list(ids), list(claims)])]


def put(account_id: UUID, standing: Standing) -> None:
    """Let a row stand so, in the caller's transaction, who holds the lock of all matching."""
    values: list[Any] = [standing.claim, standing.outcome, standing.reason, standing.score, standing.rival]
    rawsql.execute(_PUT, [*values, standing.proved, account_id])


def said(evidence: Evidence) -> bytes:
    """Return a hash of what a row says of who its person is; whether it is proved is no part of it."""
    told = (evidence.kind, evidence.uscc, sorted(evidence.documents.items()), evidence.names)
    return hashlib.sha256(msgspec.msgpack.encode(told)).digest()


def _row(values: Sequence[Any]) -> Row:
    outcome, reason, score, rival, *rest = values
    known = known_of(rest)
    return Row(known, Standing(known.claim_id, outcome, reason, score, rival, known.evidence.documents_verified))
