"""Dates by the city's formats, and numbers of visits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.intake.rules.dates import read_date
from catalog.intake.rules.visits import read_visits

DAY = date(2021, 3, 5)


@pytest.mark.parametrize(
    ("text", "formats", "value", "rule"),
    [
        ("", ("%Y-%m-%d",), None, None),
        ("2021-03-05", ("%Y-%m-%d",), DAY, None),
        ("2021-03-05T10:00:00", ("%Y-%m-%d",), DAY, None),
        ("2021/3/5", ("%Y/%m/%d",), DAY, None),
        ("2021年3月5日", ("%Y年%m月%d日",), DAY, None),
        ("05/03/2021", ("%d/%m/%Y",), DAY, None),
        ("20210305", ("%Y-%m-%d",), DAY, "date.other_format"),
        ("2021.3.5", ("%Y-%m-%d",), DAY, "date.other_format"),
        ("05/03/2021", ("%Y-%m-%d",), None, "date.ambiguous"),
        ("13/03/2021", ("%Y-%m-%d",), date(2021, 3, 13), "date.other_format"),
        ("03-13-2021", ("%Y-%m-%d",), date(2021, 3, 13), "date.other_format"),
        ("05/05/2021", ("%Y-%m-%d",), date(2021, 5, 5), "date.other_format"),
        ("13/13/2021", ("%Y-%m-%d",), None, "date.unreadable"),
        ("二〇二一年三月五日", ("%Y-%m-%d",), DAY, "date.other_format"),
        ("二〇二一年十三月五日", ("%Y-%m-%d",), None, "date.unreadable"),
        ("２０２１年３月５日", ("%Y-%m-%d",), DAY, "date.other_format"),
        ("2021/3/5 0:00:00", ("%Y-%m-%d",), DAY, "date.other_format"),
        ("44260", ("%Y-%m-%d",), None, "date.unreadable"),
        ("2021-02-30", ("%Y-%m-%d",), None, "date.unreadable"),
        ("长期", ("%Y-%m-%d",), None, "date.unreadable"),
        ("0001-01-01", ("%Y-%m-%d",), None, "date.implausible"),
        ("9999-12-31", ("%Y-%m-%d",), None, "date.implausible"),
    ],
)
def test_dates(text: str, formats: tuple[str, ...], value: date | None, rule: str | None) -> None:
    read, note = read_date(text, "effective_on", formats)
    assert (read, note.rule.id if note else None) == (value, rule)


def test_a_date_with_two_readings_is_proposed_both_ways() -> None:
    _value, note = read_date("05/03/2021", "effective_on", ("%Y-%m-%d",))
    assert note is not None
    assert (note.repair, note.proposal, note.rule.severity) == ("", "2021-03-05 / 2021-05-03", "error")


def test_a_number_that_a_spreadsheet_made_of_a_date_is_proposed() -> None:
    _value, note = read_date("44260", "effective_on", ("%Y-%m-%d",))
    assert note is not None
    assert (note.repair, note.proposal) == ("", "2021-03-05")


@pytest.mark.parametrize("text", ["长期", "永久有效", "无期限", "不限"])
def test_a_service_may_have_no_end(text: str) -> None:
    value, note = read_date(text, "expires_on", ("%Y-%m-%d",))
    assert (value, note and note.rule.id) == (None, "date.open_end")


@given(st.dates(date(1949, 1, 1), date(2100, 12, 31)))
def test_every_way_to_write_a_day_reads_as_that_day(day: date) -> None:
    for spelling in (
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y/%m/%d}",
        f"{day.year}.{day.month}.{day.day}",
    ):
        assert read_date(spelling, "effective_on", ("%Y-%m-%d",))[0] == day


@pytest.mark.parametrize(
    ("text", "value", "rule"),
    [
        ("", None, None),
        ("0", 0, None),
        ("1", 1, None),
        ("1次", 1, None),
        ("最多跑一次", 1, None),
        ("两次", 2, None),
        ("零跑腿", 0, None),
        ("不见面", 0, None),
        ("很多次", None, "visits.unreadable"),
        ("99", None, "visits.many"),
    ],
)
def test_visits(text: str, value: int | None, rule: str | None) -> None:
    read, note = read_visits(text)
    assert (read, note.rule.id if note else None) == (value, rule)
