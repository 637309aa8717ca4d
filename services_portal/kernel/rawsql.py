"""Prepared statements on Django's own connection, for the few hot paths where Django's cursor costs too much.

Django's cursors bind on the client's side and prepare nothing. These functions open a plain psycopg cursor on the same
connection: parameters travel apart from the text, the statement is prepared once a connection, results come in binary.
They see the caller's transaction, refuse to work in a broken one, and are counted by ``CaptureQueriesContext``. A
connection that the server has closed meanwhile is opened anew, once, and only outside a transaction.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, Final

import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

Row = tuple[Any, ...]
# psycopg prepares nothing on a connection without a threshold; Django sets none. Its own cursors never prepare.
PREPARE_THRESHOLD: Final = 5


def fetch_all(sql: str, params: Sequence[Any] = ()) -> list[Row]:
    """Return every row of one statement (placeholders ``%s``); bytea comes as ``bytes``, jsonb should be cast to text.

    Raises Django's database errors, and TransactionManagementError in a broken transaction.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.wrap_database_errors:
        return _run(connection, sql, params).fetchall()


def fetch_one(sql: str, params: Sequence[Any] = ()) -> Row | None:
    """Return the first row of one statement, or None; see :func:`fetch_all`."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.wrap_database_errors:
        return _run(connection, sql, params).fetchone()


def execute(sql: str, params: Sequence[Any] = ()) -> int:
    """Run one statement that returns no rows and return how many rows it touched; see :func:`fetch_all`."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.wrap_database_errors:
        return _run(connection, sql, params).rowcount


def _run(connection: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> psycopg.Cursor[Row]:
    connection.validate_no_broken_transaction()
    connection.ensure_connection()
    try:
        return _counted(connection, sql, params)
    except psycopg.OperationalError:
        if connection.in_atomic_block or not connection.connection.closed:
            raise
        connection.close()
        connection.ensure_connection()
        return _counted(connection, sql, params)


def _counted(connection: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> psycopg.Cursor[Row]:
    if not connection.queries_logged:
        return _execute(connection, sql, params)
    started = time.monotonic()
    try:
        return _execute(connection, sql, params)
    finally:
        connection.queries_log.append({"sql": sql, "time": f"{time.monotonic() - started:.3f}"})


def _execute(connection: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> psycopg.Cursor[Row]:
    raw = connection.connection
    prepare = settings.PORTAL_PREPARED_STATEMENTS
    if prepare and raw.prepare_threshold is None:
        raw.prepare_threshold = PREPARE_THRESHOLD
    cursor: psycopg.Cursor[Row] = psycopg.Cursor(raw)
    cursor.execute(sql, params, prepare=prepare, binary=True)
    return cursor
