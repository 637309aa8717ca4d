"""The headless way in takes any proved identifier with the password, as the pages do."""

from __future__ import annotations

import pytest

from accounts.identifiers import IdentifierType
from accounts.models import User
from accounts.services import identifier_prove
from tests.accounts.clients import codes
from tests.accounts.journeys import EMAIL, PASSWORD, sign_out, sign_up_by_email

pytestmark = pytest.mark.django_db(transaction=True)
NUMBER = "11010519491231002X"


@pytest.fixture
def known(person, mailoutbox) -> str:
    user_id = sign_up_by_email(person)
    identifier_prove(
        user=User.objects.get(pk=user_id), identifier_type=IdentifierType.RESIDENT_ID, value=NUMBER, method="window"
    )
    sign_out(person)
    return user_id


@pytest.mark.parametrize("written", [NUMBER, "110105491231002"])
def test_a_resident_id_and_the_password_sign_in(person, known, written) -> None:
    answer = person.call("POST", "/auth/login", {"username": written, "password": PASSWORD})
    assert (answer.status_code, answer.json()["data"]["user"]["id"]) == (200, known)
    assert NUMBER not in answer.text and written not in answer.text


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"username": NUMBER, "password": "another-password-1"}, "username_password_mismatch"),
        ({"username": "360426199101010071", "password": PASSWORD}, "username_password_mismatch"),
        ({"username": NUMBER, "email": EMAIL, "password": PASSWORD}, "invalid_login"),
        ({"password": PASSWORD}, "invalid_login"),
        ({"username": "9" * 300, "password": PASSWORD}, "max_length"),
    ],
)
def test_everything_else_is_refused(person, known, said, code) -> None:
    answer = person.call("POST", "/auth/login", said)
    assert (answer.status_code, codes(answer)[:1]) == (400, [code])
    assert person.api("GET", "/me/").status_code == 401
