"""Addresses and names that stood in the clear are carried over and back; nothing of them is left in the files meanwhile."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import connection

from accounts.models import AccountRun, Resident, User
from cities.models import City
from tests.accounts.migrations.migrating import migrate
from tests.factories.places import make_places

BEFORE = ("accounts", "0028_claims_by_proof")
TABLES = ("accounts_user", "account_emailaddress", "accounts_resident")
KEYS = """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('u', 'c')
 UNION SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s ORDER BY 1, 2"""
FILES = """SELECT pg_read_binary_file(pg_relation_filepath(c.oid)) FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
 WHERE c.oid = %s::regclass OR i.indrelid = %s::regclass"""


def _keys() -> dict[str, list[tuple[str, str]]]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(KEYS, [table, table])
            found[table] = cursor.fetchall()
    return found


def _files() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        found = []
        for table in TABLES:
            cursor.execute(FILES, [table, table])
            found += [bytes(row[0]) for row in cursor.fetchall()]
    return b"\0".join(found)


def test_addresses_come_over_and_go_back(newest) -> None:
    apps = migrate(BEFORE)
    user_model, address_model = apps.get_model("accounts", "User"), apps.get_model("account", "EmailAddress")
    people = user_model.objects.bulk_create(
        user_model(email=f"{number}.planted@example.com" if number else None) for number in range(1003)
    )
    address_model.objects.bulk_create(
        address_model(user=each, email=f"own.{each.email}", verified=True, primary=True) for each in people[1:]
    )
    address_model.objects.create(user=people[0], email="Own.7.planted@example.com")
    resident_model, run_model = apps.get_model("accounts", "Resident"), apps.get_model("accounts", "AccountRun")
    resident_model.objects.bulk_create(
        resident_model(user=each, display_name=f"张伟 planted {number}" if number % 2 else "")
        for number, each in enumerate(people)
    )
    make_places()
    for starter in ("3.planted@example.com", "gone@example.com", "system portal"):
        run_model.objects.create(city_id=City.objects.get(slug="jinan").pk, state="done", started_by=starter)
    stood = (user_model.objects, address_model.objects, resident_model.objects)
    before = [list(model.order_by("pk").values()) for model in stood]
    keys = _keys()
    assert _files().count(b"planted") > 4000

    migrate(newest)
    assert b"planted" not in _files()
    kept = [list(model.objects.order_by("pk").values()) for model in (User, EmailAddress, Resident)]
    before[1] = [{**row, "email": row["email"] and row["email"].lower()} for row in before[1]]
    assert kept == before
    starters = [f"user:{people[3].pk}", "", "system portal"]
    assert list(AccountRun.objects.order_by("pk").values_list("started_by", flat=True)) == starters
    assert User.objects.get(email="7.planted@example.com").pk == people[7].pk
    found = EmailAddress.objects.filter(email="own.7.planted@example.com").order_by("pk")
    assert [(each.user_id, each.verified) for each in found] == [(people[7].pk, True), (people[0].pk, False)]

    migrate(BEFORE)
    assert [list(model.order_by("pk").values()) for model in stood] == before
    assert _keys() == keys
