"""A refusal costs the same whoever is asked for: one computation of the hash, counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.identifiers import IdentifierType
from accounts.models import User
from accounts.services import identifier_prove
from tests.accounts.signin.counting import CountingHasher

pytestmark = pytest.mark.django_db

PASSWORD = "harbour-bridge-47"
WRONG = "not-the-password-1"


@pytest.fixture
def person(resident, settings) -> User:
    settings.PASSWORD_HASHERS = ["tests.accounts.signin.counting.CountingHasher"]
    resident.set_password(PASSWORD)
    resident.save()
    EmailAddress.objects.create(user=resident, email=resident.email, verified=True, primary=True)
    identifier_prove(user=resident, identifier_type=IdentifierType.PHONE, value="+8613812345678", method="code")
    identifier_prove(user=resident, identifier_type=IdentifierType.PASSPORT, value="CHN:E12345678", method="window")
    return resident


def computed(call: Callable[[], object]) -> int:
    """Return how many hashes a call computes."""
    before = CountingHasher.computed
    call()
    return CountingHasher.computed - before


def entering(name: str, password: str = WRONG) -> int:
    client = Client(headers={"accept-language": "en"})
    return computed(lambda: client.post("/accounts/login/", {"login": name, "password": password}))


KNOWN = ["zhang.wei@example.com", "13812345678", "CHN:E12345678"]
UNKNOWN = ["nobody@example.com", "13912345678", "CHN:E99999999", "no-name-at-all", "11010519491231002X"]


@pytest.mark.parametrize("name", KNOWN + UNKNOWN)
def test_a_wrong_password_costs_one_hash_whether_anybody_has_the_name(person, name) -> None:
    assert entering(name) == 1


@pytest.mark.parametrize("name", KNOWN)
def test_so_does_an_account_that_is_closed_or_has_no_password(person, name) -> None:
    User.objects.update(is_active=False)
    assert entering(name) == 1
    person.set_unusable_password()
    person.is_active = True
    person.save()
    assert entering(name) == 1


def test_so_does_one_that_is_guessed_at_too_often_under_other_names(person, settings) -> None:
    settings.PORTAL_SIGNIN_LIMITS = {"account": "2/5m/key"}
    assert [entering(name) for name in KNOWN] == [1, 1, 1]
    assert entering(KNOWN[0], PASSWORD) == 1


def test_a_refusal_for_too_many_costs_none_whether_anybody_has_the_name(person, settings) -> None:
    settings.PORTAL_SIGNIN_LIMITS = {"name": "1/5m/key"}
    for name in (KNOWN[0], UNKNOWN[0]):
        assert [entering(name) for _ in range(2)] == [1, 0]


def test_opening_an_account_costs_the_same_where_there_is_one_already(person) -> None:
    def signing_up(email: str) -> int:
        body = {"email": email, "password": PASSWORD}
        client = Client()
        return computed(lambda: client.post("/_allauth/app/v1/auth/signup", body, content_type="application/json"))

    assert signing_up(person.email) == signing_up("nobody@example.com") == 1


def test_asking_for_a_reset_costs_no_hash_either_way(person) -> None:
    def asking(email: str) -> int:
        client = Client()
        path = "/_allauth/app/v1/auth/password/request"
        return computed(lambda: client.post(path, {"email": email}, content_type="application/json"))

    assert (asking(person.email), asking("nobody@example.com")) == (0, 0)
