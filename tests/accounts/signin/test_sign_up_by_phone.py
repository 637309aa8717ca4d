from __future__ import annotations

import zlib
from base64 import urlsafe_b64decode

import pytest
from django.db import connection

from accounts.models import Identifier, Resident, User
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.clients import codes, pending
from tests.accounts.inbox import code_to, messages_to, wrong
from tests.accounts.journeys import PHONE, sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)
DIGITS = PHONE[-11:]


def test_a_number_and_its_code_open_an_account(person) -> None:
    assert pending(person.call("POST", "/auth/signup", {"phone": "138 1234-5678", "display_name": "李娜"})) == [
        "verify_phone"
    ]
    answer = person.call("POST", "/auth/phone/verify", {"code": code_to(PHONE)})
    assert (answer.status_code, answer.json()["meta"]["is_authenticated"]) == (200, True)
    me = person.api("GET", "/me/").json()
    assert (me["display_name"], me["phone"], me["email"]) == ("李娜", "138****5678", None)
    assert Resident.objects.get().user_id == User.objects.get().pk


def test_the_number_is_nowhere_in_the_clear(person, caplog) -> None:
    person.call("POST", "/auth/signup", {"phone": PHONE})
    half_way = [_opened(text) for text in _stored("SELECT session_data FROM django_session")]
    code = code_to(PHONE)
    person.call("POST", "/auth/phone/verify", {"code": code})
    columns = _stored("SELECT value, index FROM accounts_identifier") + _stored(
        "SELECT address, address_index, text FROM accounts_keptmessage"
    )
    events = [str(event.payload) for event in OutboxEvent.objects.all()]
    entries = [f"{entry.subject_id} {entry.detail}" for entry in AuditEntry.objects.all()]
    assert len(half_way) == 1 and len(columns) == 5 and len(events) == 1 and len(entries) == 2
    written = b"\n".join([*half_way, *columns]) + "\n".join([*events, *entries, caplog.text]).encode()
    assert DIGITS.encode() not in written
    assert code.encode() not in b"\n".join([*half_way, *columns])
    assert Identifier.objects.get().value == PHONE


def _opened(text: bytes) -> bytes:
    """Undo the packing of a stored session (Django's signing), which would hide text but protect nothing."""
    packed = text.rsplit(b":", 2)[0]
    data = urlsafe_b64decode(packed.lstrip(b".") + b"=" * (-len(packed.lstrip(b".")) % 4))
    return zlib.decompress(data) if packed.startswith(b".") else data


def _stored(query: str) -> list[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    return [bytes(value) if not isinstance(value, str) else value.encode() for row in rows for value in row]


def test_a_wrong_code_opens_nothing_and_the_third_ends_the_attempt(person) -> None:
    person.call("POST", "/auth/signup", {"phone": PHONE})
    code = code_to(PHONE)
    for _ in range(3):
        answer = person.call("POST", "/auth/phone/verify", {"code": wrong(code)})
        assert (answer.status_code, codes(answer)) == (400, ["incorrect_code"])
    assert person.call("POST", "/auth/phone/verify", {"code": code}).status_code == 409
    assert person.api("GET", "/me/").status_code == 401
    assert Identifier.objects.get().is_proved is False


@pytest.mark.parametrize("phone", ["13800", "+86 138 0000", "not a number", "+1 555", "1381234567８９"])
def test_an_impossible_number_is_refused_and_nothing_is_sent(app, phone: str) -> None:
    answer = app.call("POST", "/auth/signup", {"phone": phone})
    assert (answer.status_code, codes(answer)) == (400, ["invalid_phone"])
    assert not User.objects.exists()


def test_a_number_with_an_account_gets_the_same_answer_and_its_holder_a_message(new_app) -> None:
    sign_up_by_phone(new_app())
    known = new_app().call("POST", "/auth/signup", {"phone": PHONE})
    unknown = new_app().call("POST", "/auth/signup", {"phone": "+8613911112222"})
    assert (known.status_code, known.json()["data"]) == (unknown.status_code, unknown.json()["data"])
    assert "already has an account" in messages_to(PHONE)[0]
    assert User.objects.with_phone(PHONE).count() == 1


def test_a_claim_blocks_nobody_and_dies_when_the_holder_proves_the_number(new_app) -> None:
    squatter, holder = new_app(), new_app()
    squatter.call("POST", "/auth/signup", {"phone": PHONE, "password": "squatters-password-1"})
    held_code = code_to(PHONE)
    user_id = sign_up_by_phone(holder)
    answer = squatter.call("POST", "/auth/phone/verify", {"code": held_code})
    assert (answer.status_code, codes(answer)) == (400, ["phone_taken"])
    assert str(User.objects.with_phone(PHONE).get().pk) == user_id
    assert User.objects.exclude(pk=user_id).get().identifiers.count() == 0
    login = new_app().call("POST", "/auth/login", {"phone": PHONE, "password": "squatters-password-1"})
    assert (login.status_code, codes(login)) == (400, ["phone_password_mismatch"])


def test_number_and_address_together_are_refused(app, mailoutbox) -> None:
    answer = app.call("POST", "/auth/signup", {"phone": PHONE, "email": "a@example.com", "password": "long-enough-77"})
    assert answer.status_code == 400
    assert [error["param"] for error in answer.json()["errors"]] == ["phone"]
    assert not User.objects.exists() and not mailoutbox and not messages_to(PHONE)
