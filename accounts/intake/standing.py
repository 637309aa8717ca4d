"""What is known of the rows of a chunk: the claims that share a document with them, whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from accounts.intake.rows import DOCUMENTS, Evidence, Known
from services_portal.kernel import rawsql

# What :func:`known_of` makes a row out of.
COLUMNS: Final = (
    "id, claim_id, kind, resident_id_index, passport_index, permit_index, documents_verified, names,"
    " phone_index, phone_verified, email_index, email_verified, uscc"
)
_CLAIMS: Final = f"""
    SELECT {COLUMNS}
      FROM accounts_oldaccount
     WHERE claim_id = ANY(ARRAY(
           SELECT claim_id FROM accounts_oldaccount WHERE resident_id_index = ANY(%s::bytea[])
           UNION SELECT claim_id FROM accounts_oldaccount WHERE passport_index = ANY(%s::bytea[])
           UNION SELECT claim_id FROM accounts_oldaccount WHERE permit_index = ANY(%s::bytea[])))
"""  # noqa: S608 - columns of ours
# A table that has grown since it was last analysed looks as if each hash stood in it many times, and would be read
# from end to end for a chunk. There is nothing here that an index does not find.
_BY_INDEX: Final = "SET LOCAL enable_seqscan = off"


class Book:
    """Rows that are known, by document. Grows by the rows of the chunk as they are decided."""

    def __init__(self, known: Iterable[Known] = ()) -> None:
        self._claims: dict[UUID, dict[UUID, Known]] = {}
        self._holders: dict[tuple[str, bytes], set[UUID]] = {}
        self._where: dict[UUID, UUID] = {}
        for each in known:
            self.add(each)

    def add(self, known: Known) -> None:
        """Know a row, under its claim."""
        self._claims.setdefault(known.claim_id, {})[known.account_id] = known
        self._where[known.account_id] = known.claim_id
        for document in known.evidence.documents.items():
            self._holders.setdefault(document, set()).add(known.claim_id)

    def forget(self, account_id: UUID) -> None:
        """Know a row no longer, for it is to be judged anew."""
        claim_id = self._where.pop(account_id, None)
        if claim_id is not None:
            del self._claims[claim_id][account_id]

    def claims(self) -> list[list[Known]]:
        """Return all rows that are known, by claim."""
        return [list(rows.values()) for rows in self._claims.values()]

    def about(self, evidence: Evidence) -> list[Known]:
        """Return all rows of the claims that share a document with a row."""
        found: set[UUID] = set()
        for document in evidence.documents.items():
            found |= self._holders.get(document, set())
        return [each for claim_id in found for each in self._claims[claim_id].values()]


def book_about(rows: Sequence[Evidence]) -> Book:
    """Return what the database knows of the documents of these rows, in the caller's transaction."""
    asked = [[row.documents[kind] for row in rows if kind in row.documents] for kind in DOCUMENTS]
    if not any(asked):
        return Book()
    rawsql.execute(_BY_INDEX)
    return Book(map(known_of, rawsql.fetch_all(_CLAIMS, asked)))


def known_of(values: Sequence[Any]) -> Known:
    """Return a row as matching knows it, from its ``COLUMNS``."""
    account_id, claim_id, kind, resident_id, passport, permit, proved, names, phone, called, email, mailed, uscc = (
        values
    )
    indexes = zip(DOCUMENTS, (resident_id, passport, permit), strict=True)
    evidence = Evidence(
        kind=kind,
        documents={name: index for name, index in indexes if index is not None},
        documents_verified=proved,
        names=names,
        phone=phone,
        phone_verified=called,
        email=email,
        email_verified=mailed,
        uscc=uscc,
    )
    return Known(account_id, claim_id, evidence)
