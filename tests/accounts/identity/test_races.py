"""A suspension, or a second exchange, while an exchange runs: first without the lock, then with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

import pytest
from allauth.idp.oidc.models import Client, Token
from django.db import connection, connections, transaction

from accounts.identity.grants import Grant
from accounts.models import User
from accounts.services import SuspensionReason, user_restore, user_suspend
from accounts.services.tokens_issue import ISSUE, NewToken, tokens_issue
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from tests.accounts.clients import BrowserClient
from tests.accounts.identity.relying_party import make_client, refresh, sign_in, userinfo
from tests.accounts.journeys import sign_up_by_phone
from tests.factories.staff import make_user

pytestmark = pytest.mark.django_db(transaction=True)
STATEMENT = "accounts.services.tokens_issue.ISSUE"


@pytest.fixture
def client(db) -> Client:
    return make_client()


def issue(user: User, client: Client, grant: Grant) -> None:
    access = NewToken("access", clock.now() + timedelta(minutes=15))
    tokens_issue(client_id=client.pk, user_id=user.pk, grant=grant, scopes=["openid"], access=access, refresh=None)


def suspend_and_restore(user: User) -> None:
    user_suspend(actor=SYSTEM, user=user, reason=SuspensionReason.STOLEN)
    user_restore(actor=SYSTEM, user=user)


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction sees one state of affairs otherwise
        cursor.execute(
            "SELECT count(*), pg_sleep(0.001) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def suspended_while_tokens_are_made(user: User, client: Client) -> list[str]:
    """Suspend and restore while an exchange stands before its commit; returns the tokens that are good afterwards."""
    made, may_commit = Event(), Event()

    def exchange() -> None:
        try:
            with transaction.atomic():
                issue(user, client, Grant.begin(user))
                made.set()
                may_commit.wait(10)
        finally:
            connections.close_all()

    def suspend() -> None:
        try:
            suspend_and_restore(user)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(exchange)
        assert made.wait(10)
        second = pool.submit(suspend)
        while not (second.done() or somebody_waits()):
            pass
        may_commit.set()
        first.result(10)
        second.result(10)
    return list(Token.objects.values_list("type", flat=True))


def test_without_the_lock_a_token_outlives_the_suspension(monkeypatch, client) -> None:
    monkeypatch.setattr(STATEMENT, ISSUE.replace("FOR NO KEY UPDATE", ""))
    assert suspended_while_tokens_are_made(make_user(), client) == ["at"]


def test_with_the_lock_none_does(client) -> None:
    assert suspended_while_tokens_are_made(make_user(), client) == []


def test_an_exchange_that_began_before_a_suspension_ends_with_nothing(client) -> None:
    user = make_user()
    seen_before = User.objects.get(pk=user.pk)
    suspend_and_restore(user)
    with pytest.raises(DomainError) as refused:
        issue(seen_before, client, Grant.begin(seen_before))
    assert (refused.value.code, Token.objects.count()) == ("grant_ended", 0)


def test_of_two_exchanges_of_one_refresh_token_one_wins_and_then_nobody_has_it(new_client, client) -> None:
    browser = new_client(BrowserClient)
    sign_up_by_phone(browser)
    tokens = sign_in(browser.http, client)
    together = Barrier(2)

    def spend(http) -> tuple[int, str]:
        together.wait(10)
        answer = refresh(http, client, tokens["refresh_token"])
        return answer.status_code, answer.json().get("access_token", "")

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(spend, [new_client(BrowserClient).http, new_client(BrowserClient).http]))
    assert [status for status, _token in answers] == [200, 400]
    assert userinfo(browser.http, answers[0][1]).status_code == 401
    assert Token.objects.count() == 0
