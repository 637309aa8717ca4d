"""Tables looked at by themselves: would the catalogue that they belong to be taken in, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final

from cities.adapters.base import AdapterError
from cities.adapters.contrib.hsds.judging import (
    CROSSED_PARENTS,
    DOUBLED_ID,
    NO_ADDRESS,
    UNKNOWN_PARENT,
    Problem,
)
from cities.adapters.contrib.hsds.loading import file_options, load_table
from cities.adapters.contrib.hsds.options import HsdsOptions
from cities.adapters.contrib.hsds.scratch import Scratch
from cities.adapters.contrib.hsds.tables import ADDRESSES, CATALOGUE, LOCATIONS, SERVICE_UPLOAD, TABLES, TAXONOMY, Table
from cities.adapters.contrib.hsds.values import BOOLEANS

# What is read in again takes the place of what was; a term of a taxonomy may not.
ONCE_FOR_ALL: Final = frozenset({TAXONOMY.name})
BOUNDS: Final = HsdsOptions()


def judge_tables(
    files: Mapping[str, Path],
    *,
    known: Mapping[str, Collection[str]] | None = None,
    country: str = "US",
    bounds: HsdsOptions = BOUNDS,
) -> list[Problem]:
    """Return all that is wrong with the tables in ``files`` (table → file), each by itself and with each other.

    ``known`` are the keys of rows that exist already (table → keys); a reference to a table that stands neither here
    nor there is not judged. ``country`` is the one whose postal codes and telephone numbers are meant where a row
    names none. A file that cannot be read is a problem of its table, row 0, not an error. Raises KeyError on a table
    that the layout does not have.
    """
    told = {name: frozenset(keys) for name, keys in (known or {}).items()}
    problems: list[Problem] = []
    with Scratch() as scratch:
        for table in (*CATALOGUE, SERVICE_UPLOAD):
            if table.name in files:
                _judge_one(table, files[table.name], scratch, bounds, country, problems)
        for name in files:
            if scratch.holds(TABLES[name].name):
                problems.extend(judge_links(TABLES[name], scratch, told))
    return problems


def _judge_one(
    table: Table, path: Path, scratch: Scratch, bounds: HsdsOptions, country: str, problems: list[Problem]
) -> None:
    try:
        load_table(table, path, scratch, bounds, country, problems.append)
    except AdapterError as error:
        problems.extend(Problem(table.name, 0, each.code, each.field or "", each.evidence) for each in error.findings)
        scratch.drop(table)


def judge_links(table: Table, scratch: Scratch, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Yield each reference of a table that leads nowhere, each key that comes again, each place without an address."""
    for column in table.references:
        for row, value in scratch.dangling(table, column, known):
            yield Problem(table.name, row, UNKNOWN_PARENT, column, value)
    for by, column in (("service_id", "location_id"), ("location_id", "organization_id")):
        if {by, column} <= table.references.keys():
            for row, value in scratch.crossed(table, by, column):
                yield Problem(table.name, row, CROSSED_PARENTS, column, value)
    taken = known.get(table.name, frozenset()) if table.name in ONCE_FOR_ALL else frozenset()
    for row, value in scratch.doubled(table, taken):
        yield Problem(table.name, row, DOUBLED_ID, table.key, value)
    if table is LOCATIONS and scratch.holds(ADDRESSES.name):
        for row, cells in scratch.without(LOCATIONS, ADDRESSES.name, "location_id"):
            if not BOOLEANS.get(cells.get("virtual", "").strip().lower(), False):
                yield Problem(table.name, row, NO_ADDRESS, "virtual", cells.get("name", ""))


def table_of(header: Collection[str]) -> Table | None:
    """Return the table whose columns the header has, the one with most of them first; None where it is no table."""
    names = {name.strip() for name in header}
    fitting = [table for table in TABLES.values() if file_options(table, BOUNDS).required() <= names]
    return max(fitting, key=lambda table: len(table.columns), default=None)
