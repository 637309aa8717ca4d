"""The database empty again after a test that committed: what is in it goes, rather than every table.

Django truncates all tables and writes types and permissions anew: half a second after each such test, a third of what
they took. Here the few tables that hold rows are emptied, and what migrations wrote stays where no test touched it.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.test import TransactionTestCase

KEPT: Final = ("django_content_type", "auth_permission")
# Beyond this a new file is quicker than going through the rows, and later looks need not pass over the dead.
LARGE: Final = 1 << 20
_Case: Final[Any] = TransactionTestCase
_by_django: Final = _Case._fixture_teardown
_digest = ""


def keep_in_mind() -> None:
    """Note what the tables hold that stay, once the test database is made. Without a superuser's rights all is left to
    Django."""
    global _digest
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        (may_rest_triggers,) = cursor.fetchone()
    if may_rest_triggers:
        _digest = _of_what_stays()
        _Case._fixture_teardown = _empty


def _empty(case: TransactionTestCase) -> None:
    if _of_what_stays() != _digest:
        _by_django(case)
        return
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - {*KEPT}
    with transaction.atomic(), connection.cursor() as cursor:
        _empty_those_with_rows(cursor, sorted(tables))
    ContentType.objects.clear_cache()


def _empty_those_with_rows(cursor: CursorWrapper, tables: list[str]) -> None:
    """Empty what holds rows, and wait for whoever still writes, as a server's thread may after its last answer."""
    quoted = [connection.ops.quote_name(table) for table in tables]
    cursor.execute(f"LOCK TABLE {', '.join(quoted)} IN SHARE ROW EXCLUSIVE MODE")
    looks = (  # the names are those of our own models
        f"SELECT '{name}', pg_relation_size('{name}') WHERE EXISTS (SELECT FROM {name})"  # noqa: S608
        for name in quoted
    )
    cursor.execute(" UNION ALL ".join(looks))
    filled: list[tuple[str, int]] = cursor.fetchall()
    if large := [name for name, size in filled if size > LARGE]:
        cursor.execute(f"TRUNCATE {', '.join(large)} CASCADE")
    # Neither foreign keys nor the rule that a log is only added to hold anything back here.
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("; ".join(f"DELETE FROM {name}" for name, _size in filled) or "SELECT 1")  # noqa: S608


def _of_what_stays() -> str:
    with connection.cursor() as cursor:
        rows: list[Any] = []
        for table in KEPT:
            cursor.execute(f"SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM {table} t")  # noqa: S608
            rows.extend(cursor.fetchone())
        return "/".join(map(str, rows))
