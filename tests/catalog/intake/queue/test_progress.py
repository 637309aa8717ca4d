"""How far each city is, and how long what waits will last at the pace of the last fourteen days."""

from __future__ import annotations

from datetime import timedelta

from catalog.intake.queue.open_causes import RuleCount
from catalog.intake.queue.progress import progress
from catalog.models import IntakeRun, SourceRecord
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM, Actor
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import carry_out, decide

NOBODY = Actor("user", "1")


def three_of_five(made: Made) -> None:
    """Take in five rows: two are published, two wait for one cause, one is a test."""
    rows = made.rows(5)
    late = {"promised_days": "30个工作日"}
    made.take([rows[0], rows[1], {**rows[2], **late}, {**rows[3], **late}, {**rows[4], "title": "test123"}])


def test_a_city_that_nothing_is_known_of(made: Made) -> None:
    told = progress(SYSTEM, [made.city])
    (city,) = told.cities
    assert (city.rows, city.waiting, city.coverage, city.days_to_go, city.by_rule) == (0, 0, None, 0, ())
    assert (told.whole.coverage, told.directory) == (None, 30)


def test_every_row_is_counted_and_the_pace_says_how_long(made: Made) -> None:
    three_of_five(made)
    (city,) = progress(SYSTEM, [made.city]).cities
    assert (city.rows, city.taken_in, city.waiting, city.rejected, city.matters) == (5, 2, 2, 1, 2)
    assert (city.coverage, city.cleared, city.days_to_go, city.overdue) == (0.4, 0, None, 0)
    assert city.by_rule == (RuleCount(made.city.pk, "days.promise_exceeds_law", 2, 1),)
    rows = made.rows(5)
    made.take([rows[0], rows[1], rows[2], {**rows[3], "promised_days": "30个工作日"}, {**rows[4], "title": "test123"}])
    (city,) = progress(SYSTEM, [made.city]).cities
    assert (city.taken_in, city.waiting, city.cleared, city.days_to_go) == (3, 1, 1, 14)
    decide(made.city, "days.promise_exceeds_law", "accept")
    carry_out(made.city)
    (city,) = progress(SYSTEM, [made.city]).cities
    assert (city.taken_in, city.waiting, city.cleared, city.days_to_go, city.oldest) == (4, 0, 2, 0, None)


def test_what_was_settled_longer_ago_is_no_pace(made: Made) -> None:
    three_of_five(made)
    IntakeRun.objects.update(cleared=4, finished_at=clock.now() - timedelta(days=15))
    (city,) = progress(SYSTEM, [made.city]).cities
    assert (city.cleared, city.days_to_go) == (0, None)
    IntakeRun.objects.update(finished_at=clock.now() - timedelta(days=13))
    (city,) = progress(SYSTEM, [made.city]).cities
    assert (city.cleared, city.days_to_go) == (4, 7)


def test_rows_gone_from_the_source_count_no_more(made: Made) -> None:
    three_of_five(made)
    SourceRecord.objects.filter(old_id="T-0000000").update(checksum=b"")
    (city,) = progress(SYSTEM, [made.city]).cities
    assert (city.rows, city.taken_in) == (4, 1)


def test_rows_that_should_have_been_decided_are_counted_and_the_oldest_is_told(made: Made) -> None:
    three_of_five(made)
    old = clock.now() - timedelta(days=60)
    SourceRecord.objects.filter(old_id="T-0000002").update(waiting_since=old)
    (city,) = progress(SYSTEM, [made.city]).cities
    assert (city.overdue, city.oldest, city.days_left < 0) == (1, old, True)


def test_the_whole_is_the_cities_together_in_six_statements(made: Made, django_assert_num_queries) -> None:
    three_of_five(made)
    second = generated.make_city(made.folder, "second", prefix="3798")
    other = Made(made.folder, second, generated.make_agencies(second, 1), made.items)
    other.take([other.rows(1)[0], {**other.rows(2)[1], "promised_days": "30个工作日"}])
    with django_assert_num_queries(6):
        told = progress(SYSTEM, [made.city, second])
    assert [(each.city.slug, each.rows, each.waiting) for each in told.cities if each.city] == [
        ("testing", 5, 2),
        ("second", 2, 1),
    ]
    whole = told.whole
    assert (whole.rows, whole.taken_in, whole.waiting, whole.rejected, whole.coverage) == (7, 3, 3, 1, 3 / 7)
    # Both cities offer the first matter: it is one of the directory.
    assert (whole.matters, whole.by_rule) == (2, (RuleCount(None, "days.promise_exceeds_law", 3, 2),))
    with django_assert_num_queries(6):
        progress(SYSTEM, [made.city])


def test_to_who_may_not_see_the_intake_nothing_is_told(made: Made) -> None:
    three_of_five(made)
    (city,) = progress(NOBODY, [made.city]).cities
    assert (city.rows, city.waiting, city.cleared, city.by_rule) == (0, 0, 0, ())
