"""Working days by the State Council's yearly notice on holidays, make-up days included (package chinesecalendar).

A year that the notice does not cover yet is counted Monday to Friday and marked provisional, so that a deadline
shown to a resident says what it stands on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

SATURDAY = 5


@dataclass(frozen=True)
class WorkingDay:
    """A counted day, and whether a year without a published notice was crossed to reach it."""

    day: date
    provisional: bool


def is_working_day(day: date) -> tuple[bool, bool]:
    """Return (is a working day, is provisional)."""
    try:
        return chinese_calendar.is_workday(day), False
    except NotImplementedError:
        return day.weekday() < SATURDAY, True


def add_working_days(start: date, days: int) -> WorkingDay:
    """Return the ``days``-th working day after ``start``; the start itself is not counted (民法典 第二百零一条).

    With ``days`` = 0 the start is returned. Raises ValueError for a negative count.
    """
    if days < 0:
        raise ValueError("days must not be negative")
    day, provisional = start, False
    while days:
        day += timedelta(days=1)
        working, guessed = is_working_day(day)
        provisional = provisional or guessed
        days -= working
    return WorkingDay(day, provisional)


def working_days_between(start: date, end: date) -> tuple[int, bool]:
    """Return (working days after ``start`` up to and including ``end``, provisional); 0 when ``end`` is not later."""
    count, provisional = 0, False
    day = start
    while day < end:
        day += timedelta(days=1)
        working, guessed = is_working_day(day)
        count += working
        provisional = provisional or guessed
    return count, provisional
