"""A city's changes come by themselves, in order; nothing is lost while it is away or while we are."""

from __future__ import annotations

import random

import pytest

from catalog.intake.incoming import Batch, keep
from catalog.models import ChangeOrigin, CutOverStep, Finding, IncomingChange, IntakeRun, ServiceVersion, SourceState
from catalog.services import changes_poll as poll_module
from catalog.services import intake_run, intake_start
from catalog.services.changes_poll import changes_poll
from catalog.services.changes_start import changes_start
from catalog.tasks import follow_source
from services_portal.kernel.actor import SYSTEM
from tests.catalog.changes_in.source import public
from tests.cities.feed_server import answering

pytestmark = pytest.mark.django_db


def follow(made):
    follow_source(made.city.slug)


def test_rows_are_created_changed_and_retired_as_the_source_says(made):
    for number in range(4):
        made.source.put(made.row(number))
    follow(made)
    assert set(public(made.city)) == {f"T-000000{n}" for n in range(4)}
    made.source.put(made.row(1, promised_days="7个工作日"))
    made.source.drop("T-0000002")
    follow(made)
    now = public(made.city)
    assert set(now) == {"T-0000000", "T-0000001", "T-0000003"} and now["T-0000001"] == 7
    assert [run.kind for run in IntakeRun.objects.all()] == ["changes", "changes"]


def test_what_is_not_in_the_changes_stays_as_it_is(made):
    for number in range(5):
        made.source.put(made.row(number))
    follow(made)
    made.source.put(made.row(0, promised_days="9个工作日"))
    follow(made)
    run = IntakeRun.objects.order_by("-id").first()
    assert (run.state, run.outcomes, run.retired) == ("done", {"updated": 1}, 0)
    assert len(public(made.city)) == 5


def test_no_run_where_nothing_changed(made):
    made.source.put(made.row(0))
    follow(made)
    follow(made)
    follow(made)
    assert IntakeRun.objects.count() == 1
    assert SourceState.objects.get().cursor == "1"


def test_of_several_changes_of_one_row_the_last_counts(made):
    follow(made)
    made.source.page = 1
    for days in ("3个工作日", "5个工作日", "8个工作日"):
        made.source.put(made.row(0, promised_days=days))
    made.source.put(made.row(1))
    made.source.drop("T-0000001")
    made.source.put(made.row(2))
    follow(made)
    assert public(made.city) == {"T-0000000": 8, "T-0000002": public(made.city)["T-0000002"]}
    assert Finding.objects.filter(rule__startswith="row.doubled").count() == 0


def test_a_row_withdrawn_and_put_back_is_offered_again(made):
    made.source.put(made.row(0))
    follow(made)
    made.source.drop("T-0000000")
    follow(made)
    assert public(made.city) == {}
    made.source.put(made.row(0))
    follow(made)
    assert list(public(made.city)) == ["T-0000000"]
    assert ServiceVersion.objects.values("service").distinct().count() == 1


def test_a_city_that_is_away_is_noted_and_catches_up_in_order(made):
    made.source.put(made.row(0))
    follow(made)
    made.feed.behaviour = answering(503, b"{}")
    chance = random.Random(7)
    for step in range(60):
        number = chance.randrange(12)
        old_id = f"T-{number:07d}"
        if old_id in made.source.rows and chance.random() < 0.3:
            made.source.drop(old_id)
        else:
            made.source.put(made.row(number, promised_days=f"{step % 9 + 1}个工作日"))
        if step % 20 == 0:
            follow(made)
    state = SourceState.objects.get()
    assert (state.error_code, state.cursor) == ("feed.server_error", "1")
    made.feed.behaviour = made.source.answer
    follow(made)
    expected = {key: int(row["promised_days"][0]) for key, row in made.source.rows.items()}
    assert public(made.city) == expected
    assert SourceState.objects.get().error_code == ""


def test_a_full_reading_after_changes_finds_nothing_new(made):
    for number in range(6):
        made.source.put(made.row(number))
    follow(made)
    made.source.put(made.row(3, promised_days="2个工作日"))
    follow(made)
    run = intake_run(run_id=intake_start(actor=SYSTEM, city=made.city, hand_over=False).id)
    assert (run.outcomes, run.retired) == ({"unchanged": 6}, 0)


def test_a_process_that_dies_after_keeping_loses_nothing_and_doubles_nothing(made):
    made.source.put(made.row(0))
    made.source.put(made.row(1))
    assert changes_poll(city=made.city) == 2
    # The process is gone here. The next one asks again, and takes in what waits.
    assert changes_poll(city=made.city) == 0
    assert IncomingChange.objects.filter(taken_at=None).count() == 1
    follow(made)
    assert len(public(made.city)) == 2
    assert IncomingChange.objects.filter(taken_at=None).count() == 0


def test_of_two_who_ask_at_a_time_one_gives_way(made, monkeypatch):
    made.source.put(made.row(0))
    answers = poll_module.batch_of

    def overtaken(*given):
        monkeypatch.setattr(poll_module, "batch_of", answers)
        assert changes_poll(city=made.city) == 1
        return answers(*given)

    monkeypatch.setattr(poll_module, "batch_of", overtaken)
    assert changes_poll(city=made.city) == 0
    assert IncomingChange.objects.count() == 1


def test_changes_wait_while_another_import_of_the_city_is_at_work(made):
    made.source.put(made.row(0))
    open_one = intake_start(actor=SYSTEM, city=made.city, hand_over=False)
    follow(made)
    assert changes_start(city=made.city) is None
    assert IncomingChange.objects.filter(taken_at=None).count() == 1
    intake_run(run_id=open_one.id)
    follow(made)
    assert IncomingChange.objects.filter(taken_at=None).count() == 0


def test_a_broken_row_waits_for_a_person_and_the_others_go_on(made):
    made.source.put(made.row(0, promised_days="90个工作日"))
    made.source.put(made.row(1))
    follow(made)
    assert list(public(made.city)) == ["T-0000001"]
    assert IntakeRun.objects.get().outcomes == {"created": 1, "queued": 1}


@pytest.mark.parametrize("phase", ["shadow", "redirected"])
def test_a_city_that_is_only_compared_or_has_moved_is_not_followed(made, phase):
    CutOverStep.objects.create(city=made.city, source="dual", target=phase, taken_by="system")
    made.source.put(made.row(0))
    follow(made)
    assert (made.feed.paths, IntakeRun.objects.count()) == ([], 0)


def test_where_the_portal_leads_changes_are_shown_to_a_person_and_nothing_is_retired(made):
    made.source.put(made.row(0))
    made.source.put(made.row(1))
    follow(made)
    CutOverStep.objects.create(city=made.city, source="dual", target="portal", taken_by="system")
    made.source.put(made.row(0, promised_days="9个工作日"))
    made.source.drop("T-0000001")
    before = public(made.city)
    follow(made)
    assert public(made.city) == before
    assert IntakeRun.objects.order_by("-id").first().outcomes == {"queued": 1}


def test_an_id_that_no_database_holds_keeps_no_change_back(made):
    made.source.put(made.row(0))
    made.source.put(made.row(1))
    follow(made)
    keep(made.city.pk, ChangeOrigin.PUSH, Batch([], ["T-\x0000", " ", "T-0000001"], []), event_id="e1")
    follow(made)
    assert list(public(made.city)) == ["T-0000000"]
    assert not IncomingChange.objects.filter(taken_at=None).exists()
