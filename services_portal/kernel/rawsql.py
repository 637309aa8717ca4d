"""Statements on Django's own connection, for the few paths where Django's cursor costs too much.

Django's cursors bind on the client's side and prepare nothing. ``fetch_all``, ``fetch_one`` and ``execute`` open a
plain psycopg cursor on the same connection: parameters travel apart from the text, results come in binary.
``read_cells`` goes further, for hot reads: the statement is prepared once a connection, and the cells come as the
server sent them. ``copy_in`` is the way for many new rows: COPY, in PostgreSQL's binary format.

All see the caller's transaction, refuse to work in a broken one, and are counted by ``CaptureQueriesContext``. A
connection that the server has closed meanwhile is opened anew, once, and only outside a transaction.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, Final, NoReturn, TypeVar

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql as composing
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult

Row = tuple[Any, ...]
Cells = tuple[bytes | None, ...]
T = TypeVar("T")
_STATEMENTS: Final = "_portal_statements"  # on the raw connection: text of a statement -> its name there
_numbers = count(1)
# What a jsonb is in the binary format: the number of that format, then the JSON as text.
JSONB: Final = b"\x01"


def fetch_all(sql: str, params: Sequence[Any] = ()) -> list[Row]:
    """Return every row of one statement (placeholders ``%s``); bytea comes as ``bytes``, jsonb should be cast to text.

    Raises Django's database errors, and TransactionManagementError in a broken transaction.
    """
    return _counted(sql, lambda connection: _execute(connection, sql, params).fetchall())


def fetch_one(sql: str, params: Sequence[Any] = ()) -> Row | None:
    """Return the first row of one statement, or None; see :func:`fetch_all`."""
    return _counted(sql, lambda connection: _execute(connection, sql, params).fetchone())


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement that returns no rows and return how many rows it touched; see :func:`fetch_all`."""
    return _counted(sql, lambda connection: _execute(connection, sql, params).rowcount)


def copy_in(table: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> int:
    """Write new rows into ``table`` and return how many; several times as fast as INSERT, but knows no ON CONFLICT.

    ``columns`` names each column with its type, as PostgreSQL does; a jsonb is given as the bytes of its JSON. Columns
    left out take their default in the database. See :func:`fetch_all` for what is raised.
    """
    # Binary COPY tells the server no types: the bytes of a jsonb may well travel as bytea.
    types = ["bytea" if kind == "jsonb" else kind for kind in columns.values()]
    documents = [place for place, kind in enumerate(columns.values()) if kind == "jsonb"]
    names = composing.SQL(", ").join(map(composing.Identifier, columns))
    statement = composing.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(composing.Identifier(table), names)

    def work(connection: BaseDatabaseWrapper) -> int:
        cursor: psycopg.Cursor[Row] = psycopg.Cursor(connection.connection)
        with cursor.copy(statement) as copy:
            copy.set_types(types)
            for row in _with_documents(rows, documents) if documents else rows:
                copy.write_row(row)
        return cursor.rowcount

    return _counted(statement.as_string(), work)


def read_cells(sql: str, params: Sequence[str | None] = ()) -> list[Cells]:
    """Return every row of one prepared read, each cell in PostgreSQL's binary format, None where it is NULL.

    bytea and text are their bytes as they are; cast everything else to text in the statement. Parameters are text and
    take the type that the statement gives them. See :func:`fetch_all` for what is raised.
    """
    return _counted(sql, lambda connection: _cells(_read(connection, sql, params)))


def _with_documents(rows: Sequence[Sequence[Any]], places: list[int]) -> Iterator[list[Any]]:
    for row in rows:
        cells = list(row)
        for place in places:
            if cells[place] is not None:
                cells[place] = JSONB + cells[place]
        yield cells


def _counted(sql: str, work: Callable[[BaseDatabaseWrapper], T]) -> T:
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.needs_rollback:
        connection.validate_no_broken_transaction()
    if connection.connection is None:
        connection.ensure_connection()
    started = time.monotonic() if connection.queries_logged else 0.0
    try:
        return work(connection)
    except psycopg.Error as error:
        if not _lost(connection, error):
            _raise(connection, error)
        connection.close()
        connection.ensure_connection()
        try:
            return work(connection)
        except psycopg.Error as again:
            _raise(connection, again)
    finally:
        if started:
            connection.queries_log.append({"sql": sql, "time": f"{time.monotonic() - started:.3f}"})


def _lost(connection: BaseDatabaseWrapper, error: psycopg.Error) -> bool:
    """Whether a fresh connection would help: the server closed this one, or forgot what was prepared on it."""
    if connection.in_atomic_block:
        return False
    return connection.connection.closed or isinstance(error, InvalidSqlStatementName)


def _raise(connection: BaseDatabaseWrapper, error: psycopg.Error) -> NoReturn:
    """Raise the error as Django's."""
    with connection.wrap_database_errors:
        raise error
    raise AssertionError("unreachable")


def _execute(connection: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> psycopg.Cursor[Row]:
    cursor: psycopg.Cursor[Row] = psycopg.Cursor(connection.connection)
    cursor.execute(sql, params, prepare=False, binary=True)
    return cursor


def _read(connection: BaseDatabaseWrapper, sql: str, params: Sequence[str | None]) -> PGresult:
    """Run a read; within a transaction through psycopg, which knows whether it has been begun on the server."""
    if not connection.autocommit or not settings.PORTAL_PREPARED_STATEMENTS:
        result = _execute(connection, sql, params).pgresult
        assert result is not None  # noqa: S101  a cursor that has executed has a result
        return result
    raw = connection.connection
    statements = raw.__dict__.get(_STATEMENTS)
    if statements is None:
        statements = raw.__dict__[_STATEMENTS] = {}
    name = statements.get(sql)
    if name is None:
        name = f"portal_{next(_numbers)}".encode()
        _checked(raw, raw.pgconn.prepare(name, _numbered(sql)), ExecStatus.COMMAND_OK)
        statements[sql] = name
    values = [None if value is None else value.encode() for value in params]
    return _checked(raw, raw.pgconn.exec_prepared(name, values, None, Format.BINARY), ExecStatus.TUPLES_OK)


def _checked(raw: psycopg.Connection[Any], result: PGresult, wanted: ExecStatus) -> PGresult:
    if result.status == wanted:
        return result
    if raw.closed:
        raise psycopg.OperationalError("the server closed the connection")
    raise error_from_result(result)


def _cells(result: PGresult) -> list[Cells]:
    get, columns = result.get_value, range(result.nfields)
    return [tuple([get(row, column) for column in columns]) for row in range(result.ntuples)]


@lru_cache(maxsize=1024)
def _numbered(sql: str) -> bytes:
    """Return a statement with ``$1, $2, …`` for its ``%s``."""
    numbers = count(1)
    return re.sub("%s", lambda _mark: f"${next(numbers)}", sql).encode()
