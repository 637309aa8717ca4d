"""Working days by the State Council's calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services_portal.kernel import clock


@pytest.mark.parametrize(
    ("start", "days", "end", "provisional"),
    [
        (date(2025, 9, 26), 1, date(2025, 9, 28), False),  # the Sunday is a make-up day
        (date(2025, 9, 30), 1, date(2025, 10, 9), False),  # National Day and Mid-Autumn are skipped
        (date(2025, 9, 30), 3, date(2025, 10, 11), False),  # the Saturday is a make-up day
        (date(2025, 9, 30), 0, date(2025, 9, 30), False),
        (date(2099, 1, 2), 1, date(2099, 1, 5), True),  # no notice yet: Monday to Friday, and said to be provisional
    ],
)
def test_counts_by_the_notice(start, days, end, provisional):
    assert clock.add_working_days(start, days) == clock.WorkingDay(end, provisional)


@given(st.dates(date(2020, 1, 1), date(2025, 6, 1)), st.integers(0, 60))
def test_between_undoes_add(start, days):
    end = clock.add_working_days(start, days).day
    assert clock.working_days_between(start, end) == (days, False)


def test_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        clock.add_working_days(date(2025, 1, 1), -1)


def test_time_is_injected():
    with clock.frozen(datetime(2025, 12, 31, 17, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 1, 1)
        assert clock.now().utcoffset() == timedelta(hours=8)
    with pytest.raises(ValueError, match="aware"), clock.frozen(datetime(2025, 1, 1)):  # noqa: DTZ001
        pass
