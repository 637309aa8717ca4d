"""What was decided stays to be read, and is undone by the same people with one click."""

from __future__ import annotations

import pytest

from accounts.roles import Role
from catalog.models import RowDecision
from services_portal.kernel.models import AuditEntry
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made
from tests.catalog.intake.queue.deciding import carry_out, decide, outcomes
from tests.factories.staff import make_staff, signed_in

LIST = "/admin/catalog/rowdecision/"


@pytest.fixture
def decision(waiting: Made) -> RowDecision:
    """A decision that was carried out."""
    made = decide(waiting.city, "match.none", "matter", matter=waiting.items[9], note="同义")
    carry_out(waiting.city)
    made.refresh_from_db()
    return made


def test_the_list_says_what_was_decided_by_whom_and_how_far_it_is(browser, waiting: Made, decision) -> None:
    decide(waiting.city, "days.promise_exceeds_law", "accept")
    page = browser().get(LIST).text
    assert "没有这样的事项" in page
    assert f"This is the matter: {waiting.items[9].code}" in page
    assert ("holds" in page, "being carried out" in page, "the portal itself" in page) == (True, True, True)
    narrowed = browser().get(LIST, {"choice__exact": "accept"}).text
    assert ("没有这样的事项" in narrowed, "30个工作日" in narrowed) == (False, True)
    for state, shown in (("due", (False, True)), ("living", (True, True)), ("undone", (False, False))):
        told = browser().get(LIST, {"state": state}).text
        assert ("没有这样的事项" in told, "30个工作日" in told) == shown, state


def test_it_is_said_for_how_many_rows_it_holds_before_it_is_undone(browser, waiting: Made, decision) -> None:
    here = f"{LIST}{decision.pk}/change/"
    page = browser().get(here).text
    assert "It concerns 2 rows of the source now, and rows alike that come later." in page
    assert f"/admin/catalog/intakerun/{decision.taken_run_id}/change/" in page
    assert browser().get(f"{LIST}{decision.pk}/undo/").status_code == 405
    clerk = browser()
    answer = clerk.post(f"{LIST}{decision.pk}/undo/", follow=True)
    assert answer.redirect_chain[-1][0] == here
    assert "Undone. Its rows wait again within half a minute." in answer.text
    assert ("being undone" in answer.text, "by you" in answer.text, "Undo the decision" in answer.text) == (
        True, True, False,
    )  # fmt: skip
    decision.refresh_from_db()
    assert decision.undone_at is not None
    carry_out(waiting.city)
    assert [outcomes(waiting.city)[old_id] for old_id in ("T-0000000", "T-0000031")] == ["queued"] * 2
    assert "没有这样的事项" in clerk.get("/admin/catalog/sourcerecord/").text
    again = clerk.post(f"{LIST}{decision.pk}/undo/", follow=True)
    assert "This decision was undone already" in again.text
    assert AuditEntry.objects.filter(action="catalog.queue.undo").count() == 1


def test_nobody_else_reads_or_undoes_it(browser, waiting: Made, decision) -> None:
    away = signed_in(make_staff(Role.CITY_ADMIN, city=generated.make_city(waiting.folder, "second", prefix="3798")))
    assert "没有这样的事项" not in away.get(LIST).text
    for clerk in (browser("publisher"), browser("auditor"), away):
        assert clerk.get(f"{LIST}{decision.pk}/change/").status_code == 404
        assert clerk.post(f"{LIST}{decision.pk}/undo/").status_code == 404
    assert [browser(who).get(LIST).status_code for who in ("publisher", "auditor")] == [403, 403]
    assert browser().get(f"{LIST}zzz/change/").status_code == 404
    decision.refresh_from_db()
    assert decision.undone_at is None


def test_nobody_writes_or_removes_a_decision_by_hand(browser, decision) -> None:
    clerk = browser("province")
    assert clerk.get(f"{LIST}add/").status_code == 403
    assert clerk.post(f"{LIST}{decision.pk}/delete/", {"post": "yes"}).status_code == 403
    assert RowDecision.objects.count() == 1


def test_the_list_costs_the_same_however_long_it_is(browser, waiting: Made, django_assert_num_queries) -> None:
    clerk, told = browser(), {"city": waiting.city, "rule": "match.none", "decided_by": "user:1"}
    RowDecision.objects.create(**told, choice="matter", alike="0", matter=waiting.items[0])
    clerk.get(LIST)
    with django_assert_num_queries(5):
        clerk.get(LIST)
    for number in range(1, 25):
        RowDecision.objects.create(**told, choice="matter", alike=str(number), matter=waiting.items[number])
    with django_assert_num_queries(5):
        clerk.get(LIST)
