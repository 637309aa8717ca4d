"""Rows that wait are told cause by cause: how many, since when, until when, and to whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.queue.open_causes import (
    Asked,
    CauseKey,
    QueueSize,
    RuleCount,
    cause_rows,
    causes_named,
    days_left,
    deadline_of,
    mark_of,
    open_causes,
    overdue_before,
    queue_size,
    rows_of_nothing_else,
    rule_counts,
)
from catalog.models import Finding, SourceRecord
from catalog.scopes import INTAKE_RUN
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM, Actor, Grant
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import carry_out, decide

ZONE = ZoneInfo("Asia/Shanghai")
LATE = {"promised_days": "30个工作日"}


@pytest.fixture
def waiting(made: Made) -> Made:
    """Four rows wait: two of one unknown title, one of another that promises more than the law, one for that alone."""
    first, second, third, fourth, good = made.rows(5)
    made.take(
        [
            {**first, "title": "没有这样的事项", "item_code": ""},
            {**second, "title": "没有这样的事项（个人）", "item_code": ""},
            {**third, "title": "另一种没有的事", "item_code": "", **LATE},
            {**fourth, **LATE},
            good,
        ]
    )
    return made


def clerk(*slugs: str) -> Actor:
    return Actor("user", "1", grants=frozenset(Grant(INTAKE_RUN, f"city:{slug}") for slug in slugs))


def told(actor: Actor, asked: Asked | None = None) -> list[tuple[str, str, int]]:
    return [(each.rule, each.alike, each.rows) for each in open_causes(actor, asked)]


def test_each_cause_is_told_once_with_its_rows(waiting: Made, django_assert_num_queries) -> None:
    found = {(each.rule, each.alike): each for each in open_causes(SYSTEM)}
    assert {key: each.rows for key, each in found.items()} == {
        ("days.promise_exceeds_law", "30个工作日 > 20个工作日"): 2,
        ("match.none", "没有这样的事项"): 1,
        ("match.none", "没有这样的事项个人"): 1,
    }
    late = found["days.promise_exceeds_law", "30个工作日 > 20个工作日"]
    assert (late.city, late.evidence, late.title) == (waiting.city, "30个工作日 > 20个工作日", "另一种没有的事")
    assert late.oldest == SourceRecord.objects.get(old_id="T-0000002").waiting_since
    assert late.choices == ("accept", "reject")
    with django_assert_num_queries(4):
        open_causes(SYSTEM)


def test_the_mark_in_an_address_leads_back_to_the_cause(waiting: Made) -> None:
    keys = [each.key for each in open_causes(SYSTEM)]
    assert [each.key for each in causes_named(SYSTEM, keys)] == keys
    assert [each.rows for each in causes_named(SYSTEM, [keys[0]])] == [2]
    assert causes_named(SYSTEM, [CauseKey("testing", "match.none", mark_of("别的"))]) == []
    assert causes_named(SYSTEM, [CauseKey("elsewhere", keys[0].rule, keys[0].mark)]) == []
    assert causes_named(SYSTEM, []) == []


def test_nobody_sees_what_waits_in_another_city(waiting: Made) -> None:
    key = open_causes(SYSTEM)[0].key
    for actor, count in ((clerk("testing"), 3), (clerk("elsewhere"), 0), (clerk(), 0)):
        assert len(open_causes(actor)) == count
        assert len(causes_named(actor, [key])) == min(count, 1)
        assert (rule_counts(actor) == []) == (count == 0)
        assert queue_size(actor) == QueueSize(4 if count else 0, 0, 0)
        assert cause_rows(actor, "testing", key.rule, "30个工作日 > 20个工作日").count() == min(count, 2)


def test_what_is_asked_for_narrows_and_pages(waiting: Made) -> None:
    assert told(SYSTEM, Asked(rule="days.promise_exceeds_law")) == [
        ("days.promise_exceeds_law", "30个工作日 > 20个工作日", 2)
    ]
    assert told(SYSTEM, Asked(city="elsewhere")) == []
    whole = told(SYSTEM, Asked(city="testing"))
    assert [len(open_causes(SYSTEM, limit=2, offset=place)) for place in (0, 2, 4)] == [2, 1, 0]
    assert [(each.rule, each.alike, each.rows) for each in open_causes(SYSTEM, limit=1, offset=1)] == whole[1:2]


def test_rows_are_counted_by_rule_and_a_row_that_waits_for_two_counts_for_both(waiting: Made) -> None:
    key = waiting.city.pk
    assert rule_counts(SYSTEM) == [
        RuleCount(key, "days.promise_exceeds_law", 2, 1),
        RuleCount(key, "match.none", 2, 2),
    ]


def test_the_rows_of_a_cause_come_as_they_were_read_and_in_our_words(waiting: Made) -> None:
    rows = list(cause_rows(SYSTEM, "testing", "days.promise_exceeds_law", "30个工作日 > 20个工作日"))
    assert [row.old_id for row in rows] == ["T-0000002", "T-0000003"]
    assert [row.raw["title"] for row in rows] == ["另一种没有的事", "第3号事项办理"]
    assert [row.fields["promised_days"] for row in rows] == ["30个工作日"] * 2


def test_it_is_told_how_many_rows_wait_for_nothing_else(waiting: Made) -> None:
    row = SourceRecord.objects.get(old_id="T-0000002")
    Finding.objects.create(run=row.run, row_number=row.row_number, rule="match.none", severity="error", cause="x")
    assert rows_of_nothing_else(SYSTEM, "testing", "days.promise_exceeds_law", "30个工作日 > 20个工作日") == 1
    assert rows_of_nothing_else(SYSTEM, "testing", "match.none", "没有这样的事项") == 1


def test_a_decided_cause_says_so_until_a_run_has_carried_it_out(waiting: Made) -> None:
    decision = decide(waiting.city, "days.promise_exceeds_law", "accept")
    assert [each.decision for each in open_causes(SYSTEM) if each.is_decided] == [decision]
    carry_out(waiting.city)
    assert {(rule, rows) for rule, _alike, rows in told(SYSTEM)} == {("match.none", 1)}
    assert SourceRecord.objects.filter(outcome="queued").count() == 3


def test_a_row_of_the_time_before_causes_is_counted_apart(waiting: Made) -> None:
    Finding.objects.update(cause="")
    assert (open_causes(SYSTEM), queue_size(SYSTEM)) == ([], QueueSize(4, 0, 4))
    assert queue_size(SYSTEM, "elsewhere") == QueueSize(0, 0, 0)


def test_a_row_that_is_published_or_of_a_later_run_waits_for_nothing(waiting: Made) -> None:
    before = waiting.rows(4)
    waiting.take([before[0], before[1], before[2], {**before[3], **LATE}, waiting.rows(5)[4]])
    assert told(SYSTEM) == [("days.promise_exceeds_law", "30个工作日 > 20个工作日", 1)]


def test_another_citys_rows_of_the_same_cause_are_another_decision(waiting: Made) -> None:
    city = generated.make_city(waiting.folder, "second", prefix="3798")
    second = Made(waiting.folder, city, generated.make_agencies(city, 1), waiting.items)
    second.take([{**second.rows(1)[0], **LATE}])
    found = [each for each in open_causes(SYSTEM) if each.rule == "days.promise_exceeds_law"]
    assert [(each.city.slug, each.rows) for each in found] == [("testing", 2), ("second", 1)]
    assert [each.city.slug for each in open_causes(clerk("second"))] == ["second"]


def test_ten_working_days_and_no_holiday_among_them() -> None:
    since = datetime(2025, 9, 25, 23, 30, tzinfo=ZONE)
    # 26, 28 (made up), 29, 30 September; the holidays end on 8 October; 9, 10, 11 (made up), 13, 14, 15 October.
    due = deadline_of(since)
    assert due is not None
    assert (due.day, due.provisional) == (date(2025, 10, 15), False)
    assert deadline_of(None) is None


@pytest.mark.parametrize(
    ("day", "left"), [("2025-09-25", 10), ("2025-10-14", 1), ("2025-10-15", 0), ("2025-10-17", -2)]
)
def test_the_days_left_are_counted_to_the_deadline_and_beyond(day: str, left: int) -> None:
    since = datetime(2025, 9, 25, 9, 0, tzinfo=ZONE)
    with clock.frozen(datetime.fromisoformat(f"{day}T12:00:00+08:00")):
        assert days_left(since) == left


@given(st.dates(date(2024, 1, 1), date(2025, 12, 31)), st.integers(0, 40))
def test_what_is_overdue_is_what_has_no_day_left(day: date, ago: int) -> None:
    since = datetime.combine(day - timedelta(days=ago), datetime.min.time(), ZONE) + timedelta(hours=9)
    with clock.frozen(datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)):
        assert (since < overdue_before()) == (days_left(since) < 0)


def test_overdue_rows_can_be_asked_for(waiting: Made) -> None:
    old = clock.now() - timedelta(days=60)
    SourceRecord.objects.filter(old_id="T-0000000").update(waiting_since=old)
    assert told(SYSTEM, Asked(overdue=True)) == [("match.none", "没有这样的事项", 1)]
    assert queue_size(SYSTEM, "testing") == QueueSize(4, 1, 0)
