from __future__ import annotations

from datetime import timedelta

from django.db import connection

from accounts.identifiers import IdentifierType, identifier_index
from services_portal.kernel import clock
from services_portal.kernel.crypto import blind_index
from tests.accounts.migrations.migrating import migrate

BEFORE = ("accounts", "0001_initial")


def test_numbers_and_proved_addresses_come_over_and_go_back(newest) -> None:
    user_model = migrate(BEFORE, ("account", "0009_emailaddress_unique_primary_email")).get_model("accounts", "User")
    now = clock.now()
    phones = {"proved": ("+8613800000001", now), "claimed": ("+8613800000002", None), "none": (None, None)}
    for name, (phone, at) in phones.items():
        index = blind_index(phone, "accounts.user.phone") if phone else None
        person = user_model(email=f"{name}@example.com", phone=phone, phone_index=index, phone_verified_at=at)
        person.password, person.last_login = "!", now + timedelta(days=9)
        person.save()
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO account_emailaddress (user_id, email, verified, "primary")'
            " SELECT id, email, email LIKE 'none%', true FROM accounts_user"
        )
    moved = migrate(newest).get_model("accounts", "Identifier")
    rows = moved.objects.select_related("user")
    of_each = sorted(rows, key=lambda row: row.user.email)
    assert [(row.user.email, row.type, row.value, row.verified_by) for row in of_each] == [
        ("claimed@example.com", "phone", "+8613800000002", ""),
        ("none@example.com", "email", "none@example.com", "mail"),
        ("proved@example.com", "phone", "+8613800000001", "code"),
    ]
    assert [bytes(row.index) == identifier_index(IdentifierType(row.type), row.value) for row in rows] == [True] * 3
    proved = rows.get(verified_by="code")
    assert (proved.verified_at, proved.last_proved_at) == (now, now + timedelta(days=9))
    back = migrate(BEFORE).get_model("accounts", "User").objects.order_by("email")
    assert [(user.phone, user.phone_verified_at) for user in back] == [
        ("+8613800000002", None),
        (None, None),
        ("+8613800000001", now),
    ]
    assert bytes(back[2].phone_index) == blind_index("+8613800000001", "accounts.user.phone")
    user_model.objects.all().delete()
