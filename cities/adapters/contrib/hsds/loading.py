"""From a file to rows on disk: each table read within bounds, each of its rows judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from cities.adapters.base import AdapterError, AdapterFinding, CatalogueRow, Severity
from cities.adapters.bounds import EVIDENCE
from cities.adapters.contrib.hsds.judging import EMPTY_TABLE, Problem, judge_row, read_cells
from cities.adapters.contrib.hsds.options import HsdsOptions
from cities.adapters.contrib.hsds.scratch import Row, Scratch
from cities.adapters.contrib.hsds.tables import CONTACTS, Table
from cities.adapters.tables.options import TableOptions
from cities.adapters.tables.rows import table_rows

OnProblem = Callable[[Problem], None]
RESOURCE: Final = ("resource_type", "resource_id")


class TableFile(TableOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one table is read: as any other, but with the columns that the layout asks for."""

    needed: tuple[str, ...] = ()

    def required(self) -> set[str]:
        """Return the columns without which the table is not read."""
        return set(self.needed)


def file_options(table: Table, bounds: HsdsOptions) -> TableFile:
    """Return how the file of ``table`` is read, with the bounds of the manifest."""
    first = table.key or table.columns[0]
    return TableFile(
        columns={"old_id": first, "title": first},
        encoding=bounds.encoding,
        delimiter=bounds.delimiter,
        max_bytes=bounds.max_bytes,
        max_unpacked_bytes=bounds.max_unpacked_bytes,
        max_cell=bounds.max_cell,
        max_columns=bounds.max_columns,
        max_rows=bounds.max_rows,
        needed=table.columns,
    )


def load_table(
    table: Table, path: Path, scratch: Scratch, bounds: HsdsOptions, country: str, on_problem: OnProblem
) -> int:
    """Read a table to its end and return how many rows it has. Raises AdapterError, its findings under its file."""

    def told(finding: AdapterFinding) -> None:
        if finding.severity is not Severity.INFO:
            on_problem(Problem(table.name, finding.row or 0, finding.code, finding.field or "", finding.evidence))

    try:
        source = table_rows(path, file_options(table, bounds), told)
        count = scratch.fill(table, _judged(table, source, country, on_problem))
    except AdapterError as error:
        raise AdapterError(error.code, permanent=error.permanent, findings=_in_file(table, error)) from error
    if table.needed and not count:
        on_problem(Problem(table.name, 0, EMPTY_TABLE))
    return count


def _in_file(table: Table, error: AdapterError) -> tuple[AdapterFinding, ...]:
    return tuple(
        AdapterFinding(each.code, each.severity, field=each.field, evidence=f"{table.file}: {each.evidence}"[:EVIDENCE])
        for each in error.findings
    )


def _judged(table: Table, source: Iterator[CatalogueRow], country: str, on_problem: OnProblem) -> Iterator[Row]:
    for row in source:
        cells = {name: cell for name, cell in row.raw.items() if cell}
        if table is CONTACTS and RESOURCE[1] in cells:
            cells = read_cells(table, cells)
        for problem in judge_row(table, row.number, cells, country):
            on_problem(problem)
        yield row.number, cells
