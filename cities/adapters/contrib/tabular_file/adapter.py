"""A catalogue in a table: CSV in any encoding and with any delimiter, or a workbook."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from operator import itemgetter
from pathlib import Path
from typing import ClassVar, Final

import msgspec

from cities.adapters.base import (
    AdapterError,
    AdapterFinding,
    Capability,
    CatalogueRow,
    OnFinding,
    Severity,
    SourceRef,
    refusal,
)
from cities.adapters.cells import FORMULA_SIGNS, looks_like_formula
from cities.adapters.contrib.tabular_file.delimited import delimited_rows
from cities.adapters.contrib.tabular_file.options import TabularOptions
from cities.adapters.contrib.tabular_file.workbook import workbook_rows
from cities.adapters.mapping import BLANK, RowMapper
from cities.adapters.plugin import CityAdapter, require_file, source_file
from cities.manifests import CityManifest
from services_portal.kernel.registry import CheckResult

# A pattern that begins with a plain character is found by a scan of memory, several times as fast as alternatives.
FORMULA_BEGINS: Final = re.compile(f"\n[{re.escape(''.join(sorted(FORMULA_SIGNS)))}]")
EVIDENCE: Final = 120
LONGEST_NAME: Final = 200
ARCHIVE: Final = b"PK\x03\x04"
# Workbooks of before 2007 and encrypted ones: an OLE container.
OLE: Final = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Header:
    """The names of the columns as the file has them; a name that comes again gets ``#2``."""

    names: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.names)


def read_header(cells: list[str], options: TabularOptions, on_finding: OnFinding) -> Header:
    """Return the header. Raises AdapterError when a column that the manifest uses is missing or stands twice."""
    names = [cell.replace("\x00", "").strip(BLANK)[:LONGEST_NAME] for cell in cells]
    while names and not names[-1]:
        names.pop()
    counts = Counter(names)
    used = options.sources()
    missing = sorted(used - set(names))
    doubled = sorted(name for name, times in counts.items() if times > 1 and name in used)
    if missing or doubled:
        code = "source.missing_column" if missing else "source.doubled_column"
        found = [AdapterFinding("source.missing_column", Severity.ERROR, evidence=name) for name in missing]
        found += [AdapterFinding("source.doubled_column", Severity.ERROR, evidence=name) for name in doubled]
        raise AdapterError(code, permanent=True, findings=tuple(found))
    unique: dict[str, None] = {}
    for place, name in enumerate(names, start=1):
        label = name or f"#{place}"
        if label in unique:
            on_finding(AdapterFinding("source.doubled_column", Severity.INFO, evidence=label))
            label = next(again for number in count(2) if (again := f"{label}#{number}") not in unique)
        unique[label] = None
    return Header(tuple(unique))


class TabularFileAdapter(CityAdapter):
    """Reads catalogues from tables."""

    name = "tabular_file"
    label_zh = "表格文件（CSV、XLSX）"
    label_en = "Tabular file (CSV, XLSX)"
    options_schema = TabularOptions
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.READ_CATALOGUE})

    def check(self, options: TabularOptions) -> CheckResult:
        """Say whether the options name a file; a city may also be given one each time."""
        if options.path is None:
            return CheckResult(True, "未配置文件，每次导入时上传。", "No file is named; one is given for each intake.")
        return CheckResult(True, f"读取文件 {options.path}", f"Reads the file {options.path}")

    def rows(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[CatalogueRow]:
        """Yield the data rows of the table; see the port for what is promised and raised."""
        options = msgspec.convert(manifest.adapter.options, type=TabularOptions)
        path = source_file(manifest, source, options.path)
        if path is None:
            raise refusal("source.missing_file")
        require_file(path, options.max_bytes)
        is_workbook = _is_workbook(path, options)
        lines = workbook_rows(path, options) if is_workbook else delimited_rows(path, options, on_finding)
        return _RowReader(options, on_finding, ragged_is_short=is_workbook).read(lines)


def _is_workbook(path: Path, options: TabularOptions) -> bool:
    """Whether the file is a workbook, by its first bytes and not by what it is called."""
    with path.open("rb") as stream:
        head = stream.read(4)
    if head == OLE:
        raise refusal("source.unsupported_format", "OLE")
    # A workbook that is cut off at the very beginning is still meant as one.
    return head == ARCHIVE or (options.format == "xlsx" and path.suffix.lower() == ".xlsx")


class _RowReader:
    """Gives out the rows of one table under its header."""

    def __init__(self, options: TabularOptions, on_finding: OnFinding, *, ragged_is_short: bool) -> None:
        self._options = options
        self._found = on_finding
        self._short_is_fine = ragged_is_short
        self._mapper = RowMapper(options)

    def read(self, lines: Iterator[list[str]]) -> Iterator[CatalogueRow]:
        for _ in range(self._options.header_row - 1):
            next(lines, None)
        cells = next(lines, None)
        if cells is None:
            raise refusal("source.no_header")
        header = read_header(cells, self._options, self._found)
        used = [place for place, name in enumerate(header.names) if name in self._options.sources()]
        # More places than needed, for itemgetter of a single one gives no tuple.
        self._basis = itemgetter(*used, 0, 0)
        number = blank = 0
        for line in lines:
            if not any(map(str.strip, line)):
                blank += 1
                continue
            if blank:
                self._blank(number, blank)
                blank = 0
            number += 1
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
        complete = line if len(line) >= header.width else [*line, *[""] * (header.width - len(line))]
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
