from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.identifiers import IdentifierType
from accounts.models import AccountChange, User
from accounts.services import former_holder_tell, identifier_prove, resident_register
from services_portal.kernel import clock
from services_portal.kernel.ids import uuid7
from tests.accounts.jobs import run_what_waits

T = IdentifierType
PHONE, ADDRESS = "+8613812345678", "former@example.com"


def prove(user: User, kind: T, value: str) -> None:
    identifier_prove(user=user, identifier_type=kind, value=value, method="code")


@pytest.fixture
def former(db) -> User:
    user = User.objects.create_user(ADDRESS)
    resident_register(user=user, language="en")
    prove(user, T.PHONE, PHONE)
    return user


def take_over() -> None:
    with clock.frozen(clock.now() + timedelta(days=100)):
        prove(User.objects.create_user("new@example.com"), T.PHONE, PHONE)


@pytest.mark.django_db(transaction=True)
def test_a_letter_names_the_number_masked_in_the_language_of_its_reader(former, mailoutbox) -> None:
    prove(former, T.EMAIL, ADDRESS)
    take_over()
    AccountChange.objects.all().delete()
    run_what_waits()
    assert [letter.to for letter in mailoutbox] == [[ADDRESS]]
    letter = mailoutbox[0]
    assert "phone number 138****5678" in letter.subject and "your account stays yours" in letter.body
    assert "12345678" not in letter.subject + letter.body


@pytest.mark.django_db(transaction=True)
def test_who_replaces_it_himself_is_told_of_the_change_and_of_no_other_person(former, mailoutbox) -> None:
    prove(former, T.EMAIL, ADDRESS)
    prove(former, T.PHONE, "+8613911112222")
    run_what_waits()
    assert {letter.subject for letter in mailoutbox} == {"Your account was changed"}


def test_who_has_no_address_left_gets_none_and_nothing_breaks(former, mailoutbox) -> None:
    take_over()
    held = former.identifiers.get()
    assert (former_holder_tell(identifier_id=held.pk), former_holder_tell(identifier_id=uuid7()), mailoutbox) == (
        0,
        0,
        [],
    )
