"""A short message signs in, where its person lets it; it changes nothing of an account that has anything else."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.levels import Level, level_of
from accounts.models import Identifier, User
from services_portal.kernel.models import AuditEntry
from tests.accounts.clients import codes
from tests.accounts.inbox import CODE, code_to, messages_to
from tests.accounts.journeys import EMAIL, PASSWORD, PHONE, sign_up_by_email, sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)


def with_phone(client: Any) -> User:
    """Open an account with address, password and number."""
    user_id = sign_up_by_email(client)
    client.call("POST", "/account/phone", {"phone": PHONE})
    assert client.call("POST", "/auth/phone/verify", {"code": code_to(PHONE)}).status_code == 200
    return User.objects.get(pk=user_id)


def by_sms(client: Any) -> int:
    """Ask for a code and enter what comes; returns the status."""
    client.call("POST", "/auth/code/request", {"phone": PHONE})
    found = CODE.search(messages_to(PHONE)[0])
    return client.call("POST", "/auth/code/confirm", {"code": found[0] if found else "123456"}).status_code


CHANGES = [
    ("POST", "/account/password/change", {"new_password": "other-harbour-48"}),
    ("POST", "/account/email", {"email": "thief@example.com"}),
    ("DELETE", "/account/email", {"email": EMAIL}),
    ("POST", "/account/phone", {"phone": "+8613911112222"}),
    ("GET", "/account/authenticators/webauthn", None),
]


def test_who_has_the_number_alone_changes_nothing(new_app, mailoutbox) -> None:
    user = with_phone(new_app())
    thief = new_app()
    assert by_sms(thief) == 200
    mailoutbox.clear()
    before = list(Identifier.objects.order_by("pk").values("pk", "verified_at", "released_at"))
    for method, path, body in CHANGES:
        assert (path, thief.call(method, path, body).status_code) == (path, 401)
    assert thief.api("PATCH", "/me/sign-in/", json={"refuses_sms": True}).status_code == 401
    assert thief.api("POST", "/me/presence/").json()["params"]["flows"] == [{"id": "reauthenticate"}]
    assert list(Identifier.objects.order_by("pk").values("pk", "verified_at", "released_at")) == before
    assert mailoutbox == [] and level_of(user) == Level.DECLARED
    assert new_app().call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD}).status_code == 200


def test_a_reset_goes_to_the_address_and_never_to_the_number(new_app) -> None:
    with_phone(new_app())
    sent = len(messages_to(PHONE))
    assert new_app().call("POST", "/auth/password/request", {"phone": PHONE}).status_code == 400
    assert new_app().call("POST", "/auth/password/request", {"email": PHONE}).status_code == 400
    assert len(messages_to(PHONE)) == sent


def test_who_refuses_codes_is_sent_none_and_his_number_opens_nothing(new_app) -> None:
    app = new_app()
    user = with_phone(app)
    assert app.api("PATCH", "/me/sign-in/", json={"refuses_sms": True}).json() == {"refuses_sms": True}
    assert AuditEntry.objects.filter(action="accounts.user.sms_sign_in").count() == 1
    thief = new_app()
    assert by_sms(thief) == 400
    assert "Your account takes none" in messages_to(PHONE)[0] and not CODE.search(messages_to(PHONE)[0])
    # Nor does he come to the number by opening an account with it.
    other = new_app()
    other.call("POST", "/auth/signup", {"phone": PHONE})
    assert not CODE.search(messages_to(PHONE)[0]) and User.objects.with_phone(PHONE).get() == user
    assert app.api("PATCH", "/me/sign-in/", json={"refuses_sms": False}).status_code == 200
    assert by_sms(new_app()) == 200


def test_nobody_refuses_the_only_way_that_he_has(app) -> None:
    sign_up_by_phone(app)
    refused = app.api("PATCH", "/me/sign-in/", json={"refuses_sms": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_other_way_in")
    assert app.api("GET", "/me/sign-in/").json() == {"refuses_sms": False}
    assert codes(app.call("POST", "/account/phone", {"phone": "1"})) != []
