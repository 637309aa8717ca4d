"""The rows of a chunk, decided and written: claims first, then the accounts that they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from accounts.claiming.keeping import held_among
from accounts.intake.histories import keep_histories
from accounts.intake.matching import Decision, Outcome, decide
from accounts.intake.rows import DOCUMENTS, Judged, Known
from accounts.intake.standing import Book
from accounts.models import OldAccount, OldPasswordState
from accounts.queue.following import at_odds_with, follow, forget_rivals, look_again
from accounts.queue.heeding import Rulings, besides, heeding_book
from services_portal.kernel import rawsql
from services_portal.kernel.crypto import encrypt
from services_portal.kernel.ids import uuid7

FACTS_PURPOSE: Final = OldAccount._meta.get_field("facts").purpose
PASSWORD_PURPOSE: Final = OldAccount._meta.get_field("password").purpose
_STANDING: Final = """
    SELECT key, id, claim_id, kind FROM accounts_oldaccount WHERE city_id = %s AND key = ANY(%s)
"""
_SHARED: Final = "SELECT claim_id FROM accounts_oldaccount WHERE claim_id = ANY(%s) AND id <> ALL(%s)"
_DROP_ROWS: Final = "DELETE FROM accounts_oldaccount WHERE id = ANY(%s)"
# In the same transaction: a claim that nobody points to any more is nobody's.
_DROP_CLAIMS: Final = """
    DELETE FROM accounts_claim c WHERE c.id = ANY(%s)
       AND NOT EXISTS (SELECT FROM accounts_oldaccount a WHERE a.claim_id = c.id)
       AND NOT EXISTS (SELECT FROM accounts_claiming t WHERE t.claim_id = c.id)
"""
_LET_RIVALS_GO: Final = """
    UPDATE accounts_oldaccount SET rival_id = NULL WHERE rival_id = ANY(%s)
       AND NOT EXISTS (SELECT FROM accounts_oldaccount a WHERE a.claim_id = accounts_oldaccount.rival_id)
"""
_CLAIM: Final = {"id": "uuid", "kind": "text"}
_ACCOUNT: Final = {
    "id": "uuid",
    "city_id": "uuid",
    "key": "bytea",
    "checksum": "bytea",
    "run_id": "uuid",
    "number": "int4",
    "kind": "text",
    "outcome": "text",
    "reason": "text",
    "score": "int2",
    "findings": "varchar[]",
    "claim_id": "uuid",
    "rival_id": "uuid",
    "facts": "bytea",
    "login_index": "bytea",
    "phone_index": "bytea",
    "email_index": "bytea",
    "resident_id_index": "bytea",
    "passport_index": "bytea",
    "permit_index": "bytea",
    "names": "bytea[]",
    "documents_verified": "bool",
    "phone_verified": "bool",
    "email_verified": "bool",
    "uscc": "text",
    "password": "bytea",
    "password_state": "text",
    "disabled": "bool",
    "opened_at": "timestamptz",
    "last_seen_at": "timestamptz",
}
_encoder: Final = msgspec.json.Encoder()


class Taken(NamedTuple):
    """A row and what becomes of it: ``claim_id`` holds it, None where it was refused."""

    row: Judged
    decision: Decision
    account_id: UUID
    claim_id: UUID | None


class Stood(NamedTuple):
    """A row as it stood before: itself, the claim that held it, and whose it was."""

    account_id: UUID
    claim_id: UUID | None
    kind: str


class Chunk:
    """Decides and writes rows of one run, in the caller's transaction and under its lock on all matching."""

    def __init__(self, run_id: UUID, city_id: UUID) -> None:
        self._run_id = run_id
        self._city_id = city_id
        self._rulings = Rulings([])
        self._held: set[UUID] = set()

    def take_in(self, rows: Sequence[Judged]) -> list[Taken]:
        """Decide each row against all that stand and the rows before it, write them, and return what became of them."""
        found = rawsql.fetch_all(_STANDING, [self._city_id, [row.key for row in rows]])
        standing = {key: Stood(*values) for key, *values in found}
        if standing:
            keep_histories(self._city_id, [row for row in rows if row.key in standing])
        book = heeding_book([row.evidence for row in rows])
        for stood in standing.values():
            book.forget(stood.account_id)
        own = [stood.account_id for stood in standing.values()]
        former = [stood.claim_id for stood in standing.values() if stood.claim_id is not None]
        # Claims that hold rows besides those that are judged here, or that one of these has kept already.
        bound = {values[0] for values in rawsql.fetch_all(_SHARED, [former, own])} if former else set()
        fresh: list[tuple[UUID, str]] = []
        waiting = at_odds_with(former, besides=own)
        self._rulings = Rulings(own)
        self._held = held_among(former)
        taken = [self._decide(row, book, standing.get(row.key), bound, fresh) for row in rows]
        rawsql.copy_in("accounts_claim", _CLAIM, fresh)
        if own:
            rawsql.execute(_DROP_ROWS, [own])
        rawsql.copy_in("accounts_oldaccount", _ACCOUNT, [self._values(each) for each in taken])
        looked, left = look_again(waiting, besides=own)
        self._let_go([*former, *left])
        in_conflict = [each.account_id for each in taken if each.decision.outcome is Outcome.CONFLICT]
        follow({*own, *in_conflict, *looked})
        return taken

    def _let_go(self, claims: Sequence[UUID]) -> None:
        """Delete the claims that hold nothing any more, with all that points at them."""
        if claims:
            rawsql.execute(_LET_RIVALS_GO, [claims])
            rawsql.execute(_DROP_CLAIMS, [claims])
            forget_rivals(claims)

    def _decide(
        self, row: Judged, book: Book, stood: Stood | None, bound: set[UUID], fresh: list[tuple[UUID, str]]
    ) -> Taken:
        own = stood.account_id if stood is not None else uuid7()
        if row.refused:
            return Taken(row, Decision(Outcome.REJECTED, row.refused), own, None)
        decision = self._decided(row, book, stood)
        claim_id = decision.claim
        if claim_id is None and stood is not None and stood.kind == row.evidence.kind and stood.claim_id not in bound:
            # Changed, but still alone: it stays the same presumed person.
            claim_id = stood.claim_id
        if claim_id is None:
            claim_id = uuid7()
            fresh.append((claim_id, row.evidence.kind))
        bound.add(claim_id)
        joined = stood is not None and self._rulings.of(own, row.evidence).joined == claim_id
        book.add(Known(own, claim_id, row.evidence, joined))
        return Taken(row, decision, own, claim_id)

    def _decided(self, row: Judged, book: Book, stood: Stood | None) -> Decision:
        """Match a row, heeding what staff have decided about it as long as it says the same of its person."""
        known = book.about(row.evidence)
        if stood is None:
            return decide(row.evidence, known)
        ruling = self._rulings.of(stood.account_id, row.evidence)
        if ruling.doubted and row.evidence.documents_verified:
            row.evidence.documents_verified = False
            row.findings = sorted({*row.findings, "documents.doubted"})
        if stood.claim_id in self._held:
            # Whatever the city says of it by now: it is his who has shown its password, or his document.
            return Decision(Outcome.LINKED, "claim.held", claim=stood.claim_id)
        if ruling.joined is not None and ruling.joined == stood.claim_id:
            return Decision(Outcome.LINKED, "case.same", claim=ruling.joined)
        return decide(row.evidence, besides(known, ruling.apart))

    def _values(self, taken: Taken) -> tuple[Any, ...]:
        row, decision, account_id, claim_id = taken
        seen = row.evidence
        return (
            account_id,
            self._city_id,
            row.key,
            row.checksum,
            self._run_id,
            row.number,
            seen.kind,
            decision.outcome.value,
            decision.reason,
            decision.score,
            row.findings,
            claim_id,
            decision.rival,
            encrypt(_encoder.encode(row.facts).decode(), purpose=FACTS_PURPOSE) if claim_id is not None else None,
            row.login,
            seen.phone,
            seen.email,
            *(seen.documents.get(kind) for kind in DOCUMENTS),
            seen.names,
            seen.documents_verified,
            seen.phone_verified,
            seen.email_verified,
            seen.uscc,
            *_password(row),
            row.disabled,
            row.opened_at,
            row.last_seen_at,
        )


def _password(row: Judged) -> tuple[bytes | None, str]:
    """Return what is kept of the old password until it is sealed, and where it stands."""
    if row.password is None:
        unusable = "password.unusable" in row.findings
        return None, (OldPasswordState.UNUSABLE if unusable else OldPasswordState.NONE).value
    kept = encrypt(_encoder.encode(row.password).decode(), purpose=PASSWORD_PURPOSE)
    return kept, OldPasswordState.WAITING.value
