"""Records of JSON as rows of a catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cities.adapters.base import AdapterFinding, CatalogueRow, OnFinding, Severity, refusal
from cities.adapters.bounds import EVIDENCE
from cities.adapters.cells import looks_like_formula
from cities.adapters.jsontext.values import as_text, dig
from cities.adapters.mapping import MappingOptions, RowMapper


class RecordReader:
    """Gives out records as rows; a record that is no object is a row without fields, and a finding.

    ``max_cell`` bounds the characters of one value, ``max_rows`` the rows (AdapterError ``source.too_many_rows``);
    ``shape_code`` is the finding's for a record that is no object. Records that are not the ``whole`` source say
    nothing of which columns it has.
    """

    def __init__(
        self,
        options: MappingOptions,
        on_finding: OnFinding,
        mapper: RowMapper | None = None,
        *,
        max_cell: int,
        max_rows: int = 10_000_000,
        shape_code: str = "source.row_shape",
        whole: bool = True,
    ) -> None:
        self._mapper = mapper or RowMapper(options)
        self._sources = sorted(options.sources())
        self._required = options.required() if whole else set()
        self._found = on_finding
        self._max_cell = max_cell
        self._max_rows = max_rows
        self._shape_code = shape_code

    def read(self, records: Iterable[Any]) -> Iterator[CatalogueRow]:
        """Yield a row for each record; in the end tell which of the columns that are required no record had."""
        unmet = set(self._required)
        number = 0
        for number, record in enumerate(records, start=1):
            if number > self._max_rows:
                raise refusal("source.too_many_rows", f"more than {self._max_rows}")
            if not isinstance(record, dict):
                evidence = type(record).__name__
                self._found(AdapterFinding(self._shape_code, Severity.ERROR, row=number, evidence=evidence))
                yield CatalogueRow(number, {"value": as_text(record)[: self._max_cell]}, {})
                continue
            cells = {}
            for source in self._sources:
                value = dig(record, source)
                cells[source] = self._checked(as_text(value), number, source)
                if unmet and value is not None:
                    unmet.discard(source)
            yield CatalogueRow(number, record, self._mapper.later(cells), list(cells.values()))
        if number:
            for source in sorted(unmet):
                self._found(AdapterFinding("source.absent_column", Severity.WARNING, evidence=source))

    def _checked(self, cell: str, row: int, source: str) -> str:
        if looks_like_formula(cell):
            self._odd("source.formula", Severity.WARNING, row, source, cell)
        if len(cell) > self._max_cell:
            self._odd("source.cell_too_large", Severity.ERROR, row, source, cell)
            return cell[: self._max_cell]
        return cell

    def _odd(self, code: str, severity: Severity, row: int, source: str, cell: str) -> None:
        self._found(AdapterFinding(code, severity, row=row, field=source, evidence=cell[:EVIDENCE]))
