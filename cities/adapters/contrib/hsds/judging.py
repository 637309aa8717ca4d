"""What is wrong with one row of a table, looked at alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from cities.adapters.contrib.hsds.tables import CONTACTS, HOLIDAY_SCHEDULES, Table
from cities.adapters.contrib.hsds.values import BOOLEANS, is_of_kind

MISSING_VALUE: Final = "source.missing_value"
MALFORMED_VALUE: Final = "source.malformed_value"
UNKNOWN_WORD: Final = "source.unknown_word"
UNKNOWN_PARENT: Final = "source.unknown_parent"
NO_PARENT: Final = "source.no_parent"
CROSSED_PARENTS: Final = "source.crossed_parents"
DOUBLED_ID: Final = "source.doubled_id"
NO_ADDRESS: Final = "source.no_address"
EMPTY_TABLE: Final = "source.empty_table"
MISSING_TABLE: Final = "source.missing_table"
# A row with one of these tells nothing that may be shown; with another, the cell alone is of no use.
GRAVE: Final = frozenset({MISSING_VALUE, UNKNOWN_PARENT, NO_PARENT, DOUBLED_ID, NO_ADDRESS})
_RESOURCES: Final = {"location": "location_id", "organization": "organization_id", "service": "service_id"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: the table, the row in it (from 1, 0 for the table as a whole), a code, the column, evidence."""

    table: str
    row: int
    code: str
    column: str = ""
    evidence: str = ""

    @property
    def is_grave(self) -> bool:
        """Whether the whole row is of no use, and not one cell of it."""
        return self.code in GRAVE


def read_cells(table: Table, cells: dict[str, str]) -> dict[str, str]:
    """Return the cells with whom a contact belongs to in the columns that the other layout has for it."""
    if table is CONTACTS and (resource := cells.get("resource_id", "")):
        column = _RESOURCES.get(cells.get("resource_type", "").strip().lower())
        if column is not None and not cells.get(column):
            return {**cells, column: resource}
    return cells


def judge_row(table: Table, row: int, cells: Mapping[str, str], country: str) -> Iterator[Problem]:
    """Yield what is wrong with the row by itself; whether its references lead somewhere is asked elsewhere."""
    for column in (*table.filled, *_filled_when(table, cells)):
        if not cells.get(column, "").strip():
            yield Problem(table.name, row, MISSING_VALUE, column)
    for column, kind in table.kinds.items():
        text = cells.get(column, "").strip()
        if text and not is_of_kind(kind, text, cells, country):
            yield Problem(table.name, row, MALFORMED_VALUE, column, text)
    for column, words in table.words.items():
        for word in cells.get(column, "").split(","):
            if word.strip() and word.strip().lower() not in words:
                yield Problem(table.name, row, UNKNOWN_WORD, column, word.strip())
    yield from _parents(table, row, cells)


def _filled_when(table: Table, cells: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns that this row alone must fill."""
    if table is HOLIDAY_SCHEDULES and not BOOLEANS.get(cells.get("closed", "").strip().lower(), False):
        return ("opens_at", "closes_at")
    if "state_province" in table.kinds and cells.get("country", "").strip().upper() in {"US", "CA"}:
        return ("state_province",)
    return ()


def _parents(table: Table, row: int, cells: Mapping[str, str]) -> Iterator[Problem]:
    for column in table.must:
        if not cells.get(column, "").strip():
            yield Problem(table.name, row, NO_PARENT, column)
    if table.one_of and not any(cells.get(column, "").strip() for column in table.one_of):
        yield Problem(table.name, row, NO_PARENT, table.one_of[0], ", ".join(table.one_of))
