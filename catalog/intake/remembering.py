"""What the registry keeps of the rows themselves: the staged row, its findings, the memory by which the next run knows
it, and where its old id leads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Count

from catalog.intake.deciding import Decision
from catalog.intake.rules.registry import Found
from catalog.intake.sources import reported
from catalog.intake.staging import Stager, finding_row, write_findings
from catalog.intake.tally import Tally
from catalog.legacy.linking import Led, link_rows
from catalog.models import Finding, Outcome, SourceRecord, StagedRow
from services_portal.kernel import clock, rawsql

PUBLISHED: Final = frozenset({Outcome.CREATED, Outcome.UPDATED})
_REFRESH: Final = """
    UPDATE catalog_sourcerecord r
       SET checksum = n.checksum, basis = n.basis, outcome = n.outcome, service_id = n.service_id,
           version_number = n.version_number, run_id = coalesce(n.run_id, r.run_id),
           row_number = CASE WHEN n.run_id IS NULL THEN r.row_number ELSE n.row_number END, seen_at = now(),
           waiting_since = CASE WHEN n.outcome = 'queued' THEN coalesce(r.waiting_since, now()) END
      FROM unnest(%s::bigint[], %s::bytea[], %s::text[], %s::text[], %s::uuid[], %s::int[], %s::uuid[], %s::int[])
           AS n(id, checksum, basis, outcome, service_id, version_number, run_id, row_number)
     WHERE r.id = n.id
"""
_RECORD: Final = {
    "city_id": "uuid",
    "old_id": "text",
    "checksum": "bytea",
    "basis": "text",
    "outcome": "text",
    "service_id": "uuid",
    "version_number": "int4",
    "run_id": "uuid",
    "row_number": "int4",
    "waiting_since": "timestamptz",
}


class Rememberer:
    """Writes the memory of one run, chunk by chunk, in the caller's transaction."""

    def __init__(
        self, *, run_id: UUID, city_id: UUID, basis: str, resumed: bool, ignored_parameters: Collection[str] = ()
    ) -> None:
        self._run_id = run_id
        self._city_id = city_id
        self._basis = basis
        self._stager = Stager(run_id, resumed=resumed)
        self._ignored = frozenset(ignored_parameters)

    def write(self, decisions: Sequence[Decision], numbers: dict[UUID, int]) -> None:
        """Keep what became of these rows; ``numbers`` holds the version that each service came to."""
        self.stage(decisions)
        self._remember(decisions, numbers)
        self._link(decisions)

    def stage(self, decisions: Sequence[Decision]) -> None:
        """Stage these rows with what was found, and remember nothing."""
        self._stager.stage([decision for decision in decisions if not decision.stays])

    def _remember(self, decisions: Sequence[Decision], numbers: dict[UUID, int]) -> None:
        fresh, known = [], []
        for decision in decisions:
            values = self._memory(decision, numbers)
            remembered = decision.row.remembered
            if remembered is None:
                since = clock.now() if decision.outcome == Outcome.QUEUED else None
                fresh.append((self._city_id, decision.row.key, *values, since))
            else:
                known.append((remembered.id, *values))
        rawsql.copy_in("catalog_sourcerecord", _RECORD, fresh)
        if known:
            with connection.cursor() as cursor:
                cursor.execute(_REFRESH, [list(column) for column in zip(*known, strict=True)])

    def _memory(self, decision: Decision, numbers: dict[UUID, int]) -> tuple[object, ...]:
        remembered, outcome = decision.row.remembered, decision.outcome
        before = remembered.version_number if remembered else None
        number = numbers.get(decision.service_id, before) if decision.service_id else before
        run_id: UUID | None = self._run_id
        if decision.stays:
            # Counted as unchanged, also by an attempt that takes this run up again: so it is not this run's row, and
            # stays the row of the run that staged it and found what keeps it waiting.
            run_id = None
            kept = remembered.outcome if remembered else ""
            outcome = kept if decision.row.judged or kept in PUBLISHED else Outcome.UPDATED
        elif decision.same_content:
            outcome = Outcome.UPDATED
        waits = outcome in (Outcome.QUEUED, Outcome.REJECTED)
        basis = self._basis if waits else ""
        return decision.row.checksum, basis, outcome, decision.service_id, number, run_id, decision.row.number

    def _link(self, decisions: Sequence[Decision]) -> None:
        rows = []
        for decision in decisions:
            fields, double = decision.row.fields, bool(decision.row.double)
            target = decision.alias_to or decision.service_id
            old_id = fields.get("old_id", "")
            rows.append(Led(old_id, fields.get("item_code", ""), fields.get("old_url", ""), target, double))
        link_rows(self._city_id, rows, self._ignored)


def file_findings(run_id: UUID, findings: Sequence[Found]) -> None:
    """Keep what was found of the source as a whole, in the caller's transaction; an earlier attempt's goes."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_finding WHERE run_id = %s AND row_number IS NULL", [run_id])
    write_findings([finding_row(run_id, None, found) for found in findings])


def settle_basis(city_id: UUID, *, before: str, after: str) -> None:
    """Let the rows that wait in this city count as judged by the directory as it is after this run added to it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_sourcerecord SET basis = %s WHERE city_id = %s AND basis = %s", [after, city_id, before]
        )


def recall(tally: Tally, run_id: UUID) -> None:
    """Put into ``tally`` what earlier attempts at this run found in the rows that they settled."""
    findings = Finding.objects.filter(run_id=run_id, row_number__isnull=False)
    staged = dict(StagedRow.objects.filter(run_id=run_id).values_list("number", "old_id"))
    for number, rule, severity, *told in findings.order_by("row_number", "id").values_list(
        "row_number", "rule", "severity", "field", "evidence", "repair", "proposal"
    ):
        tally.note(Found(reported(rule, severity), *told), row=number, old_id=staged.get(number, ""))
    agreements = StagedRow.objects.filter(run_id=run_id).exclude(agreement="").order_by().values_list("agreement")
    tally.agreements.update(dict(agreements.annotate(count=Count("id"))))
    tally.retired = SourceRecord.objects.filter(run_id=run_id, outcome=Outcome.RETIRED, checksum=b"").count()
    tally.withdrawn = StagedRow.objects.filter(run_id=run_id, checksum=b"").count() - tally.retired
