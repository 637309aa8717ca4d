"""The queue: what waits, why, how long still, and several causes decided in one go."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from accounts.roles import Role
from catalog.admin.queue.words import tick_of
from catalog.intake.queue.open_causes import open_causes
from catalog.models import Finding, IntakeRun, RowDecision, SourceRecord
from catalog.services.intake_run import intake_run
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import outcomes
from tests.factories.staff import make_staff, signed_in

QUEUE = "/admin/catalog/sourcerecord/"


def ticks(*rules: str) -> list[str]:
    return [tick_of(each.key) for each in open_causes(SYSTEM) if each.rule in rules]


def names(page: str) -> list[str]:
    """Return the causes that a page lists, in order."""
    return re.findall(
        r'<a class="portal-link" style="overflow-wrap: anywhere" href="[^"]*cause/[^"]*">([^<]*)</a>', page
    )


def test_a_clerk_sees_what_waits_why_and_until_when(browser, waiting: Made) -> None:
    page = browser().get(QUEUE).text
    assert sorted(names(page)) == ["没有这样的事项", "第2号事项办理 and 1 more", "试城市第3号局"]
    assert "30个工作日 &gt; 20个工作日" in page
    assert "No matter of the basic directory corresponds" in page
    assert (page.count(">2 rows<"), page.count(">1 row<")) == (2, 1)
    assert page.count("10 working days left") + page.count("9 working days left") == 3
    chinese = browser(language="zh-hans").get(QUEUE).text
    assert ("在基本目录中找不到对应事项" in chinese, ">2 行<" in chinese) == (True, True)


def test_filters_narrow_and_stay_in_the_addresses(browser, waiting: Made) -> None:
    clerk = browser()
    page = clerk.get(QUEUE, {"rule": "match.none", "city": "testing"}).text
    assert names(page) == ["没有这样的事项"]
    assert "?city=testing&amp;rule=match.none" in page
    assert names(clerk.get(QUEUE, {"overdue": "on"}).text) == []
    SourceRecord.objects.filter(old_id="T-0000004").update(waiting_since=clock.now() - timedelta(days=60))
    page = clerk.get(QUEUE, {"overdue": "on"}).text
    assert names(page) == ["试城市第3号局"]
    assert re.search(r"overdue by \d+ working days", page)
    for nonsense in ({"city": "nowhere"}, {"rule": "x" * 500}, {"page": "9" * 9}, {"page": "-1"}):
        assert clerk.get(QUEUE, nonsense).status_code == 200, nonsense


def test_the_queue_costs_the_same_however_long_it_is(browser, waiting: Made, django_assert_num_queries) -> None:
    clerk = browser()
    clerk.get(QUEUE)
    with django_assert_num_queries(10):
        clerk.get(QUEUE)
    run = IntakeRun.objects.get()
    for number in range(100, 140):
        SourceRecord.objects.create(
            city=waiting.city, old_id=str(number), checksum=b"1" * 16, outcome="queued", run=run, row_number=number
        )
        told = {"severity": "error", "evidence": f"另{number}", "cause": f"另{number}"}
        Finding.objects.create(run=run, row_number=number, rule="agency.unknown", **told)
    with django_assert_num_queries(10):
        page = clerk.get(QUEUE).text
    assert len(names(page)) == 30
    assert len(names(clerk.get(QUEUE, {"page": "2"}).text)) == 13


def test_several_causes_are_decided_after_it_was_said_what_that_does(browser, waiting: Made) -> None:
    clerk, told = browser(), ticks("match.none", "agency.unknown", "days.promise_exceeds_law")
    page = clerk.post(f"{QUEUE}decide/", {"cause": told, "choice": "reject"}).text
    assert "These are 3 decisions about 5 rows." in page
    assert "They hold also for rows alike that come later" in page
    assert not RowDecision.objects.exists()
    answer = clerk.post(
        f"{QUEUE}decide/?city=testing", {"cause": told, "choice": "reject", "sure": "1", "note": "不收"}, follow=True
    )
    assert answer.redirect_chain[-1][0] == f"{QUEUE}?city=testing"
    assert "3 causes decided (5 rows): Do not take in." in answer.text
    assert answer.text.count("decided, being carried out") == 3
    assert set(RowDecision.objects.values_list("choice", "note")) == {("reject", "不收")}
    run = IntakeRun.objects.get(kind="decisions")
    intake_run(run_id=run.pk)
    assert sorted(outcomes(waiting.city).values()) == ["created", *["rejected"] * 5]
    assert "No row waits for a decision." in clerk.get(QUEUE).text


def test_what_may_not_be_decided_like_this_is_left_out_and_said(browser, waiting: Made) -> None:
    clerk, told = browser(), ticks("match.none", "days.promise_exceeds_law")
    page = clerk.post(f"{QUEUE}decide/", {"cause": told, "choice": "accept"}).text
    assert "1 that you ticked is left out" in page
    answer = clerk.post(f"{QUEUE}decide/", {"cause": told, "choice": "accept", "sure": "1"}, follow=True)
    assert "1 cause was left out" in answer.text
    assert [(each.rule, each.choice) for each in RowDecision.objects.all()] == [("days.promise_exceeds_law", "accept")]


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"choice": "reject"},
        {"choice": "matter", "cause": ["a|b|c"]},
        {"choice": "zzz", "cause": ["testing|match.none|x"]},
        {"choice": "reject", "cause": ["", "|", "a|b|c|d", "\x00"]},
        {"choice": "reject", "cause": ["testing|match.none|00"], "sure": "1"},
    ],
)
def test_what_makes_no_sense_decides_nothing(browser, waiting: Made, sent: dict[str, object]) -> None:
    assert browser().post(f"{QUEUE}decide/", sent).status_code == 302
    assert not RowDecision.objects.exists()


def test_another_citys_causes_are_neither_seen_nor_decided(browser, waiting: Made) -> None:
    city = generated.make_city(waiting.folder, "second", prefix="3798")
    other = signed_in(make_staff(Role.CITY_ADMIN, city=city))
    assert names(other.get(QUEUE).text) == []
    sent = {"cause": ticks("match.none"), "choice": "reject", "sure": "1"}
    assert other.post(f"{QUEUE}decide/", sent).status_code == 302
    assert not RowDecision.objects.exists()
    assert len(names(browser("province").get(QUEUE).text)) == 3


@pytest.mark.parametrize("who", ["publisher", "auditor"])
def test_others_find_no_queue(browser, waiting: Made, who: str) -> None:
    clerk = browser(who)
    assert clerk.get(QUEUE).status_code == 403
    assert clerk.get(f"{QUEUE}rows/").status_code == 403
    assert clerk.post(f"{QUEUE}decide/", {"cause": ticks("match.none"), "choice": "reject"}).status_code == 404
    assert not RowDecision.objects.exists()


def test_the_rows_one_by_one_stay_within_reach_and_lead_to_their_cause(browser, waiting: Made) -> None:
    clerk = browser()
    assert f'href="{QUEUE}rows/"' in clerk.get(QUEUE).text
    assert "T-0000004" in clerk.get(f"{QUEUE}rows/").text
    row = SourceRecord.objects.get(old_id="T-0000004")
    (cause,) = (each for each in open_causes(SYSTEM) if each.rule == "agency.unknown")
    page = clerk.get(f"{QUEUE}{row.pk}/change/").text
    assert f'href="{QUEUE}cause/testing/agency.unknown/{cause.key.mark}/"' in page


def test_rows_of_the_time_before_causes_are_told_of(browser, waiting: Made) -> None:
    Finding.objects.update(cause="")
    page = browser().get(QUEUE).text
    assert "5 rows were read before the queue was sorted" in page
