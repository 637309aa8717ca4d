"""One cause: its rows as they were read, what may be chosen and why, and one click that settles them all."""

from __future__ import annotations

import re
from typing import Any

import pytest

from accounts.roles import Role
from catalog.intake.queue.open_causes import CauseKey, OpenCause, mark_of, open_causes
from catalog.models import BasicItem, CutOverStep, RowDecision, Service, ServiceState, SourceRecord
from catalog.services.intake_run import intake_run
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import carry_out, decide, undo
from tests.factories.catalog import make_item
from tests.factories.staff import make_staff, signed_in

QUEUE = "/admin/catalog/sourcerecord/"


def cause(rule: str) -> OpenCause:
    (found,) = (each for each in open_causes(SYSTEM) if each.rule == rule)
    return found


def address(key: CauseKey) -> str:
    return f"{QUEUE}cause/{key.city}/{key.rule}/{key.mark}/"


def offers(page: str) -> list[str]:
    return re.findall(r'name="decision" value="([^"]+)"', page)


def test_the_rows_are_shown_as_read_with_all_their_findings(browser, waiting: Made) -> None:
    page = browser().get(address(cause("match.none").key)).text
    assert re.findall(r"old id (T-\d+) · row (\d)", page) == [("T-0000000", "1"), ("T-0000031", "2")]
    assert page.count("No matter of the basic directory corresponds") == 3
    assert ("试城市第0局" in page, "As the source has it" in page) == (True, True)
    assert "It holds for the 2 rows of Testing that wait for this now, for all rows alike that come later" in page
    assert "wait for something else" not in page
    assert ("within the promised days" in page, "only where the matter belongs" in page) == (True, True)


def test_where_nothing_is_taken_in_now_that_is_said(browser, waiting: Made) -> None:
    CutOverStep.objects.create(city=waiting.city, source="dual", target="shadow", taken_by="test")
    page = browser().get(address(cause("match.none").key)).text
    assert "Nothing is taken in for this city in its present phase of the cut-over" in page
    assert "within half a minute" not in page


def test_rows_that_wait_for_more_than_this_are_counted(made: Made) -> None:
    rows = [{**row, "promised_days": "30个工作日"} for row in made.rows(3)]
    made.take([*rows[:2], {**rows[2], "agency_name": "查无此局", "agency_code": "", "item_code": ""}])
    many = next(each for each in open_causes(SYSTEM) if each.rows == 3)
    page = signed_in(make_staff(Role.PROVINCE_ADMIN)).get(address(many.key)).text
    assert "第0号事项办理 and 2 more" in page
    assert "1 of them waits for something else besides, and leaves the queue when that is decided too." in page


def test_a_row_that_doubles_anothers_service_is_told_where_its_old_id_will_lead(made: Made) -> None:
    one, two = made.rows(2)
    BasicItem.objects.filter(pk=made.items[0].pk).update(synonyms=["又名事项"])
    made.take([one, {**two, "title": "又名事项", "item_code": ""}])
    (same,) = (each for each in open_causes(SYSTEM) if each.rule == "row.same_service")
    page = signed_in(make_staff(Role.PROVINCE_ADMIN)).get(address(same.key)).text
    assert "It concerns this one row of Testing, as long as the source leaves it as it is." in page
    assert "its old id leads to the one that is there" in page
    assert [value.partition(":")[0] for value in offers(page)][-2:] == ["matter", "reject"]


def test_the_likeliest_matters_are_shown_with_what_speaks_for_and_against(browser, made: Made, waiting: Made) -> None:
    item = make_item("002017170005", "没有这样的事项登记")
    page = browser(language="zh-hans").get(address(cause("match.none").key)).text
    assert offers(page)[0] == f"matter:{item.pk}"
    assert ("名称相近：没有这样的事项登记" in page, "就是这个事项" in page) == (True, True)
    assert offers(page)[-1] == "reject"


def test_one_click_settles_all_rows_of_the_cause(browser, waiting: Made) -> None:
    clerk, here = browser(), address(cause("match.none").key)
    sent = {"decision": f"matter:{waiting.items[9].pk}", "note": "同义"}
    answer = clerk.post(f"{here}?rule=match.none", sent, follow=True)
    decision = RowDecision.objects.get()
    assert (decision.choice, decision.matter, decision.note, decision.alike) == (
        "matter", waiting.items[9], "同义", "没有这样的事项",
    )  # fmt: skip
    assert answer.redirect_chain[-1][0] == f"{QUEUE}?rule=match.none"
    assert f"没有这样的事项 (2 rows): This is the matter: {waiting.items[9]}." in answer.text
    assert f'href="/admin/catalog/rowdecision/{decision.pk}/change/"' in answer.text
    assert AuditEntry.objects.filter(action="catalog.queue.decide").count() == 1
    page = clerk.get(here).text
    assert ("It was decided; an import carries it out" in page, offers(page)) == (True, [])
    carry_out(waiting.city)
    assert Service.objects.filter(basic_item=waiting.items[9], state=ServiceState.PUBLISHED).count() == 2
    page = clerk.get(here).text
    assert "No row waits for this any more." in page
    assert ("by you" in page, "同义" in page, "holds" in page) == (True, True, True)


@pytest.mark.django_db(transaction=True)
def test_a_run_is_started_at_once(browser, waiting: Made) -> None:
    clerk = browser()
    clerk.post(address(cause("days.promise_exceeds_law").key), {"decision": "accept"})
    run = waiting.city.intake_runs.get(kind="decisions")
    assert (run.state, intake_run(run_id=run.pk).cleared) == ("waiting", 2)
    assert RowDecision.objects.get().taken_at is not None


def test_after_a_decision_the_next_cause_is_shown_and_one_may_be_left_for_now(browser, waiting: Made) -> None:
    clerk = browser()
    first, second, third = open_causes(SYSTEM)
    page = clerk.get(address(first.key)).text
    assert f'href="{address(second.key)}"' in page
    assert f'href="{address(first.key)}"' in clerk.get(address(third.key)).text
    sent = {"decision": "reject"}
    for here, then in ((first, second), (second, third)):
        assert clerk.post(address(here.key), sent).headers["Location"] == address(then.key)
    assert clerk.post(address(third.key), sent).headers["Location"] == QUEUE


def test_an_agency_is_searched_without_scripts_and_chosen(browser, waiting: Made) -> None:
    clerk, here = browser(), address(cause("agency.unknown").key)
    page = clerk.get(here).text
    assert offers(page)[0] == f"agency:{waiting.agencies[3].pk}"
    assert "The name is alike: 试城市第3局" in page
    page = clerk.get(here, {"q": "第7局"}).text
    assert offers(page)[0] == f"agency:{waiting.agencies[7].pk}"
    assert "Nothing was found." in clerk.get(here, {"q": "查无此局"}).text
    clerk.post(here, {"decision": f"agency:{waiting.agencies[7].pk}"})
    carry_out(waiting.city)
    row = SourceRecord.objects.select_related("service").get(old_id="T-0000004")
    assert (row.outcome, row.service and row.service.agency_id) == ("created", waiting.agencies[7].pk)


def test_a_matter_is_searched_by_code_too(browser, waiting: Made) -> None:
    page = browser().get(address(cause("match.none").key), {"q": waiting.items[5].code}).text
    assert offers(page)[0] == f"matter:{waiting.items[5].pk}"
    assert browser().get(address(cause("days.promise_exceeds_law").key), {"q": "x"}).status_code == 200


@pytest.mark.parametrize(
    "decision", ["", "accept", "matter", "matter:", "matter:zzz", "keep_ours", "agency:x", "matter:" + "0" * 32]
)
def test_what_may_not_be_decided_is_refused_and_said(browser, waiting: Made, decision: str) -> None:
    here = address(cause("match.none").key)
    answer = browser().post(here, {"decision": decision}, follow=True)
    assert answer.redirect_chain[-1][0] == here
    assert "This cannot be decided here" in answer.text
    assert not RowDecision.objects.exists()


def test_two_clerks_at_once_are_told_of_each_other(browser, waiting: Made) -> None:
    here = address(cause("match.none").key)
    decide(waiting.city, "match.none", "reject")
    answer = browser().post(here, {"decision": "reject"}, follow=True)
    assert "This was decided already" in answer.text
    assert RowDecision.objects.count() == 1


def test_what_was_decided_before_and_undone_is_told(browser, waiting: Made) -> None:
    here, clerk = address(cause("match.none").key), browser()
    decision = decide(waiting.city, "match.none", "reject", note="误")
    undo(decision)
    page = clerk.get(here).text
    assert "What was decided about this before" in page
    assert re.search(r"by the portal itself.* · undone .*by the portal itself.* · 误", page)
    assert "reject" in offers(page)


def test_long_causes_come_in_pages_and_cost_the_same(made: Made, django_assert_num_queries) -> None:
    rows = [{**row, "promised_days": "30个工作日"} for row in made.rows(45)]
    made.take(rows[:30])
    clerk = signed_in(make_staff(Role.CITY_ADMIN, city=made.city), "en")
    here = address(cause("days.promise_exceeds_law").key)
    clerk.get(here)
    with django_assert_num_queries(15):
        page = clerk.get(here).text
    assert len(re.findall(r"old id T-", page)) == 20
    assert len(re.findall(r"old id T-", clerk.get(here, {"page": "2"}).text)) == 10
    made.take(rows)
    with django_assert_num_queries(15):
        assert len(re.findall(r"old id T-", clerk.get(here).text)) == 20


def test_who_may_not_decide_finds_no_such_page(browser, waiting: Made) -> None:
    here = address(cause("match.none").key)
    away = signed_in(make_staff(Role.CITY_ADMIN, city=generated.make_city(waiting.folder, "second", prefix="3798")))
    for clerk in (browser("publisher"), browser("auditor"), away):
        assert clerk.get(here).status_code == 404
        assert clerk.post(here, {"decision": "reject"}).status_code == 404
    assert not RowDecision.objects.exists()


@pytest.mark.parametrize(
    "key", [("testing", "match.none", mark_of("别的")), ("nowhere", "match.none", "x"), ("testing", "a.b", "0")]
)
def test_what_nobody_waits_for_is_not_found(browser, waiting: Made, key: tuple[Any, ...]) -> None:
    clerk = browser()
    assert clerk.get(address(CauseKey(*key))).status_code == 404
    assert clerk.post(address(CauseKey(*key)), {"decision": "reject"}).status_code == 404
