"""A city hands a file of old accounts in, tries it, takes it in, watches it, stops it; nothing of the file is left."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.intake import uploads
from accounts.models import AccountRun, AccountRunState, OldAccount
from accounts.roles import Role
from accounts.services import account_intake_run
from bench.old_accounts import WORDS
from services_portal.kernel.models import AuditEntry
from tests.accounts.intake.people import ZHANG, proved, row
from tests.factories.staff import make_staff, signed_in

RUNS = "/admin/accounts/accountrun/"


@pytest.fixture(autouse=True)
def home(settings, tmp_path) -> Path:
    settings.PORTAL_HOME = tmp_path / "home"
    return settings.PORTAL_HOME


def table(*rows: dict[str, str], name: str = "用户.csv") -> SimpleUploadedFile:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, [*WORDS, "disabled", "last_seen_at"], restval="")
    writer.writeheader()
    writer.writerows(rows)
    return SimpleUploadedFile(name, stream.getvalue().encode())


def hand_in(browser, town, file, mode="real"):
    return browser.post(f"{RUNS}add/", {"city": town.city.pk, "file": file, "mode": mode})


def left_in(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file()]


def test_a_trial_shows_the_report_in_words_and_writes_nothing(new_town, home) -> None:
    town = new_town("aa")
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=town.city), "zh-hans")
    page = hand_in(browser, town, table(proved("1"), proved("2", name="李娜"), row("")), "trial").text
    for told in ("这是试运行", "新的人", "同一身份证件以两个姓名核验过。", "该行没有旧系统标识。", "用户.csv"):
        assert told in page
    assert [value for value in (ZHANG, "李娜", "张伟") if value in page] == []
    assert (AccountRun.objects.count(), OldAccount.objects.count(), left_in(home)) == (0, 0, [])


def test_a_file_waits_sealed_and_is_gone_once_it_was_read(new_town, home) -> None:
    town = new_town("aa")
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=town.city))
    answer = hand_in(browser, town, table(proved("1"), proved("2", name="李娜")))
    run = AccountRun.objects.get()
    assert answer.url == f"{RUNS}{run.pk}/change/"
    (sealed,) = left_in(home)
    assert [word for word in (ZHANG, "李娜", "login1") if word.encode() in sealed.read_bytes()] == []
    assert "Waiting for a worker" in browser.get(answer.url).text
    done = account_intake_run(run_id=run.pk)
    assert (done.state, done.source, done.report["rows"]) == ("done", "用户.csv", 2)
    uploads.discard_upload(done)
    done.refresh_from_db()
    assert (left_in(home), done.upload_key) == ([], None)
    page = browser.get(answer.url).text
    assert "One identity document, proved under two names." in page
    report = browser.get(f"{RUNS}{run.pk}/report.json")
    assert report.json()["outcomes"] == {"new": 1, "conflict": 1}
    assert ZHANG not in report.text


def test_the_file_goes_with_the_end_of_its_run(new_town, home, django_capture_on_commit_callbacks) -> None:
    town = new_town("aa")
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=town.city))
    hand_in(browser, town, table(row("1")))
    with django_capture_on_commit_callbacks(execute=True):
        account_intake_run(run_id=AccountRun.objects.get().pk)
    assert left_in(home) == []
    hand_in(browser, town, SimpleUploadedFile("broken.csv", b'old_id,login\n1,"a'))
    broken = AccountRun.objects.first()
    with django_capture_on_commit_callbacks(execute=True):
        assert account_intake_run(run_id=broken.pk).state == AccountRunState.FAILED
    assert left_in(home) == []


def test_one_that_waits_is_cancelled_at_once_and_its_file_goes(
    new_town, home, django_capture_on_commit_callbacks
) -> None:
    town = new_town("aa")
    clerk = make_staff(Role.CITY_ADMIN, city=town.city)
    browser = signed_in(clerk)
    hand_in(browser, town, table(row("1")))
    run = AccountRun.objects.get()
    stranger = signed_in(make_staff(Role.CITY_ADMIN, city=new_town("bb", "370902000000").city))
    assert stranger.post(f"{RUNS}{run.pk}/cancel/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{RUNS}{run.pk}/cancel/")
    run.refresh_from_db()
    assert (run.state, left_in(home), OldAccount.objects.count()) == (AccountRunState.CANCELLED, [], 0)
    assert AuditEntry.objects.filter(action="accounts.intake.cancel", actor_id=str(clerk.pk)).count() == 1
    assert "The import has ended" in browser.post(f"{RUNS}{run.pk}/cancel/", follow=True).text


def test_how_far_a_run_is_and_how_long_it_takes_still(new_town) -> None:
    town = new_town("aa")
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=town.city))
    run = AccountRun.objects.create(
        city=town.city, state="running", phase="matching", done_rows=250, total_rows=1000, lease_owner=None
    )
    page = browser.get(f"{RUNS}{run.pk}/change/", headers={"hx-request": "true"})
    assert "250 of 1000 rows" in page.text
    assert "width: 25%" in page.text
    AccountRun.objects.update(state="done")
    assert browser.get(f"{RUNS}{run.pk}/change/", headers={"hx-request": "true"})["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("name", "limit", "told"), [("a.exe", 1 << 20, "Not a file of CSV"), ("a.csv", 10, "Larger than")]
)
def test_what_is_no_table_or_too_large_is_refused(new_town, home, settings, name, limit, told) -> None:
    settings.PORTAL_PRIVATE_UPLOAD_BYTES = limit
    town = new_town("aa")
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=town.city))
    assert told in hand_in(browser, town, table(row("1"), name=name)).text
    assert (AccountRun.objects.count(), left_in(home)) == (0, [])


def test_a_city_takes_in_its_own_accounts_alone(new_town, home) -> None:
    here, there = new_town("aa"), new_town("bb", "370902000000")
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=here.city))
    assert "Select a valid choice" in hand_in(browser, there, table(row("1"))).text
    assert hand_in(signed_in(make_staff(Role.AUDITOR)), here, table(row("1"))).status_code == 403
    assert (AccountRun.objects.count(), left_in(home)) == (0, [])


def test_a_held_import_goes_on_by_a_button_and_its_file_waits_for_it(
    new_town, home, django_capture_on_commit_callbacks
) -> None:
    town = new_town("aa")
    town.take(*(row(str(number)) for number in range(1, 5)))
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=town.city))
    hand_in(browser, town, table(row("1")))
    run = AccountRun.objects.first()
    with django_capture_on_commit_callbacks(execute=True):
        assert account_intake_run(run_id=run.pk).state == AccountRunState.HELD
    assert len(left_in(home)) == 1
    page = browser.get(f"{RUNS}{run.pk}/change/").text
    assert "many of the accounts that were taken in are gone" in page
    assert "<dt>Gone from the source</dt><dd>3</dd>" in page
    browser.post(f"{RUNS}{run.pk}/release/")
    with django_capture_on_commit_callbacks(execute=True):
        assert account_intake_run(run_id=run.pk).state == AccountRunState.DONE
    assert (OldAccount.objects.exclude(gone_at=None).count(), left_in(home)) == (3, [])
