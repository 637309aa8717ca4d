"""Rolling a run back: every service and every memory as it was before the run, row by row of what the run staged.

How a row is put back says :mod:`catalog.intake.putting_back`. What the run made is retired, its old id leads on to it,
and it gives its implementation code up. Matters and agencies that
the run added to the directory stay: other cities may have begun to use them.

A process may die anywhere in it: what is restored no longer belongs to the run that is rolled back, so the next attempt
passes it by.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from catalog.intake.listings import list_items
from catalog.intake.pipeline import Progress, chunk_transaction
from catalog.intake.putting_back import COLUMNS, Row, put_services_back, read_row, remember_again
from catalog.intake.rules.registry import Severity, define_rule, found
from catalog.intake.staging import Memory, finding_row, write_findings
from catalog.intake.tally import Tally
from catalog.models import IntakeRun, Outcome, RowDecision, RunPhase, RunState
from services_portal.kernel import clock, rawsql
from services_portal.kernel.runs.lease import Lease

CHUNK: Final = 500
LAST: Final = (1 << 31) - 1
EDITED_SINCE: Final = define_rule(
    "rollback.edited_since",
    Severity.WARNING,
    zh="该事项在导入之后已在本平台修改，保持现状，不予回滚。",
    en="The service was changed in the portal after the import; it stays as it is.",
)
# Rows that still belong to the run, whose service nobody has touched since, the last first.
_ROWS: Final = f"""
    SELECT {COLUMNS}
      FROM catalog_stagedrow t
      LEFT JOIN catalog_sourcerecord r ON r.city_id = %s AND r.old_id = t.old_id
      LEFT JOIN catalog_service s ON s.id = t.service_id
      LEFT JOIN catalog_serviceversion v ON v.id = s.current_version_id
     WHERE t.run_id = %s AND t.number < %s
     ORDER BY t.number DESC LIMIT %s
"""  # noqa: S608 -- put together of nothing but our own text
# A code that one service gives up and another takes back stands in nobody's way meanwhile.
_FREE_CODES: Final = """
    UPDATE catalog_service s SET implementation_code = NULL, version = s.version + 1, updated_at = now()
      FROM catalog_stagedrow t JOIN catalog_sourcerecord r ON r.city_id = %s AND r.old_id = t.old_id
     WHERE t.run_id = %s AND s.id = t.service_id AND s.implementation_code IS NOT NULL AND r.run_id = t.run_id
       AND r.version_number = (SELECT number FROM catalog_serviceversion WHERE id = s.current_version_id)
       AND t.outcome IN ('created', 'updated')
       AND (t.before -> 'service' ->> 'code') IS DISTINCT FROM s.implementation_code
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
        """Mark the run as rolled back; what it carried out of people's decisions no longer holds."""
        IntakeRun.objects.filter(pk=self._reversed).update(state=RunState.REVERSED)
        living = RowDecision.objects.filter(taken_run=self._reversed, undone_at=None)
        living.update(undone_by=self._run.started_by, undone_at=clock.now())

    def _chunks(self) -> Iterator[list[Row]]:
        below = LAST
        while True:
            values = [self._run.city_id, self._reversed, below, CHUNK]
            rows = [read_row(cells) for cells in rawsql.fetch_all(_ROWS, values)]
            if not rows:
                return
            below = rows[-1].number
            yield rows

    def _restore(self, rows: Sequence[Row]) -> None:
        edited = [row for row in rows if row.is_open and row.edited_since]
        write_findings([self._edited(row) for row in edited])
        open_rows = [row for row in rows if row.is_open and not row.edited_since]
        back = put_services_back(open_rows, city_id=self._run.city_id, run_id=self._run.id, rebuild=False)
        self._remember(open_rows, back)
        for row in rows:
            self.tally.count(_outcome(row))

    def _edited(self, row: Row) -> tuple[object, ...]:
        finding = found(EDITED_SINCE, "", f"v{row.record_version} → v{row.version}")
        self.tally.note(finding, row=row.number, old_id=row.old_id)
        return finding_row(self._run.pk, row.number, finding)

    def _remember(self, rows: Sequence[Row], numbers: dict[UUID, int]) -> None:
        known = [(row, row.before.memory or _ended(row)) for row in rows]
        memories = [(row.old_id, memory) for row, memory in known if memory is not None]
        remember_again(self._run.city_id, memories, numbers)
        forgotten = [row.record_id for row, memory in known if memory is None and row.record_id is not None]
        rawsql.execute(_FORGET, [forgotten])

    def _list(self) -> None:
        """Write the lists of the matters that the run touched."""
        items = [row[0] for row in rawsql.fetch_all(_TOUCHED, [self._reversed, self._reversed])]
        list_items(items, lambda: self._renew(RunPhase.FINISHING))

    def _renew(self, phase: RunPhase) -> None:
        self._lease.renew(phase=phase, done=self.tally.rows, total=self._total)


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
    if row.ends:
        return Outcome.RETIRED
    return Outcome.UPDATED if row.was_public is not None else Outcome.UNCHANGED


def is_city_s_last(run: IntakeRun) -> bool:
    """Whether no later run of the city stands on this one."""
    return rawsql.fetch_one(_LATER, [run.city_id, run.pk]) is None


def count_edited(run: IntakeRun) -> int:
    """Return how many services that the run changed a person has changed since."""
    return int((rawsql.fetch_one(_EDITED, [run.city_id, run.pk]) or (0,))[0])
