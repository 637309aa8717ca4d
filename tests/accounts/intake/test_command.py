"""The command takes a city in, reports without anything of a person, and says by its exit code how it ended."""

from __future__ import annotations

import json
import logging

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import AccountRun, OldAccount
from accounts.services import account_intake_start
from services_portal.kernel.actor import SYSTEM, Actor, Grant
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.intake.people import EMAIL, ZHANG, proved, reached, row

PLANTED = {
    "old_id": "OLDID-55501",
    "login": "PLANTED-LOGIN",
    "name": "欧阳植入",
    "former_names": "欧阳旧名",
    "passport": "KOR:M7654321",
    "legal_representative": "司马代表",
    "password_scheme": "ucenter",
    "password_hash": "0123456789abcdef0123456789abcdef",
    "password_salt": "a1b2c3",
}
VALUES = [*PLANTED.values(), ZHANG, ZHANG[:6] + ZHANG[8:17], "13800000001", EMAIL]


def migrate(capsys, *arguments: str) -> tuple[int, dict]:
    code = 0
    try:
        call_command("accounts_migrate", *arguments, verbosity=0)
    except SystemExit as error:
        code = int(error.code or 0)
    return code, json.loads(capsys.readouterr().out or "{}")


def everything_in_the_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        told = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - names out of the catalogue
            told += [text for (text,) in cursor.fetchall()]
    return "\n".join(told)


def test_it_reports_what_became_of_every_row(new_town, capsys, tmp_path) -> None:
    town = new_town("aa")
    town.write([row("1"), row(old_id="")])
    code, report = migrate(capsys, "aa")
    assert code == 0
    assert (report["state"], report["rows"], report["outcomes"]) == ("done", 2, {"new": 1, "rejected": 1})
    target = tmp_path / "report.json"
    assert migrate(capsys, "aa", "--report", str(target)) == (0, {})
    assert json.loads(target.read_text(encoding="utf-8"))["outcomes"] == {"unchanged": 2}


def test_another_file_and_a_dry_run(new_town, capsys, tmp_path) -> None:
    town = new_town("aa")
    other = town.write([row("1"), row("2")]).rename(tmp_path / "other.csv")
    code, report = migrate(capsys, "aa", "--source", str(other), "--dry-run")
    assert (code, report["outcomes"], OldAccount.objects.count()) == (0, {"new": 2}, 0)
    code, report = migrate(capsys, "aa", "--source", str(other))
    assert (code, report["source"], OldAccount.objects.count()) == (0, "other.csv", 2)


def test_nothing_of_a_person_lies_anywhere_in_the_open(new_town, capsys, caplog) -> None:
    town = new_town("aa")
    town.write([proved(**{**PLANTED, **reached()}), {**proved("2", name="李娜"), "phone": "1380000000112345"}])
    with caplog.at_level(logging.DEBUG):
        _code, report = migrate(capsys, "aa")
    assert report["outcomes"] == {"new": 1, "conflict": 1}
    kept = OldAccount.objects.get(number=1)
    facts = json.loads(kept.facts)
    assert (facts["resident_id"], facts["former_names"], facts["old_id"]) == (ZHANG, ["欧阳旧名"], "OLDID-55501")
    seen = everything_in_the_database() + json.dumps(report, ensure_ascii=False) + caplog.text
    assert [value for value in VALUES if value in seen or value.encode().hex() in seen] == []


def test_a_source_that_cannot_be_read_ends_with_two_and_one_that_is_not_there_is_a_wrong_call(new_town, capsys) -> None:
    town = new_town("aa")
    town.write([row("1")]).write_bytes(b"")
    code, report = migrate(capsys, "aa")
    assert (code, report["state"], report["error"]) == (2, "failed", "source.empty_file")
    code, report = migrate(capsys, "aa", "--dry-run")
    assert (code, report["error"], report["rows"]) == (2, "source.empty_file", 0)
    with pytest.raises(CommandError, match="no file"):
        call_command("accounts_migrate", "aa", "--source", "/nowhere")
    with pytest.raises(CommandError, match="unknown_city"):
        call_command("accounts_migrate", "nobody")


def test_one_import_a_city_and_only_by_who_may(new_town) -> None:
    town = new_town("aa")
    account_intake_start(actor=SYSTEM, city=town.city)
    audited, sent = AuditEntry.objects.count(), OutboxEvent.objects.count()
    with pytest.raises(DomainError) as caught:
        account_intake_start(actor=SYSTEM, city=town.city)
    assert caught.value.code == "account_import_running"
    elsewhere = Actor(type="user", id="1", grants=frozenset({Grant("accounts.intake.run", "city:bb")}))
    with pytest.raises(DomainError) as caught:
        account_intake_start(actor=elsewhere, city=town.city)
    assert caught.value.code == "not_permitted"
    assert AccountRun.objects.count() == 1
    assert (AuditEntry.objects.filter(refused=False).count(), OutboxEvent.objects.count()) == (audited, sent)
    assert AccountRun.objects.for_actor(elsewhere).count() == 0
    here = Actor(type="user", id="1", grants=frozenset({Grant("accounts.intake.run", "city:aa")}))
    assert AccountRun.objects.for_actor(here).count() == 1
    assert OldAccount.objects.for_actor(here).count() == 0
