"""Old passwords lie encrypted until they are sealed, once, and open to who knows them; malformed ones are dropped."""

from __future__ import annotations

import hashlib
import json
from importlib import import_module
from threading import Thread

import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import OldAccount
from accounts.passwords import verify
from accounts.services import old_passwords_seal, password_states
from accounts.tasks import seal_old_passwords
from services_portal.kernel.models import AuditEntry
from tests.accounts.intake.people import row

SECRET = "泰山-7-pass"


def discuz(password: str, salt: str, encoding: str = "utf-8") -> str:
    """What Discuz! kept of a password."""
    inner = hashlib.md5(password.encode(encoding)).hexdigest()  # noqa: S324
    return hashlib.md5((inner + salt).encode()).hexdigest()  # noqa: S324


def with_password(old_id: str = "1", stored: str = discuz(SECRET, "a1b2c3"), scheme: str = "ucenter") -> dict[str, str]:
    return row(old_id, password_scheme=scheme, password_hash=stored, password_salt="a1b2c3")


def test_a_password_is_sealed_and_opens(new_town) -> None:
    town = new_town("aa")
    town.take(with_password("1"), row("2"), {**with_password("3"), "password_scheme": ""})
    assert password_states(town.city) == {"none": 1, "unusable": 1, "waiting": 1}
    assert old_passwords_seal(city=town.city) == 1
    assert password_states(town.city) == {"none": 1, "sealed": 1, "unusable": 1}
    sealed = OldAccount.objects.get(number=1).password
    assert verify(sealed, SECRET)
    assert not verify(sealed, SECRET + "x")
    assert old_passwords_seal() == 0
    assert OldAccount.objects.get(number=1).password == sealed
    entry = AuditEntry.objects.get(action="accounts.old_password.seal")
    assert entry.detail == {"sealed": 1, "unusable": 0}


def test_a_password_in_the_old_systems_encoding(new_town) -> None:
    town = new_town("aa")
    manifest = town.folder / "aa.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace("[accounts.adapter]", '[accounts]\npassword_encoding = "gbk"\n[accounts.adapter]'))
    town.take(with_password(stored=discuz(SECRET, "a1b2c3", "gbk")))
    old_passwords_seal()
    assert verify(OldAccount.objects.get().password, SECRET)


@pytest.mark.parametrize(
    ("scheme", "stored", "finding"),
    [("ucenter", "not hexadecimal", "password.form"), ("rot13", "uryyb", "password.scheme")],
)
def test_what_the_scheme_cannot_have_written_is_dropped_and_told(new_town, scheme, stored, finding) -> None:
    town = new_town("aa")
    town.take(with_password("1", stored, scheme), with_password("2"))
    assert old_passwords_seal() == 2
    dropped, kept = OldAccount.objects.order_by("number")
    assert (dropped.password, dropped.password_state, dropped.findings) == (None, "unusable", [finding])
    assert (kept.password_state, kept.findings) == ("sealed", [])


def test_the_command_seals_unless_it_is_left_to_the_workers(new_town, capsys) -> None:
    town = new_town("aa")
    town.write([with_password("1")])
    call_command("accounts_migrate", "aa", "--seal-later", verbosity=0)
    assert json.loads(capsys.readouterr().out)["passwords"] == {"waiting": 1}
    seal_old_passwords.apply()
    assert password_states(town.city) == {"sealed": 1}
    town.write([with_password("1"), with_password("2")])
    call_command("accounts_migrate", "aa", verbosity=0)
    assert json.loads(capsys.readouterr().out)["passwords"] == {"sealed": 2}


def test_time_bounds_it_and_another_city_is_left_alone(new_town) -> None:
    town, other = new_town("aa"), new_town("bb", "370902000000")
    town.take(with_password())
    other.take(with_password())
    assert old_passwords_seal(seconds=0) == 0
    assert old_passwords_seal(city=town.city) == 1
    assert password_states(other.city) == {"waiting": 1}


@pytest.mark.django_db(transaction=True)
def test_two_processes_seal_each_password_once(new_town, monkeypatch) -> None:
    monkeypatch.setattr(import_module("accounts.services.old_passwords_seal"), "AT_ONCE", 2)
    new_town("aa").take(*(with_password(str(number)) for number in range(12)))
    done = []

    def work() -> None:
        try:
            done.append(old_passwords_seal())
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 12
    assert all(verify(each.password, SECRET) for each in OldAccount.objects.all())
