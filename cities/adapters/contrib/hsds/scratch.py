"""Tables on disk while a catalogue is read: what belongs together stands in files of its own, in any order.

A database of SQLite without a name: it lies in a temporary file as soon as it outgrows a few megabytes of memory, and
nothing is left of it when the process dies. It is no database of the application's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Final, Self

import msgspec

from cities.adapters.contrib.hsds.judging import Problem
from cities.adapters.contrib.hsds.tables import Table

CACHE_KIB: Final = 4096
# What belongs to a location belongs to no service of it, what belongs to an organisation to neither.
NEARER: Final = {"location_id": ("service_id",), "organization_id": ("service_id", "location_id")}
Row = tuple[int, dict[str, str]]


def _quoted(name: str) -> str:
    # The names are ours (tables.py), never a file's.
    return '"' + name.replace('"', '""') + '"'


class Scratch:
    """Rows by table, by their key and by what they refer to. Use as a context manager.

    Rows are numbered from 1 as they stand in their table. A key that comes again is kept, and found by its first row.
    """

    def __init__(self) -> None:
        # One thread at a time uses it, but not always the same one closes it.
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("PRAGMA synchronous = OFF")
        self._base.execute("PRAGMA temp_store = FILE")
        self._base.execute("CREATE TABLE notes (name TEXT, row INTEGER, code TEXT, place TEXT, evidence TEXT)")
        self._base.execute("CREATE INDEX notes_row ON notes (name, row)")
        self._tables: dict[str, Table] = {}
        self._encode = msgspec.msgpack.Encoder().encode
        self._decode = msgspec.msgpack.Decoder(dict[str, str]).decode

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()

    def holds(self, name: str) -> bool:
        """Whether the table was filled, be it with no rows."""
        return name in self._tables

    def fill(self, table: Table, rows: Iterator[Row]) -> int:
        """Take in the rows of a table and return how many there were. Passes on whatever ``rows`` raises."""
        self._tables[table.name] = table
        columns = self._columns(table)
        name = _quoted(table.name)
        declared = ", ".join(f"{_quoted(column)} TEXT" for column in columns)
        self._base.execute(f"CREATE TABLE {name} (row INTEGER PRIMARY KEY, {declared}, cells BLOB)")
        insert = f"INSERT INTO {name} VALUES ({', '.join('?' * (len(columns) + 2))})"  # noqa: S608
        count = 0
        self._base.execute("BEGIN")
        for number, cells in rows:
            known = [cells.get(column, "").strip() for column in columns]
            self._base.execute(insert, (number, *known, self._encode(cells)))
            count += 1
        self._base.execute("COMMIT")
        for column in columns:
            indexed = ", ".join(_quoted(each) for each in (column, *self._nearer(table, column), "row"))
            self._base.execute(f"CREATE INDEX {self._index(table.name, column)} ON {name} ({indexed})")
        return count

    def drop(self, table: Table) -> None:
        """Forget a table, filled or half filled."""
        self._tables.pop(table.name, None)
        if self._base.in_transaction:
            self._base.execute("COMMIT")
        self._base.execute(f"DROP TABLE IF EXISTS {_quoted(table.name)}")

    def _nearer(self, table: Table, column: str) -> list[str]:
        return [each for each in NEARER.get(column, ()) if each in table.references]

    def _columns(self, table: Table) -> list[str]:
        return list(dict.fromkeys([table.key or "id", *table.references]))

    def note(self, problem: Problem) -> None:
        """Keep what was met while a row was read."""
        values = (problem.table, problem.row, problem.code, problem.column, problem.evidence)
        self._base.execute("INSERT INTO notes VALUES (?, ?, ?, ?, ?)", values)

    def notes(self, table: Table, row: int) -> list[Problem]:
        """Return what was met while a row was read."""
        question = "SELECT name, row, code, place, evidence FROM notes WHERE name = ? AND row = ? ORDER BY rowid"
        return [Problem(*values) for values in self._base.execute(question, (table.name, row))]

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of a table in their order."""
        for number, cells in self._base.execute(f"SELECT row, cells FROM {_quoted(name)} ORDER BY row"):  # noqa: S608
            yield number, self._decode(cells)

    def one(self, name: str, key: str) -> Row | None:
        """Return the first row of a table with this key, or None."""
        table = self._tables.get(name)
        found = self.related(name, table.key, key, 1) if table is not None and key else []
        return found[0] if found else None

    def _index(self, name: str, column: str) -> str:
        return _quoted(f"{name} by {column}")

    def related(self, name: str, column: str, value: str, most: int) -> list[Row]:
        """Return the first ``most`` rows of a table that refer by ``column`` to ``value``; none where it is empty.

        Those alone that belong to nothing nearer: a location's own telephones are no service's.
        """
        if name not in self._tables or not value:
            return []
        # By that index and no other: under another one may stand all that refer to nothing.
        where = f"{_quoted(name)} INDEXED BY {self._index(name, column)} WHERE {_quoted(column)} = ?"
        where += "".join(f" AND {_quoted(each)} = ''" for each in self._nearer(self._tables[name], column))
        question = f"SELECT row, cells FROM {where} ORDER BY row LIMIT ?"  # noqa: S608
        return [(number, self._decode(cells)) for number, cells in self._base.execute(question, (value, most))]

    def dangling(self, table: Table, column: str, known: Mapping[str, frozenset[str]]) -> Iterator[tuple[int, str]]:
        """Yield (row, value) of each reference by ``column`` that leads nowhere, neither here nor in ``known``.

        Nothing where neither holds the table that it should lead to.
        """
        parent = self._tables.get(table.references[column])
        told = known.get(table.references[column])
        if parent is None and told is None:
            return
        there = (
            f" AND NOT EXISTS (SELECT 1 FROM {_quoted(parent.name)} AS there"  # noqa: S608
            f" WHERE there.{_quoted(parent.key)} = here.{_quoted(column)})"
            if parent is not None
            else ""
        )
        question = (
            f"SELECT here.row, here.{_quoted(column)} FROM {_quoted(table.name)} AS here"  # noqa: S608
            f" WHERE here.{_quoted(column)} <> ''{there} ORDER BY here.row"
        )
        for number, value in self._base.execute(question):
            if value not in (told or ()):
                yield number, value

    def crossed(self, table: Table, by: str, column: str) -> Iterator[tuple[int, str]]:
        """Yield (row, value) of each row whose ``column`` names another record than the parent does that it has by
        ``by``: a telephone of a service and of a location that the service is not given at.
        """
        parent = self._tables.get(table.references[by])
        if parent is None:
            return
        question = (
            f"SELECT here.row, here.{_quoted(column)} FROM {_quoted(table.name)} AS here"  # noqa: S608
            f" JOIN {_quoted(parent.name)} AS there ON there.{_quoted(parent.key)} = here.{_quoted(by)}"
            f" WHERE here.{_quoted(column)} <> '' AND there.{_quoted(column)} <> ''"
            f" AND here.{_quoted(column)} <> there.{_quoted(column)} ORDER BY here.row"
        )
        yield from self._base.execute(question)

    def doubled(self, table: Table, taken: frozenset[str]) -> Iterator[tuple[int, str]]:
        """Yield (row, key) of each row whose key an earlier row has, or which is ``taken`` already."""
        if not table.key:
            return
        name, key = _quoted(table.name), _quoted(table.key)
        question = (
            f"SELECT row, {key}, EXISTS (SELECT 1 FROM {name} AS before"  # noqa: S608
            f" WHERE before.{key} = here.{key} AND before.row < here.row) FROM {name} AS here"
            f" WHERE {key} <> '' ORDER BY row"
        )
        for number, value, again in self._base.execute(question):
            if again or value in taken:
                yield number, value

    def without(self, table: Table, other: str, column: str) -> Iterator[Row]:
        """Yield the rows of a table to which no row of ``other`` refers by ``column``."""
        question = (
            f"SELECT row, cells FROM {_quoted(table.name)} AS here WHERE NOT EXISTS"  # noqa: S608
            f" (SELECT 1 FROM {_quoted(other)} AS there"
            f" WHERE there.{_quoted(column)} = here.{_quoted(table.key)}) ORDER BY row"
        )
        for number, cells in self._base.execute(question):
            yield number, self._decode(cells)
