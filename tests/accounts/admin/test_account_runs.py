"""A city sees what became of its own old accounts, in words, and nothing of a person."""

from __future__ import annotations

from accounts.models import AccountRun
from accounts.roles import Role
from accounts.services import account_intake_run, account_intake_start
from services_portal.kernel.actor import SYSTEM
from tests.accounts.intake.people import ZHANG, proved, row
from tests.factories.staff import make_staff, signed_in

RUNS = "/admin/accounts/accountrun/"


def test_a_city_reads_its_report_in_words_and_no_others(new_town) -> None:
    here, there = new_town("aa"), new_town("bb", "370902000000")
    rows = [proved("1"), proved("2", name="李娜"), row(old_id=""), row("4", phone="12")]
    runs = [town.take(*rows) for town in (here, there)]
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=here.city))
    listed = browser.get(RUNS).text
    assert (f"{runs[0].pk}/change" in listed, f"{runs[1].pk}/change" in listed) == (True, False)
    page = browser.get(f"{RUNS}{runs[0].pk}/change/", headers={"accept-language": "zh-hans"}).text
    told = ("同一身份证件以两个姓名核验过。", "该行没有旧系统标识。")
    for reason in told:
        assert f"<dt>{reason}</dt><dd>1</dd>" in page
    assert "<td>手机号码: 无法识读</td><td>1</td><td>4</td>" in page
    assert "<dt>新的人</dt><dd>2</dd>" in page

    assert [value for value in (ZHANG, "李娜", "张伟", "login1") if value in page] == []
    assert browser.get(f"{RUNS}{runs[1].pk}/change/").status_code in (302, 403, 404)
    english = browser.get(f"{RUNS}{runs[0].pk}/change/", headers={"accept-language": "en"}).text
    assert "<dt>One identity document, proved under two names.</dt><dd>1</dd>" in english


def test_a_run_that_failed_says_so(new_town) -> None:
    town = new_town("aa")
    town.write([row("1")]).write_bytes(b"")
    run = account_intake_run(run_id=account_intake_start(actor=SYSTEM, city=town.city).pk)
    page = signed_in(make_staff(Role.CITY_ADMIN, city=town.city)).get(f"{RUNS}{run.pk}/change/").text
    assert "source.empty_file" in page
    assert AccountRun.objects.get().outcomes == {}
