"""An operator settles events that could not be delivered."""

from __future__ import annotations

import pytest

from accounts.models import User
from accounts.roles import Role
from services_portal.kernel.models import AuditEntry, OutboxAttempt, OutboxEvent
from tests.factories.staff import make_staff, signed_in

LIST = "/admin/kernel/outboxevent/"
AUDIT = "/admin/kernel/auditentry/"


@pytest.fixture
def event(db) -> OutboxEvent:
    event = OutboxEvent.objects.create(
        name="test.happened", version=1, aggregate_type="test", aggregate_id="1", payload={}, state="dead", attempts=10
    )
    OutboxAttempt.objects.create(event=event, number=10, subscriber="test.reader", succeeded=False, error="test.Error")
    return event


@pytest.fixture
def operator(db):
    return signed_in(User.objects.create_superuser("operator@example.com", "harbour-bridge-47"))


@pytest.mark.parametrize(
    ("action", "state", "entry"),
    [("deliver_again", "pending", "kernel.outbox.replay"), ("give_up", "discarded", "kernel.outbox.discard")],
)
def test_a_dead_event_is_settled_once(operator, event, action, state, entry) -> None:
    for _twice in range(2):
        operator.post(LIST, {"action": action, "_selected_action": [str(event.pk)]})
    event.refresh_from_db()
    assert (event.state, AuditEntry.objects.filter(action=entry).count()) == (state, 1)


def test_the_attempts_are_shown(operator, event) -> None:
    page = operator.get(f"{LIST}{event.pk}/change/").text
    assert "test.reader" in page
    assert "test.Error" in page


def test_others_neither_see_nor_settle(event) -> None:
    for role in (Role.PROVINCE_ADMIN, Role.AUDITOR):
        browser = signed_in(make_staff(role))
        assert browser.get(LIST).status_code == 403
        assert browser.post(LIST, {"action": "give_up", "_selected_action": [str(event.pk)]}).status_code == 403
    event.refresh_from_db()
    entries = AuditEntry.objects.filter(action__startswith="kernel.outbox").values_list("action", "refused")
    assert (event.state, list(entries)) == ("dead", [("kernel.outboxevent.changelist", True)] * 2)


def test_the_first_page_warns_the_operator(operator, event) -> None:
    page = operator.get("/admin/").text
    assert "portal-figure-warning" in page
    assert "events that could not be delivered" in page


def test_the_log_is_read_and_never_written(db) -> None:
    auditor = signed_in(make_staff(Role.AUDITOR))
    entry = AuditEntry.objects.order_by("-id").first()
    page = f"/admin/kernel/auditentry/{entry.pk}/"
    assert "accounts.membership.grant" in auditor.get(f"{page}change/").text
    codes = [auditor.post(f"{page}change/", {"action": "x"}).status_code, auditor.post(f"{page}delete/").status_code]
    assert codes == [403, 403]
    assert AuditEntry.objects.get(pk=entry.pk).action == "accounts.membership.grant"


def test_an_event_and_an_audit_entry_say_their_state_in_words(operator, event) -> None:
    operator.post(LIST, {"action": "give_up", "_selected_action": [str(event.pk)]})
    entry = AuditEntry.objects.get(action="kernel.outbox.discard")
    pages = [operator.get(f"{LIST}{event.pk}/change/").text, operator.get(f"{AUDIT}{entry.pk}/change/").text]
    assert [word in page for word, page in zip(("discarded", "done"), pages, strict=True)] == [True, True]
    assert ["(&#x27;" in page for page in pages] == [False, False]
