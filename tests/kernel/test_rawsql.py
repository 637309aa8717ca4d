"""Raw statements share Django's connection: its transaction, its errors, its count; a lost connection is replaced."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, IntegrityError, OperationalError, ProgrammingError
from django.test.utils import CaptureQueriesContext

from services_portal.kernel import rawsql
from services_portal.kernel.ids import uuid7

NAME = "SELECT name FROM django_migrations WHERE app = %s AND name = %s"


def pid():
    return rawsql.fetch_one("SELECT pg_backend_pid()")[0]


@pytest.mark.django_db
def test_values_and_cells():
    assert rawsql.fetch_one("SELECT %s::int + 1, %s::bytea", [1, b"\x00\xff"]) == (2, b"\x00\xff")
    assert rawsql.fetch_one("SELECT 1 WHERE false") is None
    assert rawsql.read_cells("SELECT %s::text, NULL, %s::bytea", ["济南", "x"]) == [("济南".encode(), None, b"x")]
    assert rawsql.execute("UPDATE django_migrations SET name = name WHERE app = %s", ["kernel"]) >= 1


TRIAL = {"id": "uuid", "number": "int4", "name": "text", "body": "bytea", "told": "jsonb", "at": "timestamptz"}


@pytest.fixture
def trial(db):
    columns = ", ".join(f"{name} {kind}" for name, kind in TRIAL.items())
    rawsql.execute(f"CREATE TEMPORARY TABLE rawsql_trial ({columns}, set_by text DEFAULT 'default', UNIQUE (number))")
    yield
    rawsql.execute("DROP TABLE rawsql_trial")


def test_many_rows_are_copied_as_they_are(trial):
    key, at = uuid7(), datetime(2026, 11, 21, 8, tzinfo=UTC)
    rows = [
        (key, 1, "济南\t\\N", b"\x00\xff", '{"名": [1, null]}'.encode(), at),
        (None, 2, None, None, None, None),
    ]
    with CaptureQueriesContext(connection) as captured:
        assert rawsql.copy_in("rawsql_trial", TRIAL, rows) == 2
    assert len(captured) == 1
    found = rawsql.fetch_all("SELECT id, number, name, body, told->'名'->>0, at, set_by FROM rawsql_trial ORDER BY 2")
    assert found == [
        (key, 1, "济南\t\\N", b"\x00\xff", "1", at, "default"),
        (None, 2, None, None, None, None, "default"),
    ]


def test_no_row_is_copied_where_one_cannot_be(trial):
    rows = [(None, number, "x", None, None, None) for number in (1, 2, 1)]
    with pytest.raises(IntegrityError), transaction.atomic():
        rawsql.copy_in("rawsql_trial", TRIAL, rows)
    with pytest.raises(DataError), transaction.atomic():
        rawsql.copy_in("rawsql_trial", TRIAL, [(None, 1, "x", None, b"no json", None)])
    assert rawsql.fetch_all("SELECT * FROM rawsql_trial") == []


@pytest.mark.django_db(transaction=True)
def test_a_prepared_read_is_prepared_once_and_gives_the_same_as_in_a_transaction():
    outside = [rawsql.read_cells(NAME, ["kernel", "0001_initial"]) for _time in range(3)]
    prepared = rawsql.fetch_one("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["SELECT name%"])
    with transaction.atomic():
        inside = rawsql.read_cells(NAME, ["kernel", "0001_initial"])
    assert outside == [inside] * 3 == [[(b"0001_initial",)]] * 3
    assert prepared == (1,)


@pytest.mark.django_db(transaction=True)
def test_it_is_part_of_the_transaction():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        rawsql.execute("CREATE TABLE rawsql_trial (id int)")
        assert rawsql.read_cells("SELECT to_regclass('rawsql_trial')::text") == [(b"rawsql_trial",)]
        raise ZeroDivisionError
    assert rawsql.read_cells("SELECT to_regclass('rawsql_trial')::text") == [(None,)]


@pytest.mark.django_db(transaction=True)
def test_errors_are_django_s_and_a_broken_transaction_is_refused():
    for wrong in (rawsql.fetch_all, rawsql.read_cells):
        with pytest.raises(ProgrammingError):
            wrong("SELECT nothing")
    with pytest.raises(DataError):
        rawsql.read_cells("SELECT %s::int", ["x"])
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(transaction.TransactionManagementError):
            rawsql.fetch_all("SELECT 1")


@pytest.mark.django_db
def test_every_statement_is_counted():
    with CaptureQueriesContext(connection) as captured:
        rawsql.fetch_one("SELECT 1")
        rawsql.execute("SELECT 2")
        rawsql.read_cells("SELECT 3")
    assert [query["sql"] for query in captured] == ["SELECT 1", "SELECT 2", "SELECT 3"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("prepared", [False, True])
def test_a_connection_that_the_server_closed_is_replaced(prepared):
    rawsql.read_cells("SELECT 1::text")
    before = pid()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
    other.close()
    ask = (lambda: rawsql.read_cells("SELECT 1::text")) if prepared else (lambda: rawsql.fetch_all("SELECT 1"))
    assert len(ask()) == 1
    assert pid() != before


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_a_lost_connection_is_an_error():
    other = connection.copy()
    with pytest.raises(OperationalError), transaction.atomic():
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid()])
        rawsql.fetch_all("SELECT 1")
    other.close()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_statements_that_the_server_forgot_are_prepared_again():
    rawsql.read_cells("SELECT 1::text")
    rawsql.execute("DEALLOCATE ALL")
    assert rawsql.read_cells("SELECT 1::text") == [(b"1",)]
