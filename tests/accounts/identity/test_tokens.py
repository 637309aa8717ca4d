"""Refresh tokens and codes are good once; what was used twice ends the sign-in."""

from __future__ import annotations

import pytest
from allauth.idp.oidc.models import Client, Token

from accounts.models import SpentRefreshToken, User
from accounts.services import SuspensionReason, user_restore, user_suspend
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry
from tests.accounts.identity.relying_party import (
    REVOKE,
    SECRET,
    ask,
    back,
    exchange,
    make_client,
    refresh,
    sign_in,
    userinfo,
)
from tests.accounts.journeys import sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(db) -> Client:
    return make_client()


@pytest.fixture
def user(browser) -> User:
    return User.objects.get(pk=sign_up_by_phone(browser))


def ends() -> list[str]:
    """Why sign-ins were ended, as recorded."""
    return [entry.detail["reason"] for entry in AuditEntry.objects.filter(action="accounts.grant.end").order_by("id")]


def test_each_refresh_gives_a_new_token_and_takes_the_old_one(browser, client, user) -> None:
    first = sign_in(browser.http, client)
    second = refresh(browser.http, client, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert userinfo(browser.http, second["access_token"]).status_code == 200
    third = refresh(browser.http, client, second["refresh_token"])
    assert third.status_code == 200 and ends() == []


def test_a_refresh_token_used_twice_ends_the_sign_in(browser, client, user) -> None:
    other = sign_in(browser.http, client)
    first = sign_in(browser.http, client)
    second = refresh(browser.http, client, first["refresh_token"]).json()
    stolen = refresh(browser.http, client, first["refresh_token"])
    assert (stolen.status_code, stolen.json()["error"]) == (400, "invalid_grant")
    # Whichever of the two was the thief: neither goes on.
    assert userinfo(browser.http, second["access_token"]).status_code == 401
    assert refresh(browser.http, client, second["refresh_token"]).json()["error"] == "invalid_grant"
    assert userinfo(browser.http, other["access_token"]).status_code == 200
    assert ends() == ["refresh_token_reused"]


def test_a_refresh_token_of_one_app_is_nothing_to_another(browser, client, user) -> None:
    other = make_client("Jinan app", sector="jinan")
    first = sign_in(browser.http, client)
    assert refresh(browser.http, other, first["refresh_token"]).json()["error"] == "invalid_grant"
    refresh(browser.http, client, first["refresh_token"])
    assert refresh(browser.http, other, first["refresh_token"]).json()["error"] == "invalid_grant"
    assert ends() == []


def test_a_refresh_may_ask_for_less_but_not_for_more(browser, client, user) -> None:
    first = sign_in(browser.http, client, "openid profile")
    more = refresh(browser.http, client, first["refresh_token"], scope="openid profile phone")
    assert more.json()["error"] == "invalid_scope"
    less = refresh(browser.http, client, first["refresh_token"], scope="openid")
    assert set(userinfo(browser.http, less.json()["access_token"]).json()) == {"sub"}


def test_an_app_without_the_grant_gets_no_refresh_token(browser, client, user) -> None:
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE])
    client.save()
    tokens = sign_in(browser.http, client)
    assert "refresh_token" not in tokens
    assert list(Token.objects.values_list("type", flat=True)) == ["at"]


def test_a_code_used_twice_ends_what_came_of_it(browser, client, user) -> None:
    code = back(ask(browser.http, client))["code"]
    tokens = exchange(browser.http, client, code).json()
    assert exchange(browser.http, client, code).json()["error"] == "invalid_grant"
    assert userinfo(browser.http, tokens["access_token"]).status_code == 401
    assert ends() == ["code_replayed"]


def test_a_wrong_verifier_spends_the_code(browser, client, user) -> None:
    code = back(ask(browser.http, client))["code"]
    wrong = "another-code-verifier-that-is-long-enough-0123"
    assert exchange(browser.http, client, code, code_verifier=wrong).json()["error"] == "invalid_grant"
    assert exchange(browser.http, client, code).json()["error"] == "invalid_grant"
    assert Token.objects.count() == 0


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_an_app_ends_its_sign_in_by_either_token(browser, client, user, kind: str) -> None:
    kept, tokens = sign_in(browser.http, client), sign_in(browser.http, client)
    other = make_client("Jinan app", sector="jinan")
    asked = {"token": tokens[kind], "client_secret": SECRET}
    assert browser.http.post(REVOKE, data={**asked, "client_id": other.pk}).status_code == 200
    assert userinfo(browser.http, tokens["access_token"]).status_code == 200
    assert browser.http.post(REVOKE, data={**asked, "client_id": client.pk}).status_code == 200
    assert userinfo(browser.http, tokens["access_token"]).status_code == 401
    assert refresh(browser.http, client, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert userinfo(browser.http, kept["access_token"]).status_code == 200
    assert ends() == ["revoked"]


def test_no_token_lies_in_the_database(browser, client, user) -> None:
    first = sign_in(browser.http, client)
    second = refresh(browser.http, client, first["refresh_token"]).json()
    kept = [*Token.objects.values_list("hash", flat=True), *SpentRefreshToken.objects.values_list("digest", flat=True)]
    given = {tokens[kind] for tokens in (first, second) for kind in ("access_token", "refresh_token")}
    assert len(kept) == 4 and not given & set(kept)


def test_a_suspended_resident_is_refused_everywhere_at_the_next_request(browser, client, user) -> None:
    tokens, code = sign_in(browser.http, client), back(ask(browser.http, client))["code"]
    user_suspend(actor=SYSTEM, user=user, reason=SuspensionReason.STOLEN)

    def refusals() -> list[int]:
        return [
            userinfo(browser.http, tokens["access_token"]).status_code,
            refresh(browser.http, client, tokens["refresh_token"]).status_code,
            exchange(browser.http, client, code).status_code,
            browser.api("GET", "/me/").status_code,
        ]

    assert refusals() == [401, 400, 400, 401]
    user_restore(actor=SYSTEM, user=user)
    assert refusals() == [401, 400, 400, 401]


def test_a_code_from_before_a_suspension_gives_nothing_after_it(browser, client, user) -> None:
    code = back(ask(browser.http, client))["code"]
    user_suspend(actor=SYSTEM, user=user, reason=SuspensionReason.STOLEN)
    user_restore(actor=SYSTEM, user=user)
    assert exchange(browser.http, client, code).json()["error"] == "invalid_grant"
    assert Token.objects.count() == 0
