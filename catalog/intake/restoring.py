"""Rolling a run back: every service and every memory as it was before the run, row by row of what the run staged.

Versions are never removed, so a service that the run changed is published again as it was, under a new number; one that
the run made is retired, its old id leads on to it, and it gives its implementation code up. Matters and agencies that
the run added to the directory stay: other cities may have begun to use them.

A process may die anywhere in it: what is restored no longer belongs to the run that is rolled back, so the next attempt
passes it by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from catalog.content import from_json
from catalog.intake.lease import Lease
from catalog.intake.listings import list_items
from catalog.intake.pipeline import Progress, chunk_transaction
from catalog.intake.rules.registry import Severity, define_rule, found
from catalog.intake.staging import Before, Memory, Place, finding_row, read_before, write_findings
from catalog.intake.tally import Tally
from catalog.models import IntakeRun, Outcome, RunPhase, RunState, ServiceVersion
from catalog.services.service_retire import services_retire_bulk
from catalog.services.services_publish_bulk import BulkEntry, services_publish_bulk
from services_portal.kernel import rawsql
from services_portal.kernel.actor import SYSTEM

CHUNK: Final = 500
LAST: Final = (1 << 31) - 1
EDITED_SINCE: Final = define_rule(
    "rollback.edited_since",
    Severity.WARNING,
    zh="该事项在导入之后已在本平台修改，保持现状，不予回滚。",
    en="The service was changed in the portal after the import; it stays as it is.",
)
# Rows that still belong to the run, whose service nobody has touched since, the last first.
_ROWS: Final = """
    SELECT t.number, t.old_id, t.outcome, t.service_id, t.before::text, r.id, r.version_number,
           v.number, s.state, r.run_id IS NOT DISTINCT FROM t.run_id
      FROM catalog_stagedrow t
      LEFT JOIN catalog_sourcerecord r ON r.city_id = %s AND r.old_id = t.old_id
      LEFT JOIN catalog_service s ON s.id = t.service_id
      LEFT JOIN catalog_serviceversion v ON v.id = s.current_version_id
     WHERE t.run_id = %s AND t.number < %s
     ORDER BY t.number DESC LIMIT %s
"""
# A code that one service gives up and another takes back stands in nobody's way meanwhile.
_FREE_CODES: Final = """
    UPDATE catalog_service s SET implementation_code = NULL, version = s.version + 1, updated_at = now()
      FROM catalog_stagedrow t JOIN catalog_sourcerecord r ON r.city_id = %s AND r.old_id = t.old_id
     WHERE t.run_id = %s AND s.id = t.service_id AND s.implementation_code IS NOT NULL AND r.run_id = t.run_id
       AND r.version_number = (SELECT number FROM catalog_serviceversion WHERE id = s.current_version_id)
       AND t.outcome IN ('created', 'updated')
       AND (t.before -> 'service' ->> 'code') IS DISTINCT FROM s.implementation_code
"""
_REMEMBER: Final = """
    INSERT INTO catalog_sourcerecord
           (city_id, old_id, checksum, basis, outcome, service_id, version_number, run_id, row_number)
    SELECT %s, n.old_id, decode(n.checksum, 'hex'), n.basis, n.outcome, n.service_id, n.version_number, x.id, n.row
      FROM unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::uuid[], %b::int[], %b::uuid[], %b::int[])
           AS n(old_id, checksum, basis, outcome, service_id, version_number, run_id, row)
      LEFT JOIN catalog_intakerun x ON x.id = n.run_id
    ON CONFLICT (city_id, old_id) DO UPDATE SET checksum = excluded.checksum, basis = excluded.basis,
           outcome = excluded.outcome, service_id = excluded.service_id, version_number = excluded.version_number,
           run_id = excluded.run_id, row_number = excluded.row_number
"""
_FORGET: Final = "DELETE FROM catalog_sourcerecord WHERE id = ANY(%s)"
_TOUCHED: Final = """
    SELECT s.basic_item_id FROM catalog_stagedrow t JOIN catalog_service s ON s.id = t.service_id WHERE t.run_id = %s
    UNION SELECT (before -> 'service' ->> 'item')::uuid FROM catalog_stagedrow
     WHERE run_id = %s AND before -> 'service' ->> 'item' IS NOT NULL
"""
_LATER: Final = """
    SELECT 1 FROM catalog_intakerun r
     WHERE r.city_id = %s AND r.id > %s AND r.kind NOT IN ('rollback', 'rehearsal') AND r.state <> 'reversed'
       AND EXISTS (SELECT 1 FROM catalog_stagedrow t WHERE t.run_id = r.id) LIMIT 1
"""
_EDITED: Final = """
    SELECT count(*) FROM catalog_stagedrow t
      JOIN catalog_sourcerecord r ON r.city_id = %s AND r.old_id = t.old_id AND r.run_id = t.run_id
      JOIN catalog_service s ON s.id = t.service_id
      JOIN catalog_serviceversion v ON v.id = s.current_version_id
     WHERE t.run_id = %s AND t.outcome IN ('created', 'updated', 'retired') AND v.number <> r.version_number
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One staged row of the run, and how its record and its service stand now."""

    number: int
    old_id: str
    outcome: str
    service_id: UUID | None
    before: Before
    record_id: int | None
    record_version: int | None
    version: int | None
    state: str | None
    is_ours: bool

    @property
    def was_gone(self) -> bool:
        """Whether the run found the row gone from the source and forgot it."""
        return self.record_id is None and self.outcome == Outcome.RETIRED

    @property
    def is_open(self) -> bool:
        """Whether the row is still as the run left it."""
        return self.was_gone or (self.record_id is not None and self.is_ours)

    @property
    def edited_since(self) -> bool:
        """Whether a person has published another version of the service."""
        changed = self.outcome in (Outcome.CREATED, Outcome.UPDATED, Outcome.RETIRED)
        return changed and self.record_version is not None and self.version != self.record_version


class Restoring:
    """The work of a roll-back."""

    held = False

    def __init__(self, run: IntakeRun, lease: Lease, progress: Progress) -> None:
        if run.reverses_id is None:
            raise ValueError(f"{run.pk} names no run to roll back")
        self._run = run
        self._lease = lease
        self._progress = progress
        self._reversed: UUID = run.reverses_id
        self._total = 0
        self.tally = Tally()

    def carry_out(self) -> None:
        """Restore all. Raises LeaseLostError, DomainError ``registry_busy``."""
        self._total = IntakeRun.objects.get(pk=self._reversed).rows.count()
        rawsql.execute(_FREE_CODES, [self._run.city_id, self._reversed])
        for rows in self._chunks():
            with chunk_transaction():
                self._lease.hold()
                self._restore(rows)
                self._renew(RunPhase.RESTORING)
            self._progress(RunPhase.RESTORING, self.tally.rows, self._total)
        self._list()

    def wind_up(self) -> None:
        """List what was restored so far."""
        self._list()

    def close(self) -> None:
        """Mark the run as rolled back."""
        IntakeRun.objects.filter(pk=self._reversed).update(state=RunState.REVERSED)

    def _chunks(self) -> Iterator[list[Row]]:
        below = LAST
        while True:
            values = [self._run.city_id, self._reversed, below, CHUNK]
            rows = [_row(cells) for cells in rawsql.fetch_all(_ROWS, values)]
            if not rows:
                return
            below = rows[-1].number
            yield rows

    def _restore(self, rows: Sequence[Row]) -> None:
        edited = [row for row in rows if row.is_open and row.edited_since]
        write_findings([self._edited(row) for row in edited])
        open_rows = [row for row in rows if row.is_open and not row.edited_since]
        self._retire(open_rows)
        numbers = self._publish(open_rows)
        self._remember(open_rows, numbers)
        for row in rows:
            self.tally.count(_outcome(row))

    def _edited(self, row: Row) -> tuple[object, ...]:
        finding = found(EDITED_SINCE, "", f"v{row.record_version} → v{row.version}")
        self.tally.note(finding, row=row.number, old_id=row.old_id)
        return finding_row(self._run.pk, row.number, finding)

    def _retire(self, rows: Sequence[Row]) -> None:
        """Retire what the run made, and what it brought back."""
        ids = [row.service_id for row in rows if row.service_id and _ends(row)]
        if ids:
            services_retire_bulk(actor=SYSTEM, service_ids=ids, rebuild_listings=False)

    def _publish(self, rows: Sequence[Row]) -> dict[UUID, int]:
        """Publish the services as they were; return the number of the version that each has now."""
        places = {row.service_id: place for row in rows if row.service_id and (place := _public(row)) is not None}
        wanted = ServiceVersion.objects.filter(service_id__in=places).values_list("service_id", "number", "content")
        contents = {
            service_id: from_json(content)
            for service_id, number, content in wanted
            if number == places[service_id].version
        }
        entries = [
            BulkEntry(
                content=content,
                basic_item_id=places[service_id].item,
                agency_id=places[service_id].agency,
                region_id=places[service_id].region,
                city_id=self._run.city_id,
                level=places[service_id].level,
                implementation_code=places[service_id].code,
                service_id=service_id,
                made_by=(self._run.id, None),
            )
            for service_id, content in contents.items()
        ]
        results = services_publish_bulk(actor=SYSTEM, entries=entries, rebuild_listings=False)
        return {result.service_id: result.number for result in results}

    def _remember(self, rows: Sequence[Row], numbers: dict[UUID, int]) -> None:
        memories: list[tuple[object, ...]] = []
        forgotten: list[int] = []
        for row in rows:
            memory = row.before.memory or _ended(row)
            if memory is None:
                forgotten += [row.record_id] if row.record_id is not None else []
                continue
            number = numbers.get(memory.service, memory.version) if memory.service else memory.version
            memories.append(
                (
                    row.old_id,
                    memory.checksum,
                    memory.basis,
                    memory.outcome,
                    memory.service,
                    number,
                    memory.run,
                    memory.row,
                )
            )
        if memories:
            columns = [list(column) for column in zip(*memories, strict=True)]
            rawsql.execute(_REMEMBER, [self._run.city_id, *columns])
        rawsql.execute(_FORGET, [forgotten])

    def _list(self) -> None:
        """Write the lists of the matters that the run touched."""
        items = [row[0] for row in rawsql.fetch_all(_TOUCHED, [self._reversed, self._reversed])]
        list_items(items, lambda: self._renew(RunPhase.FINISHING))

    def _renew(self, phase: RunPhase) -> None:
        self._lease.renew(phase=phase, done=self.tally.rows, total=self._total)


def _row(cells: rawsql.Row) -> Row:
    number, old_id, outcome, service_id, before, *now = cells
    return Row(number, old_id, outcome, service_id, read_before(before), *now)


def _public(row: Row) -> Place | None:
    """Return how the service stood, where residents saw it and the run changed that."""
    place = row.before.service
    changed = row.outcome in (Outcome.UPDATED, Outcome.RETIRED)
    return place if place is not None and place.public and changed else None


def _ends(row: Row) -> bool:
    """Whether the service was not public before the run."""
    if row.outcome == Outcome.CREATED:
        return True
    return row.outcome == Outcome.UPDATED and row.before.service is not None and not row.before.service.public


def _ended(row: Row) -> Memory | None:
    """Return what is kept of a row that the registry had never seen: where it made a service, that this is retired."""
    if row.outcome != Outcome.CREATED:
        return None
    return Memory(
        checksum="",
        basis="",
        outcome=Outcome.RETIRED,
        service=row.service_id,
        version=row.record_version,
        run=None,
        row=row.number,
    )


def _outcome(row: Row) -> str:
    if not row.is_open or row.edited_since:
        return Outcome.UNCHANGED
    if _ends(row):
        return Outcome.RETIRED
    return Outcome.UPDATED if _public(row) is not None else Outcome.UNCHANGED


def is_city_s_last(run: IntakeRun) -> bool:
    """Whether no later run of the city stands on this one."""
    return rawsql.fetch_one(_LATER, [run.city_id, run.pk]) is None


def count_edited(run: IntakeRun) -> int:
    """Return how many services that the run changed a person has changed since."""
    return int((rawsql.fetch_one(_EDITED, [run.city_id, run.pk]) or (0,))[0])
