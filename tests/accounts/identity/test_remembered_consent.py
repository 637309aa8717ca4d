"""A person is asked once an app, and again when it wants to know more; what he withdraws he is asked for anew."""

from __future__ import annotations

import pytest
from allauth.idp.oidc.models import Client, Token

from accounts.models import AppConsent, User
from accounts.selectors import actor_of
from accounts.services.consent_withdraw import consent_withdraw
from services_portal.kernel.models import AuditEntry
from tests.accounts.identity.relying_party import ask, back, exchange, make_client, userinfo
from tests.accounts.identity.test_consent import allow
from tests.accounts.journeys import sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(db) -> Client:
    return make_client(skip_consent=False)


@pytest.fixture
def user(browser) -> User:
    return User.objects.get(pk=sign_up_by_phone(browser))


def is_asked(browser, client, **query: str) -> bool:
    return ask(browser.http, client, **query).status_code == 200


def test_the_answer_holds_for_what_was_asked_and_for_less(browser, client, user) -> None:
    allow(browser, ask(browser.http, client, scope="openid profile phone"), "profile")
    code = back(ask(browser.http, client, scope="openid profile phone"))["code"]
    tokens = exchange(browser.http, client, code).json()
    # The phone number was asked for and left out: it stays so without another question.
    assert tokens["scope"] == "openid profile"
    assert "phone_number" not in userinfo(browser.http, tokens["access_token"]).json()
    assert not is_asked(browser, client, scope="openid")
    assert list(AppConsent.objects.values_list("asked", "allowed")) == [
        (["openid", "phone", "profile"], ["openid", "profile"])
    ]
    assert AuditEntry.objects.filter(action="accounts.consent.give").count() == 1


def test_more_is_asked_for_and_does_not_take_back_what_was_allowed(browser, client, user) -> None:
    allow(browser, ask(browser.http, client, scope="openid profile"), "profile")
    assert is_asked(browser, client, scope="openid phone")
    allow(browser, ask(browser.http, client, scope="openid phone"), "phone")
    tokens = exchange(
        browser.http, client, back(ask(browser.http, client, scope="openid profile phone"))["code"]
    ).json()
    assert tokens["scope"] == "openid profile phone"


def test_an_app_may_want_the_question_and_then_the_new_answer_holds(browser, client, user) -> None:
    allow(browser, ask(browser.http, client, scope="openid profile"), "profile")
    page = ask(browser.http, client, scope="openid profile", prompt="consent")
    assert page.status_code == 200
    allow(browser, page)
    tokens = exchange(browser.http, client, back(ask(browser.http, client, scope="openid profile"))["code"]).json()
    assert tokens["scope"] == "openid"


def test_who_cancels_is_asked_again(browser, client, user) -> None:
    allow(browser, ask(browser.http, client), action="cancel")
    assert is_asked(browser, client) and not AppConsent.objects.exists()


def test_silence_is_for_what_was_allowed(browser, client, user) -> None:
    assert back(ask(browser.http, client, prompt="none"))["error"] == "consent_required"
    allow(browser, ask(browser.http, client, scope="openid profile"))
    assert "code" in back(ask(browser.http, client, prompt="none"))
    assert back(ask(browser.http, client, prompt="none", scope="openid profile"))["error"] == "consent_required"


def test_an_app_that_others_can_pass_for_asks_each_time(browser, client, user) -> None:
    address = "http://127.0.0.1:7777/back"
    client.type = Client.Type.PUBLIC
    client.set_redirect_uris([address])
    client.save()
    allow(browser, ask(browser.http, client, redirect_uri=address))
    assert is_asked(browser, client, redirect_uri=address)


def test_another_person_is_asked_for_himself(browser, new_app, client, user) -> None:
    allow(browser, ask(browser.http, client))
    from tests.accounts.journeys import sign_out

    sign_out(browser)
    sign_up_by_phone(browser, "+8613812345670")
    assert is_asked(browser, client)


def test_what_is_withdrawn_ends_tokens_and_is_asked_for_anew(browser, client, user) -> None:
    answer = allow(browser, ask(browser.http, client, scope="openid profile"), "profile")
    tokens = exchange(browser.http, client, back(answer)["code"]).json()
    listed = browser.api("GET", "/me/consents/").json()
    assert f"app:{client.pk}" in {each["code"] for each in listed}
    consent_withdraw(actor=actor_of(user), user=user, code=f"app:{client.pk}")
    assert userinfo(browser.http, tokens["access_token"]).status_code == 401
    assert (Token.objects.count(), AppConsent.objects.count()) == (0, 0)
    assert is_asked(browser, client, scope="openid profile")


def test_an_app_that_holds_no_token_any_more_is_listed_and_withdrawn(browser, client, user) -> None:
    allow(browser, ask(browser.http, client))
    assert not Token.objects.exists()
    assert f"app:{client.pk}" in {each["code"] for each in browser.api("GET", "/me/consents/").json()}
    consent_withdraw(actor=actor_of(user), user=user, code=f"app:{client.pk}")
    assert not AppConsent.objects.exists()
