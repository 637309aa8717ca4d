"""Ages as the law counts them: from the day after the birthday, also of those born on 29 February."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.agents.ages import (
    BORDERS,
    Capacity,
    age_on,
    births_reaching,
    capacity_on,
    needs_consent,
    reaches,
)

DAY = timedelta(days=1)
births = st.dates(date(1920, 1, 1), date(2060, 12, 31)) | st.sampled_from(
    [date(year, 2, 29) for year in range(1920, 2061, 4)]
)


@pytest.mark.parametrize(
    ("born", "age", "first_day"),
    [
        (date(2010, 5, 1), 14, date(2024, 5, 2)),
        (date(2010, 12, 31), 14, date(2025, 1, 1)),
        (date(2008, 2, 29), 14, date(2022, 3, 1)),
        (date(2008, 2, 29), 16, date(2024, 3, 1)),
        (date(2008, 2, 28), 16, date(2024, 2, 29)),
        (date(2008, 2, 28), 18, date(2026, 3, 1)),
    ],
)
def test_the_day_of_an_age(born: date, age: int, first_day: date) -> None:
    assert reaches(born, age) == first_day
    assert (age_on(born, first_day - DAY), age_on(born, first_day)) == (age - 1, age)


@settings(max_examples=60)
@given(born=births, days=st.integers(0, 40_000))
def test_an_age_is_how_many_of_its_days_have_come(born: date, days: int) -> None:
    day = born + timedelta(days=days)
    age = age_on(born, day)
    assert reaches(born, age) <= day < reaches(born, age + 1) if age else day < reaches(born, 1)
    assert age_on(born, day) <= age_on(born, day + DAY) <= age_on(born, day) + 1


@settings(max_examples=60)
@given(born=births)
def test_rights_change_on_one_day_and_never_back(born: date) -> None:
    eight, fourteen, eighteen = (reaches(born, age) for age in (8, 14, 18))
    assert [capacity_on(born, day - DAY) for day in (eight, eighteen)] == [Capacity.NONE, Capacity.LIMITED]
    assert [capacity_on(born, day) for day in (eight, eighteen)] == [Capacity.LIMITED, Capacity.FULL]
    assert (needs_consent(born, fourteen - DAY), needs_consent(born, fourteen)) == (True, False)


@settings(max_examples=60)
@given(day=st.dates(date(2000, 1, 1), date(2060, 12, 31)), age=st.sampled_from(BORDERS))
def test_who_reaches_an_age_on_a_day_is_found_by_his_birthday(day: date, age: int) -> None:
    around = [day.replace(year=day.year - age, day=1) + timedelta(days=n) for n in range(-32, 35)]
    assert births_reaching(age, day) == [born for born in around if reaches(born, age) == day]


def test_on_the_first_of_march_two_birthdays_count() -> None:
    assert births_reaching(14, date(2022, 3, 1)) == [date(2008, 2, 28), date(2008, 2, 29)]
    assert births_reaching(18, date(2024, 2, 29)) == [date(2006, 2, 28)]
    assert births_reaching(18, date(2024, 3, 1)) == []
