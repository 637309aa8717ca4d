"""Whoever had two accounts signs in with what he remembers of either, and is the one person that he is."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory

from accounts.identifiers import IdentifierType
from accounts.models import User
from accounts.services import identifier_prove, phone_prove
from accounts.services.merge_undo import merge_undo
from accounts.signin.account_adapter import AccountAdapter
from tests.accounts.merging.people import himself, merged, person

pytestmark = pytest.mark.django_db
PHONES = ("+8613812345678", "+8613912345678")
PASSPORT = "CHN:E12345678"


@pytest.fixture
def pair(settings) -> tuple[User, User]:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    people = person("one"), person("two")
    for user, phone in zip(people, PHONES, strict=True):
        user.set_password(f"harbour-{phone}")
        user.save()
        phone_prove(user=user, phone=phone)
    identifier_prove(user=people[1], identifier_type=IdentifierType.PASSPORT, value=PASSPORT, method="window")
    return people


def by_code(phone: str) -> User | None:
    """Return whose account a code to this number opens."""
    return AccountAdapter(RequestFactory().get("/")).get_user_by_phone(phone)


def test_every_way_of_either_opens_the_one_account(pair: tuple[User, User]) -> None:
    one, two = pair
    merged(one, two)
    for password in (f"harbour-{phone}" for phone in PHONES):
        assert authenticate(None, email="one@example.com", password=password) == one
        assert authenticate(None, email="two@example.com", password=password) == one
        assert authenticate(None, phone=PHONES[0], password=password) == one
        assert authenticate(None, phone=PHONES[1], password=password) == one
        assert authenticate(None, username=PASSPORT, password=password) == one
    assert [by_code(phone) for phone in PHONES] == [one, one]
    assert authenticate(None, email="two@example.com", password="nobody's") is None


def test_parted_each_opens_his_own_again(pair: tuple[User, User]) -> None:
    one, two = pair
    merge_undo(actor=himself(one), merge_id=merged(one, two).pk)
    assert authenticate(None, email="two@example.com", password=f"harbour-{PHONES[1]}") == two
    assert authenticate(None, username=PASSPORT, password=f"harbour-{PHONES[1]}") == two
    assert authenticate(None, email="one@example.com", password=f"harbour-{PHONES[1]}") is None
    assert authenticate(None, email="two@example.com", password=f"harbour-{PHONES[0]}") is None
    assert [by_code(phone) for phone in PHONES] == [one, two]
