"""A catalogue of Open Referral: the older CSV layout, HSDS 3 in a file, or an API of HSDS 3."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar, Final

import msgspec

from cities.adapters.base import AdapterFinding, Capability, CatalogueRow, OnFinding, Severity, SourceRef, refusal
from cities.adapters.bounds import EVIDENCE
from cities.adapters.cells import looks_like_formula
from cities.adapters.contrib.hsds.checking import judge_links
from cities.adapters.contrib.hsds.documents import services_in
from cities.adapters.contrib.hsds.folder import is_archive, tables_in
from cities.adapters.contrib.hsds.joining import Joiner
from cities.adapters.contrib.hsds.judging import EMPTY_TABLE, Problem
from cities.adapters.contrib.hsds.loading import load_table
from cities.adapters.contrib.hsds.nested import judge_service
from cities.adapters.contrib.hsds.options import OURS, HsdsOptions
from cities.adapters.contrib.hsds.pages import services_at
from cities.adapters.contrib.hsds.scratch import Scratch
from cities.adapters.contrib.hsds.tables import CATALOGUE, LOCATIONS, ORGANIZATIONS, SERVICES, TABLES
from cities.adapters.hsds.words import own_words, word_of
from cities.adapters.http.transport import check_server
from cities.adapters.jsontext.values import as_text, dig
from cities.adapters.mapping import RowMapper
from cities.adapters.plugin import CityAdapter, require_file, source_file
from cities.manifests import CityManifest
from services_portal.kernel.registry import CheckResult

MOST_TOLD: Final = 3
# A table, and the one whose rows lead to it on the way from the services.
UNREACHED: Final = ((ORGANIZATIONS, LOCATIONS, "organization_id"), (LOCATIONS, SERVICES, "location_id"))


class HsdsAdapter(CityAdapter):
    """Reads catalogues of Open Referral."""

    name = "hsds"
    label_zh = "Open Referral（HSDS 3 及旧版 CSV）"
    label_en = "Open Referral (HSDS 3, older CSV layout)"
    options_schema = HsdsOptions
    capabilities: ClassVar[frozenset[Capability]] = frozenset({Capability.READ_CATALOGUE})

    def check(self, options: HsdsOptions) -> CheckResult:
        """Say whether there is somewhere to read from and, for an API, the secret to read with."""
        return check_server(options, options.path)

    def rows(self, manifest: CityManifest, source: SourceRef, *, on_finding: OnFinding) -> Iterator[CatalogueRow]:
        """Yield a row for each service; see the port for what is promised and raised."""
        options = msgspec.convert(manifest.adapter.options, type=HsdsOptions)
        path = source_file(manifest, source, options.path if options.url is None else None)
        reader = _Reader(options, on_finding)
        if path is None:
            if options.url is None:
                raise refusal("source.missing_file")
            return reader.nested(services_at(manifest, options))
        if path.is_dir():
            return reader.tables(path)
        require_file(path, options.max_bytes)
        return reader.tables(path) if is_archive(path) else reader.nested(services_in(path, options, on_finding))


class _Reader:
    """Gives out services as rows, wherever they come from."""

    def __init__(self, options: HsdsOptions, on_finding: OnFinding) -> None:
        self._options = options
        self._found = on_finding
        self._mapper = RowMapper(options)
        self._columns = sorted(options.sources())

    def tables(self, path: Path) -> Iterator[CatalogueRow]:
        """Yield the services of tables, each joined with what belongs to it."""
        with Scratch() as scratch:
            summary = _Summary(scratch)
            with tables_in(path, self._options, self._found) as files:
                for table in CATALOGUE:
                    if table.name in files:
                        load_table(
                            table, files[table.name], scratch, self._options, self._options.country, summary.take
                        )
            summary.refuse_empty()
            for name in files:
                if name != SERVICES.name:
                    for problem in judge_links(TABLES[name], scratch, {}):
                        summary.take(problem)
            summary.tell(self._found)
            self._unreached(scratch)
            joiner = Joiner(scratch, self._options, self._found)
            for number, cells in scratch.rows(SERVICES.name):
                raw, service = joiner.join(number, cells)
                yield self._row(number, raw, service)

    def _unreached(self, scratch: Scratch) -> None:
        """Tell how many organisations and locations there are that no service leads to."""
        for table, other, column in UNREACHED:
            count, first = 0, ""
            for row, cells in scratch.without(table, other.name, column):
                count, first = count + 1, first or f"{row}: {cells.get('name', '')}"
            if count:
                evidence = f"{table.file}: {count}; {first}"[:EVIDENCE]
                self._found(AdapterFinding("source.unreached", Severity.INFO, evidence=evidence))

    def nested(self, services: Iterable[Any]) -> Iterator[CatalogueRow]:
        """Yield services that bring with them what belongs to them."""
        for number, service in enumerate(services, start=1):
            if number > self._options.max_rows:
                raise refusal("source.too_many_rows", f"more than {self._options.max_rows}")
            if not isinstance(service, dict):
                self._tell("source.row_shape", Severity.ERROR, number, "", type(service).__name__)
                yield CatalogueRow(number, {"value": as_text(service)}, {})
                continue
            for each in judge_service(service, self._options.country, self._options.max_related):
                own = not each.path
                severity = Severity.ERROR if own and each.problem.is_grave else Severity.WARNING
                field = each.problem.column if own else f"{each.path}.{each.problem.column}"
                self._tell(each.problem.code, severity, number, field, each.problem.evidence)
            yield self._row(number, service, service, formulas=True)

    def _row(
        self, number: int, raw: dict[str, Any], service: dict[str, Any], *, formulas: bool = False
    ) -> CatalogueRow:
        own = own_words(service)
        cells = {column: self._cell(service, own, column) for column in self._columns}
        for column, cell in cells.items():
            if not cell:
                continue
            if formulas and looks_like_formula(cell):
                self._tell("source.formula", Severity.WARNING, number, column, cell)
            if len(cell) > self._options.max_cell:
                self._tell("source.cell_too_large", Severity.ERROR, number, column, cell)
                cells[column] = cell[: self._options.max_cell]
        return CatalogueRow(number, raw, self._mapper.later(cells), list(cells.values()))

    def _cell(self, service: dict[str, Any], own: dict[str, str], column: str) -> str:
        if column.startswith(OURS):
            return word_of(service, own, column.removeprefix(OURS))
        return as_text(dig(service, column))

    def _tell(self, code: str, severity: Severity, row: int, field: str, evidence: str) -> None:
        field = field.removeprefix(OURS)[:40]
        self._found(AdapterFinding(code, severity, row=row, field=field, evidence=evidence[:EVIDENCE]))


class _Summary:
    """What is wrong with the tables, counted: a table of a million rows may have a million times the same fault.

    What was met in a row of the services' own table waits for that row.
    """

    def __init__(self, scratch: Scratch) -> None:
        self._scratch = scratch
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._first: dict[tuple[str, str, str], list[str]] = {}

    def take(self, problem: Problem) -> None:
        """Count a problem, or keep it for its service."""
        if problem.table == SERVICES.name and problem.row:
            if problem.code not in _JUDGED_AGAIN:
                self._scratch.note(problem)
            return
        key = problem.table, problem.code, problem.column
        self._counts[key] += 1
        first = self._first.setdefault(key, [])
        if len(first) < MOST_TOLD:
            first.append(f"{problem.row}: {problem.evidence}"[: EVIDENCE // MOST_TOLD])

    def refuse_empty(self) -> None:
        """Raise AdapterError where a table without which there is no catalogue has no rows."""
        for table, code, _column in self._counts:
            if code == EMPTY_TABLE:
                raise refusal(EMPTY_TABLE, TABLES[table].file)

    def tell(self, on_finding: OnFinding) -> None:
        """Tell each kind of problem once, with its count and the first rows that have it."""
        for (table, code, column), count in self._counts.items():
            evidence = f"{TABLES[table].file}: {count}; {', '.join(self._first[table, code, column])}"
            on_finding(AdapterFinding(code, Severity.WARNING, field=column[:40], evidence=evidence[:EVIDENCE]))


# The joiner judges a service's row anew, with its parts.
_JUDGED_AGAIN: Final = frozenset(
    {"source.missing_value", "source.malformed_value", "source.unknown_word", "source.no_parent"}
)
