from __future__ import annotations

import pytest

from accounts.models import KeptMessage, User
from tests.accounts.clients import codes, pending
from tests.accounts.inbox import code_to, messages_to, wrong
from tests.accounts.journeys import PHONE, sign_out, sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_signs_in(person) -> None:
    user_id = sign_up_by_phone(person)
    sign_out(person)
    assert pending(person.call("POST", "/auth/code/request", {"phone": "13812345678"})) == ["login_by_code"]
    answer = person.call("POST", "/auth/code/confirm", {"code": code_to(PHONE)})
    assert answer.status_code == 200
    assert person.api("GET", "/me/").json()["id"] == user_id


def test_a_code_signs_in_once(new_app) -> None:
    sign_up_by_phone(new_app())
    app = new_app()
    app.call("POST", "/auth/code/request", {"phone": PHONE})
    code = code_to(PHONE)
    app.call("POST", "/auth/code/confirm", {"code": code})
    other = new_app()
    assert other.call("POST", "/auth/code/confirm", {"code": code}).status_code == 409
    other.call("POST", "/auth/code/request", {"phone": PHONE})
    assert codes(other.call("POST", "/auth/code/confirm", {"code": code})) == ["incorrect_code"]


def test_a_wrong_code_signs_nobody_in_and_the_third_ends_the_attempt(new_app) -> None:
    sign_up_by_phone(new_app())
    app = new_app()
    app.call("POST", "/auth/code/request", {"phone": PHONE})
    code = code_to(PHONE)
    for _ in range(3):
        assert codes(app.call("POST", "/auth/code/confirm", {"code": wrong(code)})) == ["incorrect_code"]
    assert app.call("POST", "/auth/code/confirm", {"code": code}).status_code == 409
    assert app.api("GET", "/me/").status_code == 401


def test_a_number_without_account_gets_the_same_answer_and_its_holder_a_message(new_app) -> None:
    sign_up_by_phone(new_app())
    stranger = "+8613911112222"
    known = new_app().call("POST", "/auth/code/request", {"phone": PHONE})
    unknown = new_app().call("POST", "/auth/code/request", {"phone": stranger})
    assert (known.status_code, known.json()["data"]) == (unknown.status_code, unknown.json()["data"])
    assert [text for text in messages_to(stranger) if "no account yet" in text] == messages_to(stranger) != []


def test_the_fourth_code_in_a_minute_is_refused_and_not_sent(new_app) -> None:
    sign_up_by_phone(new_app())
    sent = KeptMessage.objects.count()
    for _ in range(3):
        assert new_app().call("POST", "/auth/code/request", {"phone": PHONE}).status_code == 401
    refused = new_app().call("POST", "/auth/code/request", {"phone": PHONE})
    assert (refused.status_code, codes(refused)) == (400, ["too_many_login_attempts"])
    assert KeptMessage.objects.count() == sent + 3


def test_a_closed_account_stays_closed(new_app) -> None:
    sign_up_by_phone(new_app())
    User.objects.update(is_active=False)
    app = new_app()
    app.call("POST", "/auth/code/request", {"phone": PHONE})
    assert "no account yet" in messages_to(PHONE)[0]


def test_an_account_begun_by_e_mail_takes_a_number_and_is_found_by_it(new_app, mailoutbox) -> None:
    from tests.accounts.journeys import sign_up_by_email

    app = new_app()
    user_id = sign_up_by_email(app)
    assert app.call("POST", "/account/phone", {"phone": PHONE}).status_code == 202
    assert app.api("GET", "/me/").json()["phone"] == ""
    assert app.call("POST", "/auth/phone/verify", {"code": code_to(PHONE)}).status_code == 200
    assert app.api("GET", "/me/").json()["phone"] == "138****5678"
    other = new_app()
    other.call("POST", "/auth/code/request", {"phone": PHONE})
    other.call("POST", "/auth/code/confirm", {"code": code_to(PHONE)})
    assert other.api("GET", "/me/").json()["id"] == user_id
