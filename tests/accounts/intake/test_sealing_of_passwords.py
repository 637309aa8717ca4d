"""Old passwords wait encrypted, are sealed by a work of their own, and open with what their holder remembers."""

from __future__ import annotations

import base64
from typing import Any

import psycopg
import pytest
from django.conf import settings as portal_settings
from django.core.management import call_command
from django.db import connection

from accounts.models import OldAccount, OldPasswordState
from accounts.passwords import verify
from accounts.services import Sealing, old_passwords_seal
from accounts.tasks import seal_old_passwords
from services_portal.kernel.models import AuditEntry
from tests.accounts.intake.people import row

pytestmark = pytest.mark.django_db
STORED, SALT = "3a9ae23758f05da1fe539e55a096b03b", "S111XB"  # John the Ripper: test1
BCRYPT = "$2a$10$WvvTPHKwdBJ3uk0Z37EMR.hLA2W6N9AEBhEgrAOljy2Ae5MtaSIUi"  # py-bcrypt: abc


def kept(old_id: str, scheme: str = "ucenter", stored: str = STORED, salt: str = SALT) -> dict[str, str]:
    return row(old_id, password_scheme=scheme, password_hash=stored, password_salt=salt)


def states() -> dict[int, str]:
    return dict(OldAccount.objects.values_list("number", "password_state"))


def test_what_waits_is_sealed_and_opens(new_town: Any) -> None:
    rows = [kept("1"), kept("2", "bcrypt", BCRYPT, ""), kept("3", "ucenter", "damaged"), kept("4", "rot13"), row("5")]
    new_town("aa").take(*rows)
    assert sorted(states().values()) == ["none", "waiting", "waiting", "waiting", "waiting"]

    assert old_passwords_seal() == Sealing(sealed=2, unusable=2)

    first, second, damaged, unknown, none = OldAccount.objects.order_by("number")
    assert [verify(first.password, "test1"), verify(first.password, "test2")] == [True, False]
    assert [verify(second.password, "abc"), verify(second.password, "abd")] == [True, False]
    assert [(other.password, other.password_state) for other in (damaged, unknown, none)] == [
        (None, OldPasswordState.UNUSABLE),
        (None, OldPasswordState.UNUSABLE),
        (None, OldPasswordState.NONE),
    ]
    assert [account.findings.count("password.unusable") for account in (first, damaged, unknown, none)] == [0, 1, 1, 0]
    for digest in (STORED, base64.b64encode(bytes.fromhex(STORED)).decode(), "damaged"):
        assert digest not in str(OldAccount.objects.values_list("password"))


def test_a_second_call_and_a_second_run_change_nothing(new_town: Any) -> None:
    town = new_town("aa")
    town.take(kept("1"))
    old_passwords_seal()
    sealed = OldAccount.objects.get().password

    assert old_passwords_seal() == Sealing()
    run = town.take(kept("1"))
    assert run.report["changes"] == 0
    assert (OldAccount.objects.get().password, states()) == (sealed, {1: "sealed"})


def test_a_changed_password_waits_again(new_town: Any) -> None:
    town = new_town("aa")
    town.take(kept("1"))
    old_passwords_seal()
    town.take(kept("1", "bcrypt", BCRYPT, ""))
    assert states() == {1: "waiting"}
    old_passwords_seal()
    assert verify(OldAccount.objects.get().password, "abc")


def test_a_limit_holds_and_each_batch_leaves_its_numbers_in_the_audit_log(new_town: Any) -> None:
    new_town("aa").take(*(kept(str(number)) for number in range(5)))
    assert old_passwords_seal(limit=3, threads=2) == Sealing(sealed=3)
    assert sorted(states().values()) == ["sealed"] * 3 + ["waiting"] * 2
    entries = AuditEntry.objects.filter(action="accounts.old_account.seal_passwords")
    assert [entry.detail for entry in entries] == [{"sealed": 3, "unusable": 0}]


@pytest.mark.parametrize("way", [seal_old_passwords, lambda: call_command("old_passwords_seal", threads=2)])
def test_the_task_and_the_command_do_it(new_town: Any, way: Any) -> None:
    new_town("aa").take(kept("1"), kept("2"))
    way()
    assert states() == {1: "sealed", 2: "sealed"}


@pytest.mark.django_db(transaction=True)
def test_rows_that_another_holds_are_left_to_the_next_call(new_town: Any) -> None:
    new_town("aa").take(kept("1"), kept("2"))
    name = connection.settings_dict["NAME"]
    with psycopg.connect(portal_settings.DATABASE_URL, dbname=name) as other:
        other.execute("SELECT 1 FROM accounts_oldaccount WHERE number = 1 FOR NO KEY UPDATE")
        assert old_passwords_seal() == Sealing(sealed=1)
        assert states() == {1: "waiting", 2: "sealed"}
    assert old_passwords_seal() == Sealing(sealed=1)
