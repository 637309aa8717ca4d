"""A number proves who has it now. It opens the account of its former holder to nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Identifier, User
from tests.accounts.clients import codes, pending
from tests.accounts.inbox import code_to, messages_to
from tests.accounts.journeys import EMAIL, PASSWORD, PHONE, sign_out, sign_up_by_email, sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)


def let_days_pass(days: int) -> None:
    """Make every proof older; the server runs in another thread than a frozen clock."""
    for held in Identifier.objects.proved():
        Identifier.objects.filter(pk=held.pk).update(
            verified_at=held.verified_at - timedelta(days=days),
            last_proved_at=held.last_proved_at - timedelta(days=days),
        )


def test_a_code_opens_an_account_for_ninety_days_and_no_longer(new_app) -> None:
    user_id = sign_up_by_phone(new_app())
    let_days_pass(89)
    app = new_app()
    app.call("POST", "/auth/code/request", {"phone": PHONE})
    app.call("POST", "/auth/code/confirm", {"code": code_to(PHONE)})
    assert app.api("GET", "/me/").json()["id"] == user_id
    let_days_pass(89)
    again = new_app()
    again.call("POST", "/auth/code/request", {"phone": PHONE})
    assert again.call("POST", "/auth/code/confirm", {"code": code_to(PHONE)}).status_code == 200
    let_days_pass(91)
    sent = len(messages_to(PHONE))
    late = new_app()
    assert pending(late.call("POST", "/auth/code/request", {"phone": PHONE})) == ["login_by_code"]
    assert len(messages_to(PHONE)) == sent + 1 and "has long not been used here" in messages_to(PHONE)[0]
    assert codes(late.call("POST", "/auth/code/confirm", {"code": "123456"})) == ["incorrect_code"]
    assert late.api("GET", "/me/").status_code == 401


def test_who_is_given_the_number_anew_opens_an_account_of_his_own(new_app) -> None:
    former = sign_up_by_phone(new_app())
    let_days_pass(91)
    app = new_app()
    newcomer = sign_up_by_phone(app)
    assert newcomer != former and app.api("GET", "/me/").json()["id"] == newcomer
    assert str(User.objects.with_phone(PHONE).get().pk) == newcomer
    held = Identifier.objects.get(user_id=former)
    assert (held.release_reason, held.value) == ("taken_over", PHONE)


def test_who_is_signed_in_takes_a_number_over_by_its_code_and_the_former_holder_is_told(new_app, mailoutbox) -> None:
    first = new_app()
    former = sign_up_by_email(first, "former@example.com")
    first.call("POST", "/account/phone", {"phone": PHONE})
    first.call("POST", "/auth/phone/verify", {"code": code_to(PHONE)})
    let_days_pass(1)
    app = new_app()
    user_id = sign_up_by_email(app)
    assert app.call("POST", "/account/phone", {"phone": PHONE}).status_code == 202
    assert app.call("POST", "/auth/phone/verify", {"code": code_to(PHONE)}).status_code == 200
    assert app.api("GET", "/me/").json()["id"] == user_id
    assert str(User.objects.with_phone(PHONE).get().pk) == user_id
    login = {"email": "former@example.com", "password": PASSWORD}
    sign_out(first)
    assert first.call("POST", "/auth/login", login).json()["data"]["user"]["id"] == former
    assert first.api("GET", "/me/").json()["phone"] == ""


def test_a_password_opens_the_account_however_long_ago_the_number_was_proved(new_app, mailoutbox) -> None:
    app = new_app()
    user_id = sign_up_by_email(app, EMAIL)
    app.call("POST", "/account/phone", {"phone": PHONE})
    app.call("POST", "/auth/phone/verify", {"code": code_to(PHONE)})
    let_days_pass(400)
    answer = new_app().call("POST", "/auth/login", {"phone": PHONE, "password": PASSWORD})
    assert (answer.status_code, answer.json()["data"]["user"]["id"]) == (200, user_id)
