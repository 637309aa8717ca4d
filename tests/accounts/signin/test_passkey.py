from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from tests.accounts.authenticator import SoftwareAuthenticator
from tests.accounts.clients import AppClient, codes
from tests.accounts.journeys import sign_out, sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def device(live_server) -> SoftwareAuthenticator:
    return SoftwareAuthenticator(live_server.url)


def enrol(client: AppClient, device: SoftwareAuthenticator) -> str:
    """Open an account by phone and add a passkey; returns the user's id."""
    user_id = sign_up_by_phone(client)
    offered = client.call("GET", "/account/authenticators/webauthn?passwordless")
    credential = device.create(offered.json()["data"]["creation_options"])
    added = client.call("POST", "/account/authenticators/webauthn", {"name": "phone", "credential": credential})
    assert added.status_code == 200, added.text
    return user_id


def sign_in(client: AppClient, device: SoftwareAuthenticator):
    """Sign in with the passkey and nothing else; returns the answer."""
    offered = client.call("GET", "/auth/webauthn/login").json()["data"]["request_options"]
    return client.call("POST", "/auth/webauthn/login", {"credential": device.get(offered)})


def test_a_passkey_signs_in_without_number_or_password(person, device) -> None:
    user_id = enrol(person, device)
    sign_out(person)
    assert sign_in(person, device).status_code == 200
    assert person.api("GET", "/me/").json()["id"] == user_id
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_another_key_under_the_same_name_is_refused(new_app, device) -> None:
    enrol(new_app(), device)
    thief = SoftwareAuthenticator(device.origin)
    thief.credential_id, thief.user_handle, thief.rp_id = device.credential_id, device.user_handle, device.rp_id
    app = new_app()
    answer = sign_in(app, thief)
    assert answer.status_code in (400, 401) and codes(answer) == ["incorrect_code"]
    assert app.api("GET", "/me/").status_code == 401


def test_an_answer_to_an_old_challenge_is_refused(new_app, device) -> None:
    enrol(new_app(), device)
    app = new_app()
    old = app.call("GET", "/auth/webauthn/login").json()["data"]["request_options"]
    app.call("GET", "/auth/webauthn/login")
    answer = app.call("POST", "/auth/webauthn/login", {"credential": device.get(old)})
    assert (answer.status_code, codes(answer)) == (400, ["incorrect_code"])
    assert app.api("GET", "/me/").status_code == 401


def test_a_stranger_adds_no_passkey(app, device) -> None:
    assert app.call("GET", "/account/authenticators/webauthn?passwordless").status_code == 401
    assert not Authenticator.objects.exists()


def test_guessing_is_stopped_by_address_and_a_forged_one_does_not_help(app, device) -> None:
    stranger = device.get({"publicKey": {"challenge": "AAAA"}})
    statuses = []
    for number in range(11):
        app.http.headers["X-Forwarded-For"] = f"203.0.113.{number}"
        answer = app.call("POST", "/auth/webauthn/login", {"credential": stranger})
        statuses.append(answer.status_code)
    assert statuses == [400] * 10 + [429]
