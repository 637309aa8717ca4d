"""The data rows of a table in a file, each checked on its own and given out in our words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Final

from cities.adapters.base import AdapterFinding, CatalogueRow, OnFinding, Severity, refusal
from cities.adapters.bounds import EVIDENCE
from cities.adapters.cells import FORMULA_SIGNS, looks_like_formula
from cities.adapters.mapping import RowMapper
from cities.adapters.plugin import require_file, unchanged
from cities.adapters.tables.delimited import delimited_rows
from cities.adapters.tables.header import Header, read_header
from cities.adapters.tables.options import TableOptions
from cities.adapters.tables.workbook import workbook_rows

# A pattern that begins with a plain character is found by a scan of memory, several times as fast as alternatives.
FORMULA_BEGINS: Final = re.compile(f"\n[{re.escape(''.join(sorted(FORMULA_SIGNS)))}]")
ARCHIVE: Final = b"PK\x03\x04"
# Workbooks of before 2007 and encrypted ones: an OLE container.
OLE: Final = b"\xd0\xcf\x11\xe0"


def table_rows(
    path: Path, options: TableOptions, on_finding: OnFinding, mapper: RowMapper | None = None
) -> Iterator[CatalogueRow]:
    """Yield the data rows of the table in ``path``; see the port for what is promised and raised.

    ``mapper`` stands for the plain one of the options where a format has more to say.
    """
    require_file(path, options.max_bytes)
    workbook = is_workbook(path, options)
    lines = workbook_rows(path, options) if workbook else delimited_rows(path, options, on_finding)
    reader = RowReader(options, on_finding, mapper or RowMapper(options), ragged_is_short=workbook)
    return unchanged(path, reader.read(lines))


def is_workbook(path: Path, options: TableOptions) -> bool:
    """Whether the file is a workbook, by its first bytes and not by what it is called. Raises AdapterError."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head == OLE:
        raise refusal("source.unsupported_format", "OLE")
    # A workbook that is cut off at the very beginning is still meant as one.
    return head == ARCHIVE or (options.format == "xlsx" and path.suffix.lower() == ".xlsx")


class RowReader:
    """Gives out the rows of one table under its header."""

    def __init__(
        self, options: TableOptions, on_finding: OnFinding, mapper: RowMapper, *, ragged_is_short: bool
    ) -> None:
        self._options = options
        self._found = on_finding
        self._short_is_fine = ragged_is_short
        self._mapper = mapper

    def read(self, lines: Iterator[list[str]]) -> Iterator[CatalogueRow]:
        """Yield the rows under the header, the first of ``lines`` but for those that are skipped."""
        for _ in range(self._options.header_row - 1):
            next(lines, None)
        cells = next(lines, None)
        if cells is None:
            raise refusal("source.no_header")
        header = read_header(cells, self._options, self._found)
        if not header.names:
            raise refusal("source.no_header")
        # A column that is used but may be missing stands in the basis as an empty cell, for its place means the column.
        places = {name: place for place, name in enumerate(header.names)}
        used = [places.get(name, header.width) for name in sorted(self._options.sources())]
        self._width = header.width + (header.width in used)
        # More places than needed, for itemgetter of a single one gives no tuple.
        self._basis = itemgetter(*used, 0, 0)
        number, blank, most = 0, 0, self._options.max_rows
        for line in lines:
            if not any(map(str.strip, line)):
                blank += 1
                continue
            if blank:
                self._blank(number, blank)
                blank = 0
            number += 1
            if number > most:
                raise refusal("source.too_many_rows", f"more than {most}")
            yield self._row(number, header, line)
        if blank:
            self._blank(number, blank)

    def _blank(self, number: int, lines: int) -> None:
        # One finding for all that follow each other: a workbook may have a million below its last row.
        evidence = f"{lines} after row {number}"
        self._found(AdapterFinding("source.blank_row", Severity.INFO, evidence=evidence))

    def _row(self, number: int, header: Header, line: list[str]) -> CatalogueRow:
        self._check(number, header, line)
        raw = dict(zip(header.names, line, strict=False))
        for place in range(header.width, len(line)):
            if line[place].strip():
                raw[f"#{place + 1}"] = line[place]
        complete = line
        if len(line) < self._width or self._width > header.width:
            complete = line[: header.width]
            complete.extend([""] * (self._width - len(complete)))
        return CatalogueRow(number, raw, self._mapper.later(raw), self._basis(complete))

    def _check(self, number: int, header: Header, line: list[str]) -> None:
        width = len(line)
        if width > header.width and any(cell.strip() for cell in line[header.width :]):
            self._odd("source.row_too_long", Severity.ERROR, number, "", f"{width} > {header.width}")
        elif width < header.width and not self._short_is_fine:
            self._odd("source.row_too_short", Severity.ERROR, number, "", f"{width} < {header.width}")
        longest = self._options.max_cell
        # One look at the whole line, its cells set one below the other: most lines need no closer one.
        column = "\n" + "\n".join(line)
        if len(column) <= longest and "\x00" not in column and not FORMULA_BEGINS.search(column):
            return
        for place, cell in enumerate(line):
            if not cell:
                continue
            if looks_like_formula(cell):
                self._odd("source.formula", Severity.WARNING, number, self._column(header, place), cell)
            if "\x00" in cell:
                line[place] = cell.replace("\x00", "")
                self._odd("source.nul", Severity.WARNING, number, self._column(header, place), "NUL")
            if len(cell) > longest:
                line[place] = cell[:longest]
                self._odd("source.cell_too_large", Severity.ERROR, number, self._column(header, place), cell[:EVIDENCE])

    def _odd(self, code: str, severity: Severity, row: int, column: str, evidence: str) -> None:
        self._found(AdapterFinding(code, severity, row=row, field=column, evidence=evidence[:EVIDENCE]))

    def _column(self, header: Header, place: int) -> str:
        return header.names[place] if place < header.width else f"#{place + 1}"
