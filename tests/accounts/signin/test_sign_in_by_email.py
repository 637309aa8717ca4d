from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress

from accounts.models import Resident, User
from tests.accounts.clients import codes, pending
from tests.accounts.inbox import mailed_code, wrong
from tests.accounts.journeys import EMAIL, PASSWORD, sign_out, sign_up_by_email

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_address_a_password_and_a_code_open_an_account(person) -> None:
    answer = person.call("POST", "/auth/signup", {"email": "Li.Na@Example.com", "password": PASSWORD})
    assert pending(answer) == ["verify_email"]
    assert person.api("GET", "/me/").status_code == 401
    assert person.call("POST", "/auth/email/verify", {"key": mailed_code(EMAIL)}).status_code == 200
    assert person.api("GET", "/me/").json()["email"] == EMAIL
    assert EmailAddress.objects.get().verified and Resident.objects.count() == 1


def test_the_password_signs_in(person) -> None:
    user_id = sign_up_by_email(person)
    sign_out(person)
    assert person.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD}).status_code == 200
    assert person.api("GET", "/me/").json()["id"] == user_id


def test_a_wrong_password_and_an_unknown_address_are_told_apart_by_nobody(new_app) -> None:
    sign_up_by_email(new_app())
    known = new_app().call("POST", "/auth/login", {"email": EMAIL, "password": "not-the-password-1"})
    unknown = new_app().call("POST", "/auth/login", {"email": "nobody@example.com", "password": "not-the-password-1"})
    assert (known.status_code, codes(known)) == (400, ["email_password_mismatch"])
    assert known.json() == unknown.json()


def test_the_sixth_wrong_password_locks_the_right_one_out(new_app) -> None:
    sign_up_by_email(new_app())
    for _ in range(5):
        assert codes(new_app().call("POST", "/auth/login", {"email": EMAIL, "password": "not-the-password-1"})) == [
            "email_password_mismatch"
        ]
    refused = new_app().call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD})
    assert (refused.status_code, codes(refused)) == (400, ["too_many_login_attempts"])


def test_an_address_not_proved_opens_nothing(new_app) -> None:
    new_app().call("POST", "/auth/signup", {"email": EMAIL, "password": PASSWORD})
    app = new_app()
    assert pending(app.call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD})) == ["verify_email"]
    assert codes(app.call("POST", "/auth/email/verify", {"key": wrong(mailed_code(EMAIL))})) == ["incorrect_code"]
    assert app.api("GET", "/me/").status_code == 401


@pytest.mark.parametrize(
    ("body", "params"),
    [
        ({"email": EMAIL}, ["password"]),
        ({"password": PASSWORD}, ["email"]),
        ({"email": "not an address", "password": PASSWORD}, ["email"]),
        ({"email": EMAIL, "password": "short1"}, ["password"]),
        ({"email": EMAIL, "password": "8675309867530"}, ["password"]),
        ({}, ["email", "password"]),
    ],
)
def test_an_incomplete_sign_up_leaves_nothing(app, mailoutbox, body, params) -> None:
    answer = app.call("POST", "/auth/signup", body)
    assert answer.status_code == 400
    assert sorted({error["param"] for error in answer.json()["errors"]}) == params
    assert not User.objects.exists() and not mailoutbox


def test_a_taken_address_gets_the_same_answer_and_its_owner_a_letter(new_app, mailoutbox) -> None:
    sign_up_by_email(new_app())
    known = new_app().call("POST", "/auth/signup", {"email": EMAIL, "password": "another-password-9"})
    unknown = new_app().call("POST", "/auth/signup", {"email": "new@example.com", "password": "another-password-9"})
    assert (known.status_code, known.json()["data"]) == (unknown.status_code, unknown.json()["data"])
    assert [letter.to for letter in mailoutbox] == [[EMAIL], [EMAIL], ["new@example.com"]]
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_a_forgotten_password_is_replaced_by_code(new_app) -> None:
    sign_up_by_email(new_app())
    app = new_app()
    assert pending(app.call("POST", "/auth/password/request", {"email": EMAIL})) == ["password_reset_by_code"]
    answer = app.call("POST", "/auth/password/reset", {"key": mailed_code(EMAIL), "password": "a-new-password-8"})
    assert answer.status_code == 401
    assert new_app().call("POST", "/auth/login", {"email": EMAIL, "password": PASSWORD}).status_code == 400
    assert new_app().call("POST", "/auth/login", {"email": EMAIL, "password": "a-new-password-8"}).status_code == 200
