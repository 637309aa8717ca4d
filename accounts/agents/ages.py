"""Ages as the law counts them, and what a person of an age may do for himself.

A year of age is complete at the end of the birthday and counts from the day after: the day from which a term runs is
not counted in, the corresponding day is its last one, and the end of the month stands for a day that a year has not
(民法典 arts 200–203; 法释〔2006〕1号 art 2 says the same of ages). Who is born on 29 February is a year older from each
1 March. A person is without capacity under 8, of limited capacity until 18, then of full capacity (arts 17–20); who
lives by his own work has it from 16 (art 18), which no register tells, so a clerk sees to it. Personal data of those
under 14 need a guardian's consent (个人信息保护法 art 31; 未成年人网络保护条例 ch. 4).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

LIMITED: Final = 8
OWN_CONSENT: Final = 14
FULL: Final = 18
# The ages at which rights change by themselves and both sides are told.
BORDERS: Final = (OWN_CONSENT, FULL)


class Capacity(StrEnum):
    """What a person may do for himself."""

    NONE = "none"
    LIMITED = "limited"
    FULL = "full"


def reaches(born: date, age: int) -> date:
    """Return the first day on which somebody born on ``born`` is ``age`` years old."""
    year = born.year + age
    last = min(born.day, monthrange(year, born.month)[1])
    return date(year, born.month, last) + timedelta(days=1)


def age_on(born: date, day: date) -> int:
    """Return how many years old somebody is on ``day``; 0 before his birth."""
    age = max(day.year - born.year, 0)
    return age if age == 0 or reaches(born, age) <= day else age - 1


def capacity_on(born: date, day: date) -> Capacity:
    """Return what somebody may do for himself on ``day``, by his age alone."""
    age = age_on(born, day)
    return Capacity.NONE if age < LIMITED else Capacity.LIMITED if age < FULL else Capacity.FULL


def needs_consent(born: date, day: date) -> bool:
    """Whether a guardian has to consent on ``day`` to what is kept of him."""
    return age_on(born, day) < OWN_CONSENT


def births_reaching(age: int, day: date) -> list[date]:
    """Return the days of birth from which somebody reaches ``age`` on ``day``: one, two on 1 March, none on a
    29 February that his year of birth had not."""
    eve = day - timedelta(days=1)
    year = eve.year - age
    days = range(eve.day, 32) if eve.day == monthrange(eve.year, eve.month)[1] else [eve.day]
    found = [date(year, eve.month, each) for each in days if each <= monthrange(year, eve.month)[1]]
    return [each for each in found if reaches(each, age) == day]
