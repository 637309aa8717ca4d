"""Deciding is refused, and leaves nothing behind, to those who may not, for what does not wait, and twice."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from catalog.models import IntakeRun, RowDecision
from catalog.scopes import INTAKE_RUN
from catalog.services import decision_undo, intake_start, row_decide
from catalog.services.decisions_start import decisions_start
from services_portal.kernel.actor import SYSTEM, Actor, Grant
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import carry_out, decide
from tests.catalog.intake.queue.test_decided import unmatched

WAITING = {"rule": "match.none", "alike": "没有这样的事项"}


@pytest.fixture
def waiting(made: Made) -> Made:
    """Return a city with a row that no matter corresponds to."""
    made.take([unmatched(made, 0)])
    return made


def refused(code: str, made: Made, **told: Any) -> DomainError:
    before = (RowDecision.objects.count(), IntakeRun.objects.count())
    with pytest.raises(DomainError) as error:
        row_decide(**{"actor": SYSTEM, "city": made.city, "choice": "reject", **WAITING, **told})
    assert error.value.code == code
    assert (RowDecision.objects.count(), IntakeRun.objects.count()) == before
    return error.value


def test_who_may_not_take_in_the_city_s_catalogue_may_not_decide(waiting: Made) -> None:
    stranger = Actor(type="user", id="clerk", grants=frozenset({Grant(INTAKE_RUN, "city:jinan")}))
    refused("not_permitted", waiting, actor=stranger)
    assert AuditEntry.objects.filter(action="catalog.queue.decide", refused=True, actor_id="clerk").count() == 1


def test_who_takes_in_the_city_s_catalogue_decides(waiting: Made) -> None:
    clerk = Actor(type="user", id="clerk", grants=frozenset({Grant(INTAKE_RUN, "city:testing")}))
    decision = row_decide(actor=clerk, city=waiting.city, choice="reject", hand_over=False, **WAITING)
    assert (decision.decided_by, decision.undone_at) == ("user:clerk", None)


def test_what_no_row_waits_for_is_unknown(waiting: Made) -> None:
    refused("unknown_cause", waiting, alike="别的")
    refused("unknown_cause", waiting, rule="match.ambiguous")
    decide(waiting.city, "match.none", "reject")
    carry_out(waiting.city)
    refused("unknown_cause", waiting)


def test_a_choice_that_the_rule_has_not_is_refused(waiting: Made) -> None:
    assert refused("choice_not_allowed", waiting, choice="accept").params == {"allowed": ["matter", "reject"]}
    refused("choice_not_allowed", waiting, choice="matter")
    refused("choice_not_allowed", waiting, choice="reject", matter=waiting.items[0])
    waiting.items[0].is_active = False
    refused("choice_not_allowed", waiting, choice="matter", matter=waiting.items[0])


def test_an_agency_of_another_city_is_refused(made: Made) -> None:
    made.take([{**made.rows(1)[0], "agency_code": "", "agency_name": "某某局", "item_code": ""}])
    agency = made.agencies[0]
    agency.city_id = SYSTEM.id  # nobody's
    refused("choice_not_allowed", made, rule="agency.unknown", alike="某某局", choice="agency", agency=agency)


def test_a_cause_is_decided_once(waiting: Made) -> None:
    decide(waiting.city, "match.none", "reject")
    error = refused("already_decided", waiting, choice="matter", matter=waiting.items[0])
    assert error.params["choice"] == "reject"


def test_another_city_s_decision_is_unknown_to_who_would_undo_it(waiting: Made) -> None:
    decision = decide(waiting.city, "match.none", "reject")
    stranger = Actor(type="user", id="clerk", grants=frozenset({Grant(INTAKE_RUN, "city:jinan")}))
    with pytest.raises(DomainError) as error:
        decision_undo(actor=stranger, decision_id=decision.pk)
    assert error.value.code == "unknown_decision"
    decision.refresh_from_db()
    assert decision.undone_at is None


def test_while_the_city_s_imports_are_at_work_it_waits_for_them(waiting: Made) -> None:
    run = intake_start(actor=SYSTEM, city=waiting.city, hand_over=False)
    decide(waiting.city, "match.none", "reject")
    assert decisions_start(city=waiting.city, hand_over=False) is None
    IntakeRun.objects.filter(pk=run.pk).update(state="done")
    assert carry_out(waiting.city).outcomes == {"rejected": 1}
    assert decisions_start(city=waiting.city, hand_over=False) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_told_of_the_other(waiting: Made) -> None:
    told: list[str] = []
    barrier = threading.Barrier(2)

    def one(choice: str, **named: Any) -> None:
        barrier.wait()
        try:
            row_decide(actor=SYSTEM, city=waiting.city, choice=choice, hand_over=False, **WAITING, **named)
            told.append("done")
        except DomainError as error:
            told.append(error.code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=one, args=("reject",)),
        threading.Thread(target=one, args=("matter",), kwargs={"matter": waiting.items[0]}),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["already_decided", "done"]
    assert RowDecision.objects.count() == 1
