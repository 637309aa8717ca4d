"""Planted values of old accounts, of copies and of closed accounts are searched for everywhere; none may be found."""

from __future__ import annotations

import csv
import io
import logging
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import (
    AccountRun,
    Claiming,
    Closure,
    ConflictCase,
    CorrectionRequest,
    DataExport,
    DataExportPart,
    OldAccount,
    SetAside,
)
from accounts.roles import Role
from accounts.services import account_intake_run, old_passwords_seal
from accounts.services.closure_carry_out import closures_carry_out
from bench.old_accounts import WORDS, resident_id
from services_portal.kernel import clock
from services_portal.kernel.models import OutboxEvent
from services_portal.kernel.outbox import Relay
from tests.accounts import planted
from tests.accounts.claiming.olds import enter, md5_row
from tests.accounts.intake.people import proved
from tests.accounts.intake.towns import new_town
from tests.accounts.jobs import run_what_waits
from tests.accounts.presence import show
from tests.accounts.rights.people import somebody
from tests.factories.catalog import make_agency, make_city
from tests.factories.staff import make_staff, signed_in

__all__ = ["new_town"]
pytestmark = pytest.mark.django_db(transaction=True)
RUNS, CASES, CLAIMS = ("/admin/accounts/accountrun/", "/admin/accounts/conflictcase/", "/admin/accounts/claiming/")
QUEUE = "redis b'celery'"
PASSWORD, WRONG = "dongfang-1987-laoshan", "not-the-password-1"
HIS = {
    "resident ID": resident_id(77),
    "phone": "13876501234",
    "wanted phone": "13700005678",
    "address": "zhao.meilan@example.com",
    "name": "赵梅兰",
    "second name": "赵美澜",
    "login": "meilan1958",
    "second login": "zhaomeilan-qd",
    "password": PASSWORD,
}


@pytest.fixture
def home(settings, tmp_path) -> Path:
    settings.PORTAL_HOME = tmp_path / "home"
    return settings.PORTAL_HOME


def row(old_id: str, *, name: str, login: str) -> dict[str, str]:
    reached = {"phone": HIS["phone"], "phone_verified": "yes", "email": HIS["address"], "email_verified": "yes"}
    return {**md5_row(old_id, PASSWORD), **proved(old_id, HIS["resident ID"]), **reached, "name": name, "login": login}


def file(*rows: dict[str, str]) -> SimpleUploadedFile:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [*WORDS, "disabled", "last_seen_at"], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile("users.csv", stream.getvalue().encode())


def hand_in(town: Any, *rows: dict[str, str]) -> list[Any]:
    """Let a city try a file, and take it in; return the answers."""
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=town.city))
    sent = [{"city": town.city.pk, "file": file(*rows), "mode": mode} for mode in ("trial", "real")]
    answers = [browser.post(f"{RUNS}add/", each) for each in sent]
    return [*answers, browser.get(answers[-1].url), browser.get(f"{RUNS}{AccountRun.objects.first().pk}/report.json")]


def test_old_accounts_from_the_file_to_the_person(new_town, home, caplog, mailoutbox) -> None:
    caplog.set_level(logging.DEBUG)
    here, there = new_town("aa"), new_town("bb", "370902000000")
    broken = {**row("9", name=HIS["name"], login="x"), "resident_id": HIS["resident ID"][:-1], "phone": "1387650"}
    answers = hand_in(here, row("1", name=HIS["name"], login=HIS["login"]), broken)
    waiting = planted.at_rest(home)
    assert any(place.startswith("file ") for place in waiting)
    account_intake_run(run_id=AccountRun.objects.get().pk)
    answers += hand_in(there, row("1", name=HIS["second name"], login=HIS["second login"]))
    Relay().drain()
    queued = planted.at_rest(home)
    account_intake_run(run_id=AccountRun.objects.first().pk)
    old_passwords_seal()
    assert OldAccount.objects.count() == 3 and ConflictCase.objects.get()

    user = enter(HIS["login"], PASSWORD)
    assert user is not None and enter(HIS["phone"], WRONG, kind="phone") is None
    browser = show(signed_in(user), user)
    for said in ({"name": HIS["second login"], "password": PASSWORD}, {"name": HIS["resident ID"], "password": WRONG}):
        answers.append(browser.post("/api/v1/me/claims/", {"city": "bb", **said}, content_type="application/json"))
    old = OldAccount.objects.get(city=here.city, claim__claimings__user=user)
    wish = {"kind": "accounts.OldAccount", "row": str(old.pk), "field": "phone", "wanted": HIS["wanted phone"]}
    wishes = (wish, wish, {**wish, "field": "resident_id", "wanted": HIS["resident ID"][:-1]})
    wished = [browser.post("/api/v1/me/corrections/", each, content_type="application/json") for each in wishes]
    assert [answer.status_code < 400 for answer in wished] == [True, False, False]
    assert CorrectionRequest.objects.get().field == "phone"
    clerk = make_staff(Role.CITY_ADMIN, city=there.city)
    case = f"{CASES}{ConflictCase.objects.get().pk}/change/"
    answers += [signed_in(clerk).get(case), signed_in(clerk).post(case, {"step": "decide:same", "file": "K-2026/17"})]
    window = signed_in(make_staff(Role.WINDOW_CLERK, agency=make_agency(make_city("qingdao"))))
    given = {"account": HIS["phone"], "city": "bb", "name": HIS["second login"], "type": "resident_id"}
    window.post(f"{CLAIMS}add/", {**given, "number": HIS["resident ID"]})
    assert Claiming.objects.filter(user=user).exists()
    Relay().drain()
    asked = planted.at_rest(home)
    assert QUEUE in waiting and QUEUE in asked and run_what_waits() > 1

    shown = {f"answer {number}": answer.content for number, answer in enumerate(answers)}
    assert planted.found(HIS, {**shown, **planted.refused(wished), **planted.logged(caplog)}) == set()
    moments = {"waiting": waiting, "queued": queued, "asked": asked, "done": planted.at_rest(home)}
    assert {(when, *each) for when, there in moments.items() for each in planted.found(HIS, there)} == set()


def test_a_copy_and_what_is_left_of_a_closed_account(places, home, caplog, mailoutbox) -> None:
    caplog.set_level(logging.DEBUG)
    user, all_of_him = somebody("planted.zhao", number=HIS["resident ID"], phone=f"+86{HIS['phone']}")
    names = ("address", "spare address", "chosen name", "proved name", "attempted name", "resident ID")
    his = {**{name: all_of_him[name] for name in names}, "phone": HIS["phone"]}
    browser = show(signed_in(user), user)
    assert browser.post("/api/v1/me/data/exports/").status_code in (201, 202)
    before = planted.at_rest(home)
    run_what_waits()
    assert DataExportPart.objects.filter(export=DataExport.objects.get()).count() >= 2
    made = planted.at_rest(home)
    assert browser.post("/api/v1/me/closure/").status_code in (201, 202)
    Relay().drain()
    asked = planted.at_rest(home)
    assert QUEUE in before and QUEUE in asked and run_what_waits() > 0
    with clock.frozen(Closure.objects.get().due_at):
        closures_carry_out()
    assert SetAside.objects.exists()
    run_what_waits()
    assert {letter.to[0] for letter in mailoutbox} >= {his["address"]}
    assert OutboxEvent.objects.exists()
    moments = {"before": before, "made": made, "asked": asked, "closed": planted.at_rest(home)}
    assert {(when, *each) for when, there in moments.items() for each in planted.found(his, there)} == set()
    assert planted.found(his, planted.logged(caplog)) == set()
