"""Terms in all their spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.rules.days import CALENDAR, WORKING, Days, promise_exceeds, read_days

READABLE = [
    ("5", Days(5, WORKING), "days.unit_assumed"),
    ("５", Days(5, WORKING), "days.unit_assumed"),
    ("5个工作日", Days(5, WORKING), None),
    ("5 个 工作日", Days(5, WORKING), None),
    ("5工作日", Days(5, WORKING), None),
    ("3 工作日", Days(3, WORKING), None),
    ("五个工作日", Days(5, WORKING), None),
    ("二十个工作日", Days(20, WORKING), None),
    ("十五工作日", Days(15, WORKING), None),
    ("一百二十个工作日", Days(120, WORKING), None),
    ("廿个工作日", Days(20, WORKING), None),
    ("10 working days", Days(10, WORKING), None),
    ("1.5个工作日", Days(2, WORKING), None),
    ("自受理之日起20个工作日内", Days(20, WORKING), None),
    ("收到申请材料之日起20个工作日内", Days(20, WORKING), None),
    ("受理申请之日起20日内", Days(20, CALENDAR), "days.calendar_assumed"),
    ("20日（工作日）", Days(20, WORKING), None),
    ("20（工作日）", Days(20, WORKING), None),
    ("工作日：20", Days(20, WORKING), None),
    ("工作日20天", Days(20, WORKING), None),
    ("不超过15个工作日", Days(15, WORKING), None),
    ("20个工作日（不含公示）", Days(20, WORKING), None),
    ("30个自然日", Days(30, CALENDAR), None),
    ("20日", Days(20, CALENDAR), "days.calendar_assumed"),
    ("20天内办结", Days(20, CALENDAR), "days.calendar_assumed"),
    ("3个月", Days(90, CALENDAR), "days.converted"),
    ("1年", Days(365, CALENDAR), "days.converted"),
    ("2周", Days(14, CALENDAR), "days.converted"),
    ("48小时", Days(2, CALENDAR), "days.converted"),
    ("半个月", Days(15, CALENDAR), "days.converted"),
    ("3-5个工作日", Days(5, WORKING), "days.range"),
    ("3至5个工作日", Days(5, WORKING), "days.range"),
    ("0", Days(0, WORKING), None),
    ("0个工作日", Days(0, WORKING), None),
    ("当场办结", Days(0, WORKING), None),
    ("当场", Days(0, WORKING), None),
    ("即办", Days(0, WORKING), None),
    ("即办件", Days(0, WORKING), None),
    ("即时办结", Days(0, WORKING), None),
    ("随到随办", Days(0, WORKING), None),
    ("即来即办", Days(0, WORKING), None),
    ("马上办", Days(0, WORKING), None),
    ("立等可取", Days(0, WORKING), None),
    ("On the spot", Days(0, WORKING), None),
    ("", None, None),
    ("  ", None, None),
    ("无", None, "days.not_stated"),
    ("无法定时限", None, "days.not_stated"),
    ("-", None, "days.not_stated"),
    ("详见办事指南", None, "days.unreadable"),
    ("尽快", None, "days.unreadable"),
    ("-5", None, "days.unreadable"),
    ("99999", None, "days.too_long"),
]


@pytest.mark.parametrize(("text", "expected", "rule"), READABLE)
def test_each_spelling_is_read_as_it_is_meant(text: str, expected: Days | None, rule: str | None) -> None:
    days, note = read_days(text, "promised_days")
    assert (days, note.rule.id if note else None) == (expected, rule)


@given(st.integers(0, 3650), st.sampled_from(["个工作日", "工作日", " 个工作日", " working days"]))
def test_any_number_of_working_days_is_read_exactly(count: int, unit: str) -> None:
    assert read_days(f"{count}{unit}", "promised_days") == (Days(count, WORKING), None)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_and_a_lost_term_is_always_explained(text: str) -> None:
    days, note = read_days(text, "promised_days")
    assert days is None or 0 <= days.number <= 3650
    assert (
        days is not None
        or note is not None
        or not text.strip(" 。.;；,，\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0　")
        or (not "".join(text.split()).strip("。.;；,，"))
    )


@pytest.mark.parametrize(
    ("promised", "statutory", "exceeds"),
    [
        (Days(21, WORKING), Days(20, WORKING), True),
        (Days(20, WORKING), Days(20, WORKING), False),
        (Days(21, WORKING), Days(20, CALENDAR), True),
        (Days(21, CALENDAR), Days(20, WORKING), False),
        (Days(60, CALENDAR), Days(20, WORKING), True),
    ],
)
def test_a_promise_exceeds_the_law_only_when_certain(promised: Days, statutory: Days, exceeds: bool) -> None:
    assert promise_exceeds(promised, statutory) is exceeds
