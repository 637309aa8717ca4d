"""An import is stopped, or taken back, from its page."""

from __future__ import annotations

import pytest

from catalog.models import IntakeRun, RunKind, Service, StagedRow
from services_portal.kernel.models import AuditEntry


@pytest.fixture
def run(qingdao) -> IntakeRun:
    """Return a run of Qingdao."""
    return IntakeRun.objects.create(city=qingdao["city"], state="running", total_rows=10, report={"rows": 0})


def page_of(run: IntakeRun) -> str:
    return f"/admin/catalog/intakerun/{run.pk}/"


def test_a_run_at_work_is_stopped(browser_of, run: IntakeRun) -> None:
    browser, page = browser_of("city"), page_of(run)
    assert "Cancel the import" in browser.get(f"{page}change/").text
    assert browser_of("publisher").post(f"{page}cancel/").status_code == 404
    assert browser.post(f"{page}cancel/").status_code == 302
    run.refresh_from_db()
    assert (run.state, run.cancel_requested) == ("running", True)
    shown = browser.get(f"{page}change/").text
    assert "The import ends before its next chunk of rows." in shown
    assert "Cancel the import" not in shown


def test_what_has_ended_cannot_be_stopped(browser_of, run: IntakeRun) -> None:
    IntakeRun.objects.update(state="done")
    browser, page = browser_of("city"), page_of(run)
    assert "Cancel the import" not in browser.get(f"{page}change/").text
    assert "This import cannot be cancelled" in browser.post(f"{page}cancel/", follow=True).text
    run.refresh_from_db()
    assert (run.state, run.cancel_requested) == ("done", False)


def test_a_run_is_taken_back(browser_of, run: IntakeRun) -> None:
    IntakeRun.objects.update(state="done")
    browser, page = browser_of("city"), page_of(run)
    assert "Roll this import back" in browser.get(f"{page}change/").text
    assert browser_of("publisher").post(f"{page}rollback/").status_code == 404
    answer = browser.post(f"{page}rollback/", follow=True)
    back = IntakeRun.objects.get(reverses=run)
    assert answer.redirect_chain == [(f"{page_of(back)}change/", 302)]
    assert "The import is being rolled back." in answer.text
    assert (back.kind, back.state, back.city) == (RunKind.ROLLBACK, "waiting", run.city)
    assert "Rolled back here" in browser.get(f"{page}change/").text
    assert "Cancel the import" not in browser.get(f"{page_of(back)}change/").text


def test_edited_services_stop_it_unless_they_may_stay(browser_of, qingdao, run: IntakeRun) -> None:
    IntakeRun.objects.update(state="done")
    service = Service.objects.published().filter(agency=qingdao["own"]).first()
    service.sources.create(city=run.city, old_id="a", checksum=b"1", outcome="created", version_number=7, run=run)
    StagedRow.objects.create(run=run, number=1, old_id="a", raw={}, checksum=b"1", outcome="created", service=service)
    browser, page = browser_of("city"), page_of(run)
    refused = browser.post(f"{page}rollback/", follow=True)
    assert "Services of this import were changed in the portal since" in refused.text
    assert IntakeRun.objects.count() == 1
    assert AuditEntry.objects.filter(action="catalog.intake.rollback").count() == 0
    browser.post(f"{page}rollback/", {"keep_edited": "1"})
    assert IntakeRun.objects.get(reverses=run).state == "waiting"


def test_a_run_with_a_later_one_on_it_is_not_offered(browser_of, run: IntakeRun) -> None:
    IntakeRun.objects.update(state="done")
    later = IntakeRun.objects.create(city=run.city, state="done", report={"rows": 0})
    StagedRow.objects.create(run=later, number=1, old_id="a", raw={}, checksum=b"1", outcome="queued")
    assert "Roll this import back" not in browser_of("city").get(f"{page_of(run)}change/").text
