"""Undone, a decision leaves no trace but itself: what it settled waits again, what it changed stands as before."""

from __future__ import annotations

import pytest

from catalog.models import Finding, RowDecision, Service, ServiceState
from catalog.services import decision_undo, intake_rollback, intake_run
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import carry_out, causes, decide, edit, outcomes, undo
from tests.catalog.intake.queue.test_decided import unmatched

LATE = {"promised_days": "30个工作日"}


def test_what_was_published_is_withdrawn_and_waits_again(made: Made) -> None:
    made.take([unmatched(made, 0), *made.rows(2)[1:]])
    first = decide(made.city, "match.none", "matter", matter=made.items[9])
    carry_out(made.city)
    service = Service.objects.get(basic_item=made.items[9])
    undo(first)
    run = carry_out(made.city)
    assert (run.state, run.outcomes) == ("done", {"queued": 1})
    service.refresh_from_db()
    assert (service.state, service.implementation_code) == (ServiceState.RETIRED, None)
    assert made.items[9].listings.filter(city=made.city).count() == 0
    assert causes(made.city) == {("match.none", "没有这样的事项")}
    decide(made.city, "match.none", "matter", matter=made.items[10])
    assert carry_out(made.city).outcomes == {"created": 1}
    assert made.take().outcomes == {"unchanged": 2}


def test_what_was_changed_is_as_before_and_the_new_content_waits(made: Made) -> None:
    rows = made.rows(1)
    made.take(rows)
    made.take([{**rows[0], **LATE}])
    decision = decide(made.city, "days.promise_exceeds_law", "accept")
    carry_out(made.city)
    service = Service.objects.get()
    assert service.current_version.read().promised_days == 30
    undo(decision)
    assert carry_out(made.city).outcomes == {"queued": 1}
    service.refresh_from_db()
    assert (service.current_version.number, service.current_version.read().promised_days) == (3, 1)
    assert outcomes(made.city) == {"T-0000000": "queued"}
    assert made.take(rows).outcomes == {"unchanged": 1}
    assert causes(made.city) == set()


def test_what_was_refused_waits_again(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decision = decide(made.city, "match.none", "reject")
    carry_out(made.city)
    undo(decision)
    assert carry_out(made.city).outcomes == {"queued": 1}
    assert outcomes(made.city) == {"T-0000000": "queued"}


def test_a_row_that_came_decided_waits_too(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decision = decide(made.city, "match.none", "matter", matter=made.items[9])
    carry_out(made.city)
    made.take([unmatched(made, 0), unmatched(made, 31)])
    undo(decision)
    assert carry_out(made.city).outcomes == {"queued": 2}
    assert Service.objects.published().count() == 0


def test_a_row_that_waits_for_something_else_besides_waits_for_both_again(made: Made) -> None:
    made.take([{**unmatched(made, 0), **LATE}])
    decision = decide(made.city, "days.promise_exceeds_law", "accept")
    carry_out(made.city)
    assert {rule for rule, _cause in causes(made.city)} == {"match.none"}
    undo(decision)
    assert carry_out(made.city).outcomes == {"queued": 1}
    assert {rule for rule, _cause in causes(made.city)} == {"days.promise_exceeds_law"}


def test_a_service_that_a_person_changed_since_stays_and_that_is_told(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decision = decide(made.city, "match.none", "matter", matter=made.items[9])
    carry_out(made.city)
    service = Service.objects.get()
    edit(service)
    undo(decision)
    run = carry_out(made.city)
    service.refresh_from_db()
    assert (run.outcomes, run.findings, service.state) == ({}, {"rollback.edited_since": 1}, ServiceState.PUBLISHED)
    assert outcomes(made.city) == {"T-0000000": "created"}
    assert list(Finding.objects.filter(run=run).values_list("evidence", flat=True)) == ["v1 → v2"]


def test_one_undone_before_it_was_carried_out_changes_nothing(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decision = decide(made.city, "match.none", "reject")
    undo(decision)
    run = carry_out(made.city)
    assert (run.outcomes, outcomes(made.city)) == ({"queued": 1}, {"T-0000000": "queued"})
    assert causes(made.city) == {("match.none", "没有这样的事项")}


def test_rolling_the_run_back_undoes_what_it_carried_out(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decision = decide(made.city, "match.none", "matter", matter=made.items[9])
    run = carry_out(made.city)
    back = intake_rollback(actor=SYSTEM, run_id=run.pk, hand_over=False)
    assert intake_run(run_id=back.pk).state == "done"
    decision.refresh_from_db()
    assert decision.undone_at is not None
    assert (outcomes(made.city), Service.objects.published().count()) == ({"T-0000000": "queued"}, 0)
    assert made.take().outcomes == {"queued": 1}


def test_undoing_twice_is_refused(made: Made) -> None:
    made.take([unmatched(made, 0)])
    decision = decide(made.city, "match.none", "reject")
    undo(decision)
    at = RowDecision.objects.get().undone_at
    with pytest.raises(DomainError) as refused:
        decision_undo(actor=SYSTEM, decision_id=decision.pk, hand_over=False)
    assert refused.value.code == "already_undone"
    assert RowDecision.objects.get().undone_at == at
