"""A request that runs while the agency ends: what it writes afterwards is refused, what it has begun is waited for."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction

from accounts.agents.acting import actor_for
from accounts.models import AgencyRelation, User
from accounts.services.agency_end import agency_end
from services_portal.kernel import audit, authority, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.accounts.agents.people import a_year, clerk, enterprise_of, handler_of, himself, proved

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20


@pytest.fixture
def firm(agency) -> tuple[User, User, AgencyRelation]:
    chief, handler = proved("chief"), proved("handler")
    enterprise = enterprise_of(chief, clerk(agency))
    return chief, handler, handler_of(enterprise, handler, chief, a_year(scopes=["370100"]))


def write(actor: Actor) -> str:
    """Write something for the enterprise, as any service does; the word is the code of the refusal, if there is one."""
    try:
        with transaction.atomic():
            audit.record(actor, "test.thing.write", ("thing", "1"))
    except DomainError as refusal:
        return f"{refusal.code} {refusal.params['why']}"
    return "written"


def in_a_thread(pool: ThreadPoolExecutor, act) -> Future[str]:
    def run() -> str:
        try:
            return act()
        finally:
            connection.close()

    return pool.submit(run)


def written() -> int:
    return AuditEntry.objects.filter(action="test.thing.write").count()


def test_without_asking_again_it_would_be_written(firm, monkeypatch) -> None:
    chief, handler, relation = firm
    actor = actor_for(handler, relation.pk, "370100")
    monkeypatch.setattr(authority, "_GUARDS", [lambda *_: None])
    agency_end(actor=himself(chief), agency_id=relation.pk)
    assert (write(actor), written()) == ("written", 1)


def test_asked_again_it_is_refused(firm) -> None:
    chief, handler, relation = firm
    actor = actor_for(handler, relation.pk, "370100")
    assert write(actor) == "written"
    agency_end(actor=himself(chief), agency_id=relation.pk)
    assert (write(actor), written()) == ("agency_not_in_force ended", 1)


def begun(actor: Actor, asked: Event, go_on: Event, relation: AgencyRelation) -> str:
    """Write, and look before the end of the transaction whether the agency still stands."""
    with transaction.atomic():
        audit.record(actor, "test.thing.write", ("thing", "1"))
        asked.set()
        go_on.wait(PATIENCE)
        return AgencyRelation.objects.values_list("state", flat=True).get(pk=relation.pk)


@pytest.mark.parametrize(("locked", "seen"), [(False, "ended"), (True, "in_force")])
def test_what_has_begun_is_waited_for(firm, monkeypatch, locked, seen) -> None:
    """Without the lock the agency is gone while the write that it allowed is still under way."""
    chief, handler, relation = firm
    actor = actor_for(handler, relation.pk, "370100")
    if not locked:
        monkeypatch.setattr("accounts.agents.guard.share", lambda ids: None)
    asked, go_on = Event(), Event()
    with ThreadPoolExecutor(2) as pool:
        writing = in_a_thread(pool, lambda: begun(actor, asked, go_on, relation))
        assert asked.wait(PATIENCE)
        ending = in_a_thread(pool, lambda: agency_end(actor=himself(chief), agency_id=relation.pk).state)
        if locked:
            wait_until_somebody_waits()
        else:
            ending.result(PATIENCE)
        go_on.set()
        assert (writing.result(PATIENCE), ending.result(PATIENCE)) == (seen, "ended")
    assert (write(actor), written()) == ("agency_not_in_force ended", 1)


def wait_until_somebody_waits() -> None:
    """Return once a session of the database waits for a lock."""
    until = clock.now().timestamp() + PATIENCE
    with connection.cursor() as cursor:
        while clock.now().timestamp() < until:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited")
