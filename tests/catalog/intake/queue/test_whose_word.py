"""Where the portal and the source differ, a person says whose word counts: for this content, and not for the next."""

from __future__ import annotations

import pytest

from catalog.models import CutOverPhase, CutOverStep, Service, ServiceState, SourceRecord
from catalog.services import service_retire
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import carry_out, causes, decide, edit, outcomes


@pytest.fixture
def edited(made: Made) -> Service:
    """Return a service that a person changed, while the source changed its row."""
    rows = made.rows(1)
    made.take(rows)
    service = Service.objects.get()
    edit(service)
    run = made.take([{**rows[0], "visits": "3"}])
    assert run.outcomes == {"queued": 1}
    service.refresh_from_db()
    return service


def visits(service: Service) -> int | None:
    service.refresh_from_db()
    return service.current_version.read().visits


def test_ours_is_kept_until_the_source_changes_again(made: Made, edited: Service) -> None:
    before = visits(edited)
    decide(made.city, "service.edited_here", "keep_ours")
    run = carry_out(made.city)
    assert (run.outcomes, run.cleared, visits(edited)) == ({"unchanged": 1}, 1, before)
    assert made.take().outcomes == {"unchanged": 1}
    assert made.take([{**made.rows(1)[0], "visits": "5"}]).outcomes == {"queued": 1}
    assert visits(edited) == before


def test_the_source_s_is_taken_over_what_a_person_wrote(made: Made, edited: Service) -> None:
    decide(made.city, "service.edited_here", "take_source")
    assert carry_out(made.city).outcomes == {"updated": 1}
    assert visits(edited) == 3
    assert made.take([{**made.rows(1)[0], "visits": "4"}]).outcomes == {"updated": 1}


def test_a_service_edited_once_more_asks_again_before_it_is_written_over(made: Made, edited: Service) -> None:
    decide(made.city, "service.edited_here", "take_source")
    edit(edited)
    number = Service.objects.get().current_version.number
    assert carry_out(made.city).outcomes == {"queued": 1}
    assert Service.objects.get().current_version.number == number


def test_a_service_retired_here_is_offered_again_where_the_source_counts(made: Made) -> None:
    rows = made.rows(1)
    made.take(rows)
    service = Service.objects.get()
    service_retire(actor=SYSTEM, service_id=service.pk)
    assert made.take([{**rows[0], "visits": "3"}]).outcomes == {"queued": 1}
    decide(made.city, "service.edited_here", "take_source")
    assert carry_out(made.city).outcomes == {"updated": 1}
    service.refresh_from_db()
    assert service.state == ServiceState.PUBLISHED


def lead(made: Made) -> None:
    CutOverStep.objects.create(city=made.city, source="dual", target=CutOverPhase.PORTAL, taken_by="test")


@pytest.mark.parametrize(("choice", "outcome", "count"), [("take_source", "updated", 3), ("keep_ours", "unchanged", 1)])
def test_once_the_portal_leads_each_change_is_decided(made: Made, choice: str, outcome: str, count: int) -> None:
    rows = made.rows(1)
    made.take(rows)
    lead(made)
    assert made.take([{**rows[0], "visits": "3"}]).outcomes == {"queued": 1}
    decide(made.city, "service.portal_leads", choice)
    assert carry_out(made.city).outcomes == {outcome: 1}
    assert visits(Service.objects.get()) == count


def test_once_the_portal_leads_a_new_row_is_taken_or_refused(made: Made) -> None:
    rows = made.rows(3)
    made.take(rows[:1])
    lead(made)
    made.take(rows)
    first, second = sorted(cause for _rule, cause in causes(made.city))
    decide(made.city, "service.portal_leads", "take_source", alike=first)
    decide(made.city, "service.portal_leads", "keep_ours", alike=second)
    assert carry_out(made.city).outcomes == {"created": 1, "rejected": 1}
    assert outcomes(made.city) == {"T-0000000": "created", "T-0000001": "created", "T-0000002": "rejected"}
    assert SourceRecord.objects.filter(waiting_since__isnull=False).count() == 0


def test_once_the_portal_leads_a_row_switched_off_retires_by_decision_only(made: Made) -> None:
    rows = made.rows(1)
    made.take(rows)
    lead(made)
    assert made.take([{**rows[0], "status": "off"}]).outcomes == {"queued": 1}
    assert Service.objects.published().count() == 1
    decide(made.city, "service.portal_leads", "take_source")
    assert carry_out(made.city).outcomes == {"retired": 1}
    assert Service.objects.published().count() == 0
