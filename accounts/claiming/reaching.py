"""Whose old accounts are: found by a document that a city and this portal have both proved.

A person is compared with a claim as one more row of an old user database would be (``accounts.intake.matching``), so
there is one rule, and a name that contradicts keeps them apart. What counts as proved here is what somebody has looked
at: who merely knows a name and its number (L2) may be anybody who has seen the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

from accounts.identifiers import IdentifierType
from accounts.intake.judging import NAME_PURPOSE
from accounts.intake.matching import Decision, decide
from accounts.intake.names import comparable
from accounts.intake.rows import DOCUMENTS, Evidence
from accounts.models import HolderKind, Level, Proof
from accounts.queue.heeding import heed_joins
from accounts.queue.rows import Row, read_rows
from services_portal.kernel import clock, rawsql
from services_portal.kernel.crypto import blind_index

LEAST: Final = Level.PRESENT
BATCH: Final = 20_000
# What narrows the search comes first in each part; the indexes on identifiers (type, index) and on each kind of
# document find the other side.
_PART: Final = """
    SELECT a.claim_id, i.user_id
      FROM accounts_identifier i JOIN accounts_oldaccount a ON a.{kind}_index = i.index
     WHERE i.type = '{kind}' AND i.released_at IS NULL AND i.verified_at IS NOT NULL
       AND a.documents_verified AND a.kind = 'person' AND a.claim_id IS NOT NULL
       AND EXISTS (SELECT FROM accounts_proof p
                    WHERE p.identifier_id = i.id AND p.level >= {least} AND p.revoked_at IS NULL)
       AND NOT EXISTS (SELECT FROM accounts_claiming t WHERE t.claim_id = a.claim_id AND t.ended_at IS NULL)
       AND {where}
"""
_OF_PEOPLE: Final = "i.user_id = ANY(%s)"
_OF_ROWS: Final = "a.run_id = %s AND a.number > %s AND a.number <= %s"
_OF_ALL: Final = "i.id > %s AND i.id <= %s"
_LAST_ROW: Final = "SELECT max(number) FROM accounts_oldaccount WHERE run_id = %s"
_STEP: Final = """
    SELECT id FROM (SELECT id FROM accounts_identifier WHERE id > %s ORDER BY id LIMIT %s) AS step
     ORDER BY id DESC LIMIT 1
"""


class Pair(NamedTuple):
    """A claim, and an account that has proved a document which its old accounts name."""

    claim_id: UUID
    user_id: UUID


def pairs_of(people: Sequence[UUID]) -> list[Pair]:
    """Return the free claims that name what these accounts have proved (one query)."""
    return _pairs(_OF_PEOPLE, [list(people)])


def pairs_in_run(run_id: UUID) -> Iterator[Pair]:
    """Yield the free claims of the rows that a run has written, with who has proved what they name; one query for each
    twenty thousand rows."""
    last = (rawsql.fetch_one(_LAST_ROW, [run_id]) or (None,))[0] or 0
    for start in range(0, last, BATCH):
        yield from _pairs(_OF_ROWS, [run_id, start, start + BATCH])


def all_pairs() -> Iterator[Pair]:
    """Yield them all; one query for each twenty thousand identifiers."""
    start = UUID(int=0)
    while (end := rawsql.fetch_one(_STEP, [start, BATCH])) is not None:
        yield from _pairs(_OF_ALL, [start, *end])
        start = end[0]


def _pairs(where: str, params: Sequence[Any]) -> list[Pair]:
    parts = (_PART.format(kind=kind, least=int(LEAST), where=where) for kind in DOCUMENTS)
    found = rawsql.fetch_all(f"{' UNION '.join(parts)} ORDER BY 1, 2", list(params) * len(DOCUMENTS))
    return [Pair(*values) for values in found]


class Shown(NamedTuple):
    """What a person has shown here: the documents, by kind and keyed hash with their identifier, and his names."""

    documents: dict[str, dict[bytes, UUID]]
    names: list[bytes]

    def beside(self, rows: Iterable[Row]) -> Evidence:
        """Return it as matching takes it: of several passports the one that the rows name."""
        told = [row.known.evidence.documents for row in rows]
        chosen = {}
        for kind, mine in self.documents.items():
            named = [index for each in told if (index := each.get(kind)) in mine]
            chosen[kind] = named[0] if named else min(mine)
        return Evidence(HolderKind.PERSON.value, chosen, documents_verified=True, names=self.names)


def shown_by(people: Sequence[UUID]) -> Shown:
    """Return what a person (the accounts ``people``) has shown, in the caller's transaction; one query."""
    documents: dict[str, dict[bytes, UUID]] = {}
    names: dict[bytes, None] = {}
    proofs = Proof.objects.filter(user__in=people, level__gte=LEAST).live(clock.now())
    for proof in proofs.select_related("identifier").order_by("pk"):
        held = proof.identifier
        if held.type in DOCUMENTS:
            documents.setdefault(IdentifierType(held.type).value, {})[bytes(held.index)] = held.pk
            if name := comparable(proof.name):
                names[blind_index(name, NAME_PURPOSE)] = None
    return Shown(documents, list(names))


class Found(NamedTuple):
    """What a person is to a claim: what matching says, and which row and identifier they have in common, if any."""

    decision: Decision
    old_account: UUID | None
    identifier: UUID | None


def compared(people: Sequence[UUID], claim_id: UUID) -> Found:
    """Compare a person with a claim, both locked by the caller."""
    rows = read_rows(claims=[claim_id])
    heed_joins([row.known for row in rows])
    shown = shown_by(people)
    decision = decide(shown.beside(rows), [row.known for row in rows])
    for row in rows:
        if not row.standing.proved:
            continue
        for kind, index in row.known.evidence.documents.items():
            if index in shown.documents.get(kind, {}):
                return Found(decision, row.id, shown.documents[kind][index])
    return Found(decision, None, None)
