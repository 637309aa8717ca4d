"""Rows that an undone decision had settled, put back among those that wait.

Their services come to stand as before the run that carried the decision out; the row itself waits with what the source
says now. What a person has changed in the portal since stays, and is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from catalog.intake.pipeline import chunk_transaction
from catalog.intake.putting_back import COLUMNS, Row, put_services_back, read_row, remember_again
from catalog.intake.restoring import EDITED_SINCE
from catalog.intake.rows import ANEW
from catalog.intake.rules.registry import Found, Severity, define_rule, found
from catalog.intake.staging import Memory
from catalog.models import Outcome
from catalog.publishing.locks import lock_items
from services_portal.kernel import rawsql
from services_portal.kernel.runs.lease import Lease

CHUNK: Final = 200
CODE_TAKEN: Final = define_rule(
    "decision.code_taken",
    Severity.WARNING,
    zh="该事项原来的编码已由另一事项使用，保持现状，不予恢复。",
    en="Another service bears the code that this one had before; it stays as it is.",
)
# Rows whose last findings hold the cause of one of these decisions, and that wait no longer.
_SETTLED: Final = f"""
    SELECT DISTINCT ON (r.id) {COLUMNS}
      FROM catalog_rowdecision d
      JOIN catalog_finding f ON f.rule = d.rule AND f.cause = d.alike AND f.cause <> ''
      JOIN catalog_sourcerecord r ON r.run_id = f.run_id AND r.row_number = f.row_number AND r.city_id = d.city_id
      JOIN catalog_stagedrow t ON t.run_id = f.run_id AND t.number = f.row_number
      LEFT JOIN catalog_service s ON s.id = t.service_id
      LEFT JOIN catalog_serviceversion v ON v.id = s.current_version_id
     WHERE d.id = ANY(%s) AND r.checksum <> '' AND r.outcome <> 'queued' AND r.id > %s
     ORDER BY r.id LIMIT %s
"""  # noqa: S608 -- put together of nothing but our own text
_ITEMS: Final = "SELECT basic_item_id FROM catalog_service WHERE id = ANY(%s)"
# A service gives up a code that it has only by the decision, and cannot have one back that another bears by now.
_FREE_CODES: Final = """
    UPDATE catalog_service SET implementation_code = NULL, version = version + 1, updated_at = now() WHERE id = ANY(%s)
"""
_TAKEN: Final = """
    SELECT n.service_id FROM unnest(%b::uuid[], %b::text[]) AS n(service_id, code)
      JOIN catalog_service s ON s.implementation_code = n.code AND s.id <> n.service_id
"""


class Withdrawing:
    """Puts back what undone decisions had settled, for the run that carries the undoing out."""

    def __init__(self, city_id: UUID, run_id: UUID, lease: Lease) -> None:
        self._city_id = city_id
        self._run_id = run_id
        self._lease = lease
        # What stays as it is, by the old id of its row.
        self.kept: list[tuple[str, Found]] = []

    def carry_out(self, decisions: Sequence[UUID]) -> None:
        """Put back all rows of these decisions, a chunk in each transaction; what waits again is passed by.

        Raises LeaseLostError, RunCancelledError, DomainError ``registry_busy``.
        """
        last = 0
        while rows := [read_row(cells) for cells in rawsql.fetch_all(_SETTLED, [list(decisions), last, CHUNK])]:
            last = max(row.record_id or 0 for row in rows)
            with chunk_transaction():
                self._lease.hold()
                self._put_back(rows)

    def _put_back(self, rows: Sequence[Row]) -> None:
        self._lock(rows)
        taken = _taken(rows)
        free = [row for row in rows if not row.edited_since and row.service_id not in taken]
        for row in rows:
            if row.edited_since:
                self.kept.append((row.old_id, found(EDITED_SINCE, "", f"v{row.record_version} → v{row.version}")))
            elif row.service_id in taken:
                self.kept.append((row.old_id, found(CODE_TAKEN, "item_code", _code_before(row) or "")))
        rawsql.execute(_FREE_CODES, [[row.service_id for row in free if _gives_code_up(row)]])
        numbers = put_services_back(free, city_id=self._city_id, run_id=self._run_id, rebuild=True)
        remember_again(self._city_id, [(row.old_id, _as_waiting(row)) for row in free], numbers)

    @staticmethod
    def _lock(rows: Sequence[Row]) -> None:
        """Lock the matters of all services together: each publication locks its own, and in order."""
        services = [row.service_id for row in rows if row.service_id]
        items = {row[0] for row in rawsql.fetch_all(_ITEMS, [services])}
        lock_items(items | {row.before.service.item for row in rows if row.before.service})


def _code_before(row: Row) -> str | None:
    return row.before.service.code if row.before.service else None


def _gives_code_up(row: Row) -> bool:
    changed = row.outcome in (Outcome.CREATED, Outcome.UPDATED)
    return changed and row.service_id is not None and row.code is not None and row.code != _code_before(row)


def _taken(rows: Sequence[Row]) -> set[UUID]:
    """Return the services that would get a code back which another bears by now."""
    back = [(row.service_id, row.was_public.code) for row in rows if row.was_public and row.was_public.code]
    if not back:
        return set()
    columns = [list(column) for column in zip(*back, strict=True)]
    return {row[0] for row in rawsql.fetch_all(_TAKEN, columns)}


def _as_waiting(row: Row) -> Memory:
    """Return what is remembered of a row that waits with what the source says now, as the run staged it."""
    before = row.before.memory
    return Memory(
        checksum=row.checksum,
        basis=ANEW,
        outcome=Outcome.QUEUED,
        service=before.service if before else None,
        version=before.version if before else None,
        run=row.run_id,
        row=row.number,
        since=before.since if before else None,
    )
