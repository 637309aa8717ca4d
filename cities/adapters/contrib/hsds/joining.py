"""A row of the services' table joined with all that belongs to it: as the source has it, and nested as in HSDS 3."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from cities.adapters.base import AdapterFinding, OnFinding, Severity
from cities.adapters.bounds import EVIDENCE
from cities.adapters.contrib.hsds.judging import (
    MALFORMED_VALUE,
    NO_ADDRESS,
    UNKNOWN_PARENT,
    Problem,
    judge_row,
)
from cities.adapters.contrib.hsds.options import HsdsOptions
from cities.adapters.contrib.hsds.scratch import Row, Scratch
from cities.adapters.contrib.hsds.tables import (
    ADDRESSES,
    CONTACTS,
    HOLIDAY_SCHEDULES,
    LOCATIONS,
    MAIL_ADDRESSES,
    PHONES,
    REGULAR_SCHEDULES,
    SERVICES,
    TABLES,
    TAXONOMY,
    Table,
)
from cities.adapters.contrib.hsds.values import BOOLEANS, read_time, read_weekday
from cities.adapters.hsds.words import DAYS

TOO_MANY: Final = "source.too_many_related"
# Cells are lost or in the wrong places: a person must look at the row.
LOST: Final = frozenset({"source.row_too_long", "source.row_too_short", "source.cell_too_large"})
RENAMED: Final = {
    "website": "url",
    "eligibility": "eligibility_description",
    "fees": "fees_description",
    "number_type": "type",
}
Cells = Mapping[str, str]


class Joiner:
    """Joins one service after the other; what is wrong with a part of it is told under the service's row."""

    def __init__(self, scratch: Scratch, options: HsdsOptions, on_finding: OnFinding) -> None:
        self._scratch = scratch
        self._most = options.max_related
        self._country = options.country
        self._found = on_finding
        self._number = 0

    def join(self, number: int, cells: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the service as the source has it, and nested. A reference that leads nowhere is told."""
        self._number = number
        for problem in self._scratch.notes(SERVICES, number):
            self._tell(problem, Severity.ERROR if problem.code in LOST else Severity.WARNING)
        raw: dict[str, Any] = {"service": dict(cells)}
        service = self._sound(SERVICES, number, cells, raw, "") or dict(cells)
        location = self._parent(SERVICES, cells, "location_id", raw, "location", Severity.ERROR)
        where = raw.get("location", {})
        organization = self._parent(LOCATIONS, where, "organization_id", raw, "organization", Severity.ERROR)
        program = self._parent(SERVICES, cells, "program_id", raw, "program", Severity.WARNING)
        keys = (cells.get("id", ""), where.get("id", ""), raw.get("organization", {}).get("id", ""))
        self._belongings(raw, service, location, organization, keys)
        if organization is not None:
            service["organization"] = organization
        if program is not None:
            service["program"] = program
        if location is not None:
            self._has_address(location, raw)
            service["service_at_locations"] = [{"location": location}]
        service["required_documents"] = _named("document", service.get("required_documents", ""))
        service["languages"] = _named("name", service.get("languages", ""))
        self._terms(raw, service)
        return raw, service

    def _parent(
        self, table: Table, cells: Cells, column: str, raw: dict[str, Any], name: str, severity: Severity
    ) -> dict[str, Any] | None:
        """Return the row that a row refers to, nested, or None where it is of no use; its cells go into ``raw``."""
        key = cells.get(column, "").strip()
        if not key:
            return None
        parent = TABLES[table.references[column]]
        found = self._scratch.one(parent.name, key)
        if found is None:
            self._tell(Problem(table.name, self._number, UNKNOWN_PARENT, column, key), severity)
            return None
        raw[name] = found[1]
        return self._sound(parent, *found, {}, "")

    def _has_address(self, location: dict[str, Any], raw: Mapping[str, Any]) -> None:
        virtual = BOOLEANS.get(str(location.get("virtual", "")).strip().lower(), False)
        if not virtual and "addresses" not in raw and self._scratch.holds(ADDRESSES.name):
            name = str(location.get("name", ""))
            self._tell(Problem(LOCATIONS.name, 0, NO_ADDRESS, "virtual", name), Severity.WARNING)

    def _belongings(
        self,
        raw: dict[str, Any],
        service: dict[str, Any],
        location: dict[str, Any] | None,
        organization: dict[str, Any] | None,
        keys: tuple[str, str, str],
    ) -> None:
        of_service, of_location, of_organization = keys
        # What belongs to nobody usable still stands in raw.
        location = {} if location is None else location
        organization = {} if organization is None else organization
        location["addresses"] = self._all(ADDRESSES, "location_id", of_location, raw)
        self._all(MAIL_ADDRESSES, "location_id", of_location, raw)
        for table, name in ((PHONES, "phones"), (CONTACTS, "contacts")):
            service[name] = self._all(table, "service_id", of_service, raw)
            location[name] = self._all(table, "location_id", of_location, raw)
            organization[name] = self._all(table, "organization_id", of_organization, raw)
        service["schedules"] = self._all(REGULAR_SCHEDULES, "service_id", of_service, raw, read=_schedule)
        location["schedules"] = self._all(REGULAR_SCHEDULES, "location_id", of_location, raw, read=_schedule)
        self._all(HOLIDAY_SCHEDULES, "service_id", of_service, raw)
        self._all(HOLIDAY_SCHEDULES, "location_id", of_location, raw)

    def _all(
        self,
        table: Table,
        column: str,
        key: str,
        raw: dict[str, Any],
        read: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
    ) -> list[dict[str, Any]]:
        """Return the rows of a table that belong to ``key``, nested, without those that are of no use."""
        rows: list[Row] = self._scratch.related(table.name, column, key, self._most + 1)
        if len(rows) > self._most:
            self._tell(Problem(table.name, rows[-1][0], TOO_MANY, column, key), Severity.WARNING)
        nested = []
        for number, cells in rows[: self._most]:
            sound = self._sound(table, number, cells, raw, table.name)
            if sound is not None:
                nested.append(read(sound) if read is not None else sound)
        return nested

    def _sound(self, table: Table, number: int, cells: Cells, raw: dict[str, Any], name: str) -> dict[str, Any] | None:
        """Return the cells of a row that are sound, under their newer names; None where the row is of no use.

        The row as it is goes into ``raw`` under ``name``. A service is of use whatever is wrong with it: a person
        looks at what is told.
        """
        if name:
            raw.setdefault(name, []).append(dict(cells))
        sound: dict[str, Any] = {RENAMED.get(column, column): text for column, text in cells.items()}
        grave = False
        for problem in judge_row(table, number, cells, self._country):
            grave = grave or problem.is_grave
            own = table is SERVICES and problem.is_grave
            self._tell(problem, Severity.ERROR if own else Severity.WARNING)
            if problem.code == MALFORMED_VALUE:
                sound.pop(RENAMED.get(problem.column, problem.column), None)
        return None if grave and table is not SERVICES else sound

    def _terms(self, raw: dict[str, Any], service: dict[str, Any]) -> None:
        attributes = []
        for code in (service.get("taxonomy_ids") or "").split(","):
            found = self._scratch.one(TAXONOMY.name, code.strip())
            if found is not None:
                raw.setdefault("taxonomy", []).append(found[1])
                attributes.append({"taxonomy_term": {"code": code.strip(), "name": found[1].get("name", "")}})
            elif code.strip():
                problem = Problem(SERVICES.name, self._number, UNKNOWN_PARENT, "taxonomy_ids", code.strip())
                self._tell(problem, Severity.WARNING)
        service["attributes"] = attributes

    def _tell(self, problem: Problem, severity: Severity) -> None:
        own = problem.table == SERVICES.name
        field = problem.column if own else f"{problem.table}.{problem.column}"
        evidence = problem.evidence if own else f"{problem.table}.csv {problem.row}: {problem.evidence}"
        self._found(
            AdapterFinding(problem.code, severity, row=self._number, field=field[:40], evidence=evidence[:EVIDENCE])
        )


def _named(name: str, text: str) -> list[dict[str, str]]:
    return [{name: each.strip()} for each in text.split(",") if each.strip()]


def _schedule(cells: dict[str, Any]) -> dict[str, Any]:
    day = read_weekday(cells.get("weekday", "").strip())
    opens, closes = (read_time(cells.get(name, "").strip()) for name in ("opens_at", "closes_at"))
    byday = list(DAYS)[day - 1] if day is not None else ""
    return {**cells, "byday": byday, "opens_at": opens or "", "closes_at": closes or ""}
