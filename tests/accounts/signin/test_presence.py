"""What shows that somebody is there: the rule alone, and asked in place over pages and both APIs."""

from __future__ import annotations

import itertools

import pytest
from allauth.account.models import EmailAddress
from hypothesis import given
from hypothesis import strategies as st

from accounts.identifiers import IdentifierType
from accounts.models import Identifier, User
from accounts.services import identifier_prove
from accounts.signin.presence import Means, judged, means_of
from tests.accounts.authenticator import SoftwareAuthenticator
from tests.accounts.inbox import code_to, mailed_code, wrong
from tests.accounts.journeys import EMAIL, PASSWORD, PHONE, sign_up_by_email, sign_up_by_phone
from tests.accounts.presence import let_presence_pass
from tests.accounts.signin.test_second_factor import enrol, totp
from tests.factories.staff import signed_in

KINDS = ("webauthn", "totp", "recovery_codes")
MEANS = [
    Means(password, frozenset(factors), code)
    for password in (True, False)
    for count in range(4)
    for factors in itertools.combinations(KINDS, count)
    for code in (None, IdentifierType.EMAIL, IdentifierType.PHONE)
]
SMS = {"method": "code", "phone": "+8613812345678"}
ANSWERS = {
    "reauthenticate": {"method": "password"},
    "reauthenticate_by_code": {"method": "code", "email": True, "phone": True},
}
SHOWN = st.sampled_from(
    [{"method": "password"}, SMS, {"method": "code", "email": "a@example.com"}]
    + [{"method": "mfa", "type": kind} for kind in KINDS]
)


@pytest.mark.parametrize("means", MEANS)
def test_a_short_message_alone_shows_nothing_of_who_has_anything_else(means) -> None:
    nothing_else = not means.password and not means.second and means.code == IdentifierType.PHONE
    assert judged(means, [SMS]).shown is nothing_else


@given(st.sampled_from(MEANS), st.lists(SHOWN, max_size=4))
def test_what_is_asked_for_suffices_and_more_never_harms(means, records) -> None:
    presence = judged(means, records)
    if presence.shown:
        assert judged(means, [*records, SMS]).shown and presence.flows == ()
        return
    assert judged(means, []).shown is False
    answers = []
    for flow in presence.flows:
        kind = next(iter(flow.get("types", [])), None)
        answers.append(ANSWERS.get(flow["id"], {"method": "mfa", "type": kind}))
    assert judged(means, [*records, *answers]).shown is bool(presence.flows)


@pytest.mark.django_db(transaction=True)
def test_the_password_alone_is_not_enough_where_there_is_a_second_factor(person, mailoutbox) -> None:
    secret = enrol(person)
    mailoutbox.clear()
    address = {"email": "new@example.com"}
    let_presence_pass(person)
    asked = person.call("POST", "/account/email", address)
    assert (asked.status_code, [flow["id"] for flow in asked.json()["data"]["flows"]][:2]) == (
        401,
        ["reauthenticate", "mfa_reauthenticate"],
    )
    assert person.call("POST", "/auth/reauthenticate", {"password": PASSWORD}).status_code == 200
    assert person.call("POST", "/account/email", address).status_code == 401
    assert mailoutbox == []
    assert person.call("POST", "/auth/2fa/reauthenticate", {"code": totp(secret, 1)}).status_code == 200
    assert person.call("POST", "/account/email", address).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_passkey_alone_is_enough(live_server, app) -> None:
    sign_up_by_email(app)
    key = SoftwareAuthenticator(live_server.url.replace("127.0.0.1", "localhost"))
    app.http.base_url = key.origin
    options = app.call("GET", "/account/authenticators/webauthn?passwordless").json()["data"]["creation_options"]
    body = {"name": "phone", "credential": key.create(options)}
    assert app.call("POST", "/account/authenticators/webauthn", body).status_code == 200
    let_presence_pass(app)
    assert app.call("POST", "/account/phone", {"phone": PHONE}).status_code == 401
    request = app.call("GET", "/auth/webauthn/reauthenticate").json()["data"]["request_options"]
    assert app.call("POST", "/auth/webauthn/reauthenticate", {"credential": key.get(request)}).status_code == 200
    assert app.call("POST", "/account/phone", {"phone": PHONE}).status_code == 202


@pytest.mark.django_db(transaction=True)
def test_who_has_only_a_telephone_is_asked_by_a_code_and_only_he(person) -> None:
    user_id = sign_up_by_phone(person)
    assert person.call("POST", "/account/email", {"email": EMAIL}).status_code == 200
    let_presence_pass(person)
    asked = person.api("GET", "/me/presence/").json()
    assert asked == {"shown": False, "flows": [{"id": "reauthenticate_by_code", "to": "phone"}]}
    assert person.call("POST", "/account/email", {"email": "other@example.com"}).status_code == 401
    assert person.api("POST", "/me/presence/").status_code == 202
    code = code_to(PHONE)
    refused = person.api("POST", "/me/presence/code/", json={"code": wrong(code)})
    assert (refused.status_code, refused.json()["code"]) == (400, "code_not_right")
    assert person.api("POST", "/me/presence/code/", json={"code": code}).json() == {"shown": True, "flows": []}
    spent = person.api("POST", "/me/presence/code/", json={"code": code})
    assert (spent.status_code, spent.json()["code"]) == (400, "code_not_right")
    user = User.objects.get(pk=user_id)
    identifier_prove(user=user, identifier_type=IdentifierType.EMAIL, value=EMAIL, method="mail")
    EmailAddress.objects.filter(user=user).update(verified=True)
    # With an address of his own the number no longer does.
    assert person.api("GET", "/me/presence/").json()["flows"] == [{"id": "reauthenticate_by_code", "to": "email"}]
    user.set_password(PASSWORD)
    assert means_of(user).password


@pytest.mark.django_db(transaction=True)
def test_three_wrong_codes_spend_it(app) -> None:
    sign_up_by_phone(app)
    let_presence_pass(app)
    app.api("POST", "/me/presence/")
    code = code_to(PHONE)
    for _ in range(3):
        assert app.api("POST", "/me/presence/code/", json={"code": wrong(code)}).status_code == 400
    assert app.api("POST", "/me/presence/code/", json={"code": code}).status_code == 400
    assert app.api("GET", "/me/presence/").json()["shown"] is False


@pytest.mark.django_db
def test_a_page_asks_in_place_and_goes_on_with_what_was_typed(resident, mailoutbox) -> None:
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    browser = signed_in(resident)
    asked = browser.post("/accounts/email/", {"action_add": "", "email": "new@example.com"})
    assert asked.url == "/accounts/reauthenticate/?next=%2Faccounts%2Femail%2F"
    assert mailoutbox == []
    shown = browser.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"})
    assert shown.status_code == 302
    assert len(mailed_code("new@example.com")) == 6


@pytest.mark.django_db
def test_a_page_asks_by_code_who_has_nothing_else() -> None:
    user = User.objects.create_user()
    identifier_prove(user=user, identifier_type=IdentifierType.PHONE, value=PHONE, method="code")
    browser = signed_in(user)
    page = "/accounts/reauthenticate/code/"
    assert browser.get("/accounts/password/set/").url == f"{page}?next=%2Faccounts%2Fpassword%2Fset%2F"
    told = browser.post(page, {"action": "send", "next": "/accounts/password/set/"}).content.decode()
    assert "138****5678" in told and PHONE not in told
    assert browser.post(page, {"code": "1"}).status_code == 200
    shown = browser.post(page, {"code": code_to(PHONE), "next": "/accounts/password/set/"})
    assert shown.url == "/accounts/password/set/" and browser.get(shown.url).status_code == 200


@pytest.mark.django_db
def test_a_code_by_mail_goes_to_the_address(mailoutbox) -> None:
    user = User.objects.create_user(EMAIL)
    for kind, value in ((IdentifierType.PHONE, PHONE), (IdentifierType.EMAIL, EMAIL)):
        identifier_prove(user=user, identifier_type=kind, value=value, method="code")
    browser = signed_in(user)
    browser.post("/accounts/reauthenticate/code/", {"action": "send"})
    assert len(mailed_code(EMAIL)) == 6 and Identifier.objects.proved().count() == 2
