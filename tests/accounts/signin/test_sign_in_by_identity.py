"""With the password, a person signs in by whatever he has proved."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.models import User
from accounts.services import identifier_claim, identifier_prove

pytestmark = pytest.mark.django_db
T = IdentifierType
PASSWORD = "harbour-bridge-47"
KNOWN = [
    (T.RESIDENT_ID, "360426199101010071", ["360426199101010071", "360426910101007", "360426 19910101 0071"]),
    (T.PASSPORT, "CHN:E12345678", ["CHN:E12345678", "chn e12345678"]),
    (T.PERMIT, "810000199408230021", ["810000199408230021"]),
    (T.NETWORK_NUMBER, "aB3dE6gH9xYz", ["aB3dE6gH9xYz"]),
    (T.PHONE, "+8613812345678", ["13812345678", "+86 138 1234 5678"]),
]


@pytest.fixture
def person(resident) -> User:
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    return resident


def sign_in(written: str, password: str = PASSWORD) -> tuple[str | None, str]:
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/accounts/login/", {"login": written, "password": password})
    return client.session.get("_auth_user_id"), answer.text


@pytest.mark.parametrize(("kind", "value", "ways"), KNOWN)
def test_what_is_proved_signs_in_and_what_is_only_said_does_not(person, kind, value, ways) -> None:
    identifier_claim(user=person, identifier_type=kind, value=value)
    assert [sign_in(written)[0] for written in ways] == [None] * len(ways)
    identifier_prove(user=person, identifier_type=kind, value=value, method="window")
    assert [sign_in(written)[0] for written in ways] == [str(person.pk)] * len(ways)


def test_a_wrong_password_and_an_unknown_number_get_one_answer(person) -> None:
    identifier_prove(user=person, identifier_type=T.RESIDENT_ID, value=KNOWN[0][1], method="window")
    wrong = sign_in(KNOWN[0][1], "another-password-1")
    unknown = sign_in("11010519491231002X")
    said = [text[text.index("not correct") - 60 : text.index("not correct")] for _user, text in (wrong, unknown)]
    assert (wrong[0], unknown[0], said[0]) == (None, None, said[1])
