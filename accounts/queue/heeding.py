"""What staff decided about rows, as later runs heed it: as long as a row says the same of its person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from accounts.intake.matching import KEPT
from accounts.intake.rows import Evidence, Known
from accounts.intake.standing import Book, book_about
from accounts.queue.rows import said
from services_portal.kernel import rawsql

_RULINGS: Final = """
    SELECT c.account_id, c.evidence, c.joined, c.doubted, c.apart
      FROM accounts_casechange c JOIN accounts_casedecision d ON d.id = c.decision_id
     WHERE d.state = 'done' AND c.account_id = ANY(%s) AND (c.joined IS NOT NULL OR c.doubted OR c.apart <> '{}')
     ORDER BY d.decided_at, c.id
"""


class Ruling(NamedTuple):
    """What holds for a row: the claim it stays in, whether its proof is doubted, the claims it is not to join."""

    joined: UUID | None = None
    doubted: bool = False
    apart: frozenset[UUID] = frozenset()


NONE: Final = Ruling()


class Rulings:
    """What was decided about some rows."""

    def __init__(self, account_ids: Sequence[UUID]) -> None:
        self._found: dict[UUID, list[tuple[bytes, Ruling]]] = {}
        for account_id, evidence, joined, doubted, apart in (
            rawsql.fetch_all(_RULINGS, [list(account_ids)]) if account_ids else ()
        ):
            ruling = Ruling(joined, doubted, frozenset(apart))
            self._found.setdefault(account_id, []).append((bytes(evidence), ruling))

    def of(self, account_id: UUID, evidence: Evidence) -> Ruling:
        """Return what holds for a row that says this; of two claims it stays in, the one decided last."""
        found = self._found.get(account_id)
        if found is None:
            return NONE
        mark = said(evidence)
        holding = [ruling for told, ruling in found if told == mark]
        joined = [ruling.joined for ruling in holding if ruling.joined is not None]
        apart: frozenset[UUID] = frozenset().union(*(ruling.apart for ruling in holding))
        return Ruling(joined[-1] if joined else None, any(ruling.doubted for ruling in holding), apart)


def heeding_book(rows: Sequence[Evidence]) -> Book:
    """Return what the database knows of the documents of these rows, and which of it staff have joined.

    A claim that holds two IDs is asked about; there are few, so it is one query or none.
    """
    book = book_about(rows)
    heed_joins([each for claim in book.claims() for each in claim])
    return book


def heed_joins(known: Sequence[Known]) -> None:
    """Mark the rows of which staff have decided that they are one person with the others of their claim."""
    ids: dict[UUID, set[tuple[str, bytes]]] = {}
    for each in known:
        ids.setdefault(each.claim_id, set()).update((k, i) for k, i in each.evidence.documents.items() if k in KEPT)
    asked = [each for each in known if any(len([k for k, _i in ids[each.claim_id] if k == kind]) > 1 for kind in KEPT)]
    rulings = Rulings([each.account_id for each in asked])
    for each in asked:
        each.joined = rulings.of(each.account_id, each.evidence).joined == each.claim_id


def besides(known: Iterable[Known], apart: frozenset[UUID]) -> list[Known]:
    """Return what a row is matched against when it is not to join ``apart``."""
    return [each for each in known if each.claim_id not in apart]
