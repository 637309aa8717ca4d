"""A write by the means of the absorbed account against the undoing: it goes to its owner, or is refused."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction

from accounts.models import User, WrittenSince
from accounts.services.merge_undo import merge_undo
from services_portal.kernel import audit
from services_portal.kernel.errors import DomainError
from tests.accounts.agents.test_revoked_while_running import wait_until_somebody_waits
from tests.accounts.merging.acts import actor
from tests.accounts.merging.people import himself, merged, person

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20
UNLOCKED = "SELECT survivor_id FROM accounts_merge WHERE absorbed_id = %s AND state = 'done'"


def in_a_thread(pool: ThreadPoolExecutor, act: Callable[[], Any]) -> Future[Any]:
    def acted() -> Any:
        try:
            return act()
        finally:
            connection.close()

    return pool.submit(acted)


def begun(one: User, two: User, written: Event, go_on: Event) -> None:
    """Add a passkey in a session that two's means have opened, and end the transaction only when told."""
    with transaction.atomic():
        made = Authenticator.objects.create(user=one, type="webauthn", data={"name": "new"})
        audit.record(actor(one, two), "accounts.factor.add", made)
        written.set()
        go_on.wait(PATIENCE)


@pytest.mark.parametrize(("locked", "owner"), [(False, "one"), (True, "two")])
def test_what_has_begun_is_waited_for(settings, monkeypatch, locked, owner) -> None:
    """Without the lock the accounts are apart before the write is there to be seen, and it is the wrong one's."""
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two = person("one"), person("two")
    merge = merged(one, two)
    if not locked:
        monkeypatch.setattr("accounts.merging.guard._HOLD", UNLOCKED)
    written, go_on = Event(), Event()
    with ThreadPoolExecutor(2) as pool:
        writing = in_a_thread(pool, lambda: begun(one, two, written, go_on))
        assert written.wait(PATIENCE)
        undoing = in_a_thread(pool, lambda: merge_undo(actor=himself(one), merge_id=merge.pk))
        if locked:
            wait_until_somebody_waits()
        else:
            undoing.result(PATIENCE)
        go_on.set()
        writing.result(PATIENCE)
        undoing.result(PATIENCE)
    held = Authenticator.objects.get(data__name="new")
    assert held.user == {"one": one, "two": two}[owner]
    assert list(WrittenSince.objects.values_list("row", "outcome")) == ([(str(held.pk), "given")] if locked else [])


def test_what_begins_afterwards_is_refused(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, two = person("one"), person("two")
    merge = merged(one, two)
    undone, asked = Event(), Event()

    def undo() -> None:
        with transaction.atomic():
            merge_undo(actor=himself(one), merge_id=merge.pk)
            undone.set()
            asked.wait(PATIENCE)

    def write() -> str:
        try:
            begun(one, two, Event(), asked)
        except DomainError as refusal:
            return refusal.code
        return "written"

    with ThreadPoolExecutor(2) as pool:
        undoing = in_a_thread(pool, undo)
        assert undone.wait(PATIENCE)
        writing = in_a_thread(pool, write)
        wait_until_somebody_waits()
        asked.set()
        undoing.result(PATIENCE)
        assert writing.result(PATIENCE) == "means_ended"
    assert not Authenticator.objects.filter(data__name="new").exists()
