from __future__ import annotations

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.accounts.clients import AppClient, codes, pending
from tests.accounts.inbox import wrong
from tests.accounts.journeys import EMAIL, PASSWORD, sign_out, sign_up_by_email

pytestmark = pytest.mark.django_db(transaction=True)
PERIOD = 30


def totp(secret: str, steps: int = 0) -> str:
    """Return the code of an authenticator app (RFC 6238), ``steps`` periods from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD + steps))


def enrol(client: AppClient) -> str:
    """Sign up and add an authenticator app; returns its secret."""
    sign_up_by_email(client)
    assert client.call("POST", "/auth/reauthenticate", {"password": PASSWORD}).status_code == 200
    offered = client.call("GET", "/account/authenticators/totp")
    assert offered.status_code == 404
    secret = offered.json()["meta"]["secret"]
    assert client.call("POST", "/account/authenticators/totp", {"code": totp(secret)}).status_code == 200
    return secret


def begin(client: AppClient) -> None:
    """Enter the right password and stand before the second factor."""
    assert pending(client.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD})) == ["mfa_authenticate"]


def test_the_password_alone_no_longer_signs_in(person) -> None:
    secret = enrol(person)
    sign_out(person)
    begin(person)
    assert person.api("GET", "/me/").status_code == 401
    # A used code is spent, so the next period's is given; one period either way is allowed.
    assert person.call("POST", "/auth/2fa/authenticate", {"code": totp(secret, 1)}).status_code == 200
    assert person.api("GET", "/me/").json()["email"] == EMAIL


def test_a_wrong_code_and_a_spent_one_are_refused(new_app) -> None:
    secret = enrol(new_app())
    app = new_app()
    begin(app)
    assert codes(app.call("POST", "/auth/2fa/authenticate", {"code": wrong(totp(secret, 5))})) == ["incorrect_code"]
    app.call("POST", "/auth/2fa/authenticate", {"code": (spent := totp(secret, 1))})
    other = new_app()
    begin(other)
    assert codes(other.call("POST", "/auth/2fa/authenticate", {"code": spent})) == ["incorrect_code"]
    assert other.api("GET", "/me/").status_code == 401


def test_a_recovery_code_signs_in_once(new_app) -> None:
    app = new_app()
    enrol(app)
    recovery = app.call("GET", "/account/authenticators/recovery-codes").json()["data"]["unused_codes"]
    assert len(recovery) == 10
    app = new_app()
    begin(app)
    assert app.call("POST", "/auth/2fa/authenticate", {"code": recovery[0]}).status_code == 200
    again = new_app()
    begin(again)
    assert codes(again.call("POST", "/auth/2fa/authenticate", {"code": recovery[0]})) == ["incorrect_code"]
    assert again.call("POST", "/auth/2fa/authenticate", {"code": recovery[1]}).status_code == 200


def test_the_secrets_are_encrypted_at_rest(app) -> None:
    secret = enrol(app)
    stored = {row.type: row.data for row in Authenticator.objects.all()}
    assert set(stored) == {"totp", "recovery_codes"}
    assert secret not in str(stored["totp"])
    with pytest.raises(KeyError):
        stored["recovery_codes"]["migrated_codes"]
    assert len(stored["recovery_codes"]["seed"]) > 60
