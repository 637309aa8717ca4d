"""The rows of a run as they were read, with what was found in each and what the registry held before.

What it held before is all that rolling the run back needs: see :mod:`catalog.intake.restoring`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from catalog.intake.deciding import Decision
from catalog.intake.rows import Note, Remembered
from catalog.intake.rules.registry import Found
from catalog.intake.standing import ServiceFact
from catalog.models import ServiceState
from services_portal.kernel import rawsql
from services_portal.kernel.runs.plain import json_bytes, plain

_FORGET: Final = (
    "DELETE FROM catalog_finding WHERE run_id = %s AND row_number = ANY(%s)",
    "DELETE FROM catalog_stagedrow WHERE run_id = %s AND number = ANY(%s)",
)
_EARLIER: Final = """
    SELECT number, old_id, before::text FROM catalog_stagedrow
     WHERE run_id = %s AND (number = ANY(%s) OR old_id = ANY(%s))
"""
_LAST: Final = "SELECT coalesce(max(number), 0) FROM catalog_stagedrow WHERE run_id = %s"
_CLEARED: Final = """
    SELECT count(*) FROM catalog_stagedrow
     WHERE run_id = %s AND outcome <> 'queued' AND before -> 'memory' ->> 'outcome' = 'queued'
"""
_STAGED: Final = {
    "run_id": "uuid",
    "number": "int4",
    "old_id": "text",
    "raw": "jsonb",
    "before": "jsonb",
    "waiting": "jsonb",
    "checksum": "bytea",
    "outcome": "text",
    "agreement": "text",
    "service_id": "uuid",
}
_FINDING: Final = {
    "run_id": "uuid",
    "row_number": "int4",
    "rule": "text",
    "severity": "text",
    "field": "text",
    "evidence": "text",
    "repair": "text",
    "proposal": "text",
    "cause": "text",
}
# As Before says, in the database: the rows that are gone from the source are staged after its last.
_STAGE_GONE: Final = """
    INSERT INTO catalog_stagedrow (run_id, number, old_id, raw, before, checksum, outcome, service_id)
    SELECT %s, %s + row_number() OVER (ORDER BY r.id), r.old_id, '{}', jsonb_build_object(
             'memory', jsonb_build_object('checksum', encode(r.checksum, 'hex'), 'basis', r.basis,
               'outcome', r.outcome, 'service', r.service_id, 'version', r.version_number, 'run', r.run_id,
               'row', r.row_number, 'since', r.waiting_since),
             'service', CASE WHEN s.state = 'published' AND %s THEN jsonb_build_object('item', s.basic_item_id,
               'agency', s.agency_id, 'region', s.region_id, 'level', s.level, 'code', s.implementation_code,
               'version', v.number, 'public', true) END),
           '', 'retired', r.service_id
      FROM catalog_sourcerecord r LEFT JOIN catalog_service s ON s.id = r.service_id
      LEFT JOIN catalog_serviceversion v ON v.id = s.current_version_id
     WHERE r.id = ANY(%s)
"""


class Memory(msgspec.Struct, frozen=True):
    """A SourceRecord as it was; ``checksum`` in hexadecimal digits, ``since`` when it began to wait."""

    checksum: str
    basis: str
    outcome: str
    service: UUID | None
    version: int | None
    run: UUID | None
    row: int
    since: datetime | None = None


class Place(msgspec.Struct, frozen=True):
    """A service as it was: where it stood, which version was current, and whether residents saw it."""

    item: UUID
    agency: UUID
    region: UUID
    level: str
    code: str | None
    version: int | None
    public: bool


class Before(msgspec.Struct, frozen=True):
    """What the registry held before a row was taken in: ``memory`` None where it had never seen the row, ``service``
    None where the row made its service or left it alone."""

    memory: Memory | None = None
    service: Place | None = None


class Waiting(msgspec.Struct, frozen=True):
    """A row in our words, with what its adapter noted, as it went to the rules."""

    fields: dict[str, str]
    notes: list[Note] = []
    double: str = ""


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Before)
NOTHING: Final = Before()


def read_before(text: str | None) -> Before:
    """Return what a staged row says of the time before it."""
    return NOTHING if text is None else _decoder.decode(text)


def finding_row(run_id: UUID, number: int | None, found: Found) -> tuple[object, ...]:
    """Return a finding as a row of its table."""
    rule, texts = found.rule, (plain(found.evidence), plain(found.repair), plain(found.proposal))
    return run_id, number, rule.id, rule.severity.value, found.field, *texts, plain(found.cause)


def write_findings(rows: Sequence[tuple[object, ...]]) -> None:
    """Write findings, in the caller's transaction."""
    rawsql.copy_in("catalog_finding", _FINDING, rows)


def stage_gone(run_id: UUID, record_ids: Sequence[int], *, retired: bool) -> None:
    """Stage rows that are gone from the source, in the caller's transaction and before it touches them. ``retired``
    says that their services are retired with them."""
    if record_ids:
        last = (rawsql.fetch_one(_LAST, [run_id]) or (0,))[0]
        rawsql.execute(_STAGE_GONE, [run_id, last, retired, list(record_ids)])


def count_cleared(run_id: UUID) -> int:
    """Return how many rows waited before the run and no longer do."""
    return int((rawsql.fetch_one(_CLEARED, [run_id]) or (0,))[0])


def unstage(run_id: UUID) -> None:
    """Remove all that a run has staged and found in rows, in the caller's transaction."""
    for table in ("catalog_finding", "catalog_stagedrow"):
        rawsql.execute(f"DELETE FROM {table} WHERE run_id = %s", [run_id])  # noqa: S608 -- one of two names


class Stager:
    """Stages the rows of one run, chunk by chunk, in the caller's transaction."""

    def __init__(self, run_id: UUID, *, resumed: bool) -> None:
        self._run_id = run_id
        self._resumed = resumed

    def stage(self, decisions: Sequence[Decision]) -> None:
        """Keep these rows and what was found in them."""
        earlier = self._earlier(decisions) if self._resumed else {}
        staged, findings = [], []
        for decision in decisions:
            row = decision.row
            before = earlier[row.key] if row.key in earlier else _before(decision)
            staged.append(
                (
                    self._run_id,
                    row.number,
                    row.key,
                    row.raw,
                    before,
                    _waiting(decision),
                    row.checksum,
                    decision.outcome,
                    decision.checked.agreement,
                    decision.service_id,
                )
            )
            findings += [finding_row(self._run_id, row.number, found) for found in decision.checked.findings]
        rawsql.copy_in("catalog_stagedrow", _STAGED, staged)
        write_findings(findings)

    def _earlier(self, decisions: Sequence[Decision]) -> dict[str, bytes | None]:
        """Make room among what an earlier attempt at this run staged, and return what it knew of the time before.

        A feed that changed between two attempts brings other content for a row, or another row under a number that is
        taken; the first takes the place of what was staged, the second gets a number of its own.
        """
        rows = {decision.row.key: decision.row for decision in decisions}
        numbers = [row.number for row in rows.values()]
        found = rawsql.fetch_all(_EARLIER, [self._run_id, numbers, list(rows)])
        own = {old_id: (number, before) for number, old_id, before in found if old_id in rows}
        gone = [number for number, _before in own.values()]
        for statement in _FORGET:
            rawsql.execute(statement, [self._run_id, gone])
        taken = {number for number, old_id, _before in found if old_id not in rows}
        if taken:
            last = max((rawsql.fetch_one(_LAST, [self._run_id]) or (0,))[0], *numbers)
            for row in rows.values():
                if row.number in taken:
                    last += 1
                    row.number = last
        return {key: before.encode() if before is not None else None for key, (_number, before) in own.items()}


def _waiting(decision: Decision) -> bytes | None:
    """Return the row in our words where it waits for a person, or was decided by one: it may be judged again."""
    if not any(found.cause for found in decision.checked.findings):
        return None
    row = decision.row
    return json_bytes(Waiting(row.fields, row.notes, row.double))


def _before(decision: Decision) -> bytes | None:
    memory, fact = decision.row.remembered, decision.fact
    if memory is None and fact is None:
        return None
    return _encoder.encode(Before(None if memory is None else _memory(memory), None if fact is None else _place(fact)))


def _memory(remembered: Remembered) -> Memory:
    return Memory(
        checksum=remembered.checksum.hex(),
        basis=remembered.basis,
        outcome=remembered.outcome,
        service=remembered.service_id,
        version=remembered.version_number,
        run=remembered.run_id,
        row=remembered.row_number,
        since=remembered.waiting_since,
    )


def _place(fact: ServiceFact) -> Place:
    return Place(
        item=fact.basic_item_id,
        agency=fact.agency_id,
        region=fact.region_id,
        level=fact.level,
        code=fact.code or None,
        version=fact.version_number,
        public=fact.state == ServiceState.PUBLISHED,
    )
