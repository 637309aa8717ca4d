"""Dates by the city's formats, and numbers of visits."""

from datetime import date

import pytest

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
        ("05/03/2021", ("%Y-%m-%d",), None, "date.unreadable"),
        ("2021-02-30", ("%Y-%m-%d",), None, "date.unreadable"),
        ("长期", ("%Y-%m-%d",), None, "date.unreadable"),
        ("0001-01-01", ("%Y-%m-%d",), None, "date.implausible"),
        ("9999-12-31", ("%Y-%m-%d",), None, "date.implausible"),
    ],
)
def test_dates(text: str, formats: tuple[str, ...], value: date | None, rule: str | None) -> None:
    read, note = read_date(text, "effective_on", formats)
    assert (read, note.rule.id if note else None) == (value, rule)


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
