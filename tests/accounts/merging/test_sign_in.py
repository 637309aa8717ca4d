"""Whoever had two accounts signs in with what he signed in with before, and is the one person that he is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory

from accounts.identifiers import IdentifierType
from accounts.models import Merge, User
from accounts.services import identifier_prove, phone_prove
from accounts.services.merge_undo import merge_undo
from accounts.services.password_set import password_set
from accounts.signin.account_adapter import AccountAdapter
from services_portal.kernel.models import AuditEntry
from tests.accounts.merging.people import himself, merged, person
from tests.accounts.signin.counting import CountingHasher

pytestmark = pytest.mark.django_db
PHONES = {"one": "+8613812345678", "two": "+8613912345678", "three": "+8613712345678"}
PASSPORT = "CHN:E12345678"
NEW = "mountain-lake-83"


def own(name: str) -> str:
    return f"harbour-{name}"


@pytest.fixture
def people(settings) -> dict[str, User]:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    found = {name: person(name) for name in PHONES}
    for name, user in found.items():
        user.set_password(own(name))
        user.save()
        phone_prove(user=user, phone=PHONES[name])
    identifier_prove(user=found["two"], identifier_type=IdentifierType.PASSPORT, value=PASSPORT, method="window")
    return found


def by_code(phone: str) -> User | None:
    """Return whose account a code to this number opens."""
    return AccountAdapter(RequestFactory().get("/")).get_user_by_phone(phone)


def names(who: str) -> list[dict[str, str]]:
    """Return all names of a person, as they are given to the backend."""
    found = [{"email": f"{who}@example.com"}, {"username": f"{who}.spare@example.com"}, {"phone": PHONES[who]}]
    return [*found, {"username": PASSPORT}] if who == "two" else found


def opens(who: str, password: str) -> User | None:
    """Return what a password opens under every name of a person: the same under each."""
    (opened,) = {authenticate(None, **name, password=password) for name in names(who)}
    return opened


def opening(people: dict[str, User], *passwords: str) -> dict[str, dict[str, str]]:
    """Return for each person's names which passwords open them, and what."""
    called = {user: name for name, user in people.items()}
    return {
        who: {password: called[user] for password in passwords if (user := opens(who, password)) is not None}
        for who in people
    }


EACH_HIS_OWN = {name: {own(name): name} for name in PHONES}
ALL = (*map(own, PHONES), NEW)


def test_each_name_opens_the_one_account_with_the_password_it_had(people) -> None:
    merged(people["one"], people["two"])
    assert opening(people, *ALL) == {
        "one": {own("one"): "one"},
        "two": {own("two"): "one"},
        "three": {own("three"): "three"},
    }
    assert [by_code(PHONES[name]) for name in ("one", "two")] == [people["one"], people["one"]]


def test_a_part_of_a_part_keeps_its_password_too(people) -> None:
    merged(people["two"], people["three"])
    merged(people["one"], people["two"])
    assert opening(people, *ALL) == {name: {own(name): "one"} for name in PHONES}


def test_parted_each_opens_his_own_again(people) -> None:
    one, two = people["one"], people["two"]
    merge_undo(actor=himself(one), merge_id=merged(one, two).pk)
    assert opening(people, *ALL) == EACH_HIS_OWN
    assert [by_code(PHONES[name]) for name in ("one", "two")] == [one, two]


def test_a_password_set_after_the_merge_counts_for_every_name_and_is_forgotten_with_it(people) -> None:
    one = people["one"]
    merge = merged(one, people["two"])
    before = dict(User.objects.values_list("pk", "password"))
    password_set(user=one, password=NEW)
    assert opening(people, *ALL) == {"one": {NEW: "one"}, "two": {NEW: "one"}, "three": {own("three"): "three"}}
    merge_undo(actor=himself(one), merge_id=merge.pk)
    assert dict(User.objects.values_list("pk", "password")) == before
    assert opening(people, *ALL) == EACH_HIS_OWN
    assert Merge.objects.get().survivor_password == ""


def test_a_password_set_before_a_later_merge_stays_when_that_is_undone(people) -> None:
    one = people["one"]
    merged(one, people["two"])
    password_set(user=one, password=NEW)
    later = merged(one, people["three"])
    password_set(user=one, password="newest-of-all-19")
    assert opening(people, *ALL, "newest-of-all-19") == {name: {"newest-of-all-19": "one"} for name in PHONES}
    merge_undo(actor=himself(one), merge_id=later.pk)
    assert opening(people, *ALL) == {"one": {NEW: "one"}, "two": {NEW: "one"}, "three": {own("three"): "three"}}


@pytest.mark.parametrize("first_parted", ["two", "three"])
def test_parted_in_either_order_each_has_what_it_had(people, first_parted) -> None:
    one = people["one"]
    merges = {name: merged(one, people[name]) for name in ("two", "three")}
    password_set(user=one, password=NEW)
    other = "three" if first_parted == "two" else "two"
    merge_undo(actor=himself(one), merge_id=merges[first_parted].pk)
    assert opening(people, *ALL) == {**EACH_HIS_OWN, other: {own(other): "one"}}
    merge_undo(actor=himself(one), merge_id=merges[other].pk)
    assert opening(people, *ALL) == EACH_HIS_OWN


def test_a_password_that_was_set_while_the_middle_one_stood_alone_counts_for_its_names(people) -> None:
    merged(people["two"], people["three"])
    password_set(user=people["two"], password=NEW)
    merged(people["one"], people["two"])
    assert opening(people, *ALL) == {"one": {own("one"): "one"}, "two": {NEW: "one"}, "three": {NEW: "one"}}


def test_a_refusal_costs_one_hash_however_many_parts_there_are(people, settings) -> None:
    merged(people["two"], people["three"])
    merged(people["one"], people["two"])
    settings.PASSWORD_HASHERS = ["tests.accounts.signin.counting.CountingHasher"]
    for user in people.values():
        user.set_password(NEW)
        user.save()

    def computed(call: Callable[[], object]) -> int:
        before = CountingHasher.computed
        call()
        return CountingHasher.computed - before

    for name in (*names("one"), *names("two"), *names("three"), {"email": "nobody@example.com"}):
        assert computed(lambda name=name: authenticate(None, **name, password="nobody's")) == 1


def test_who_undoes_is_signed_out_and_changing_the_password_on_the_page_counts_for_all(people) -> None:
    one, merge = people["one"], merged(people["one"], people["two"])
    Authenticator.objects.all().delete()
    browser = Client(headers={"accept-language": "en"})
    assert browser.post("/accounts/login/", {"login": PASSPORT, "password": own("two")}).status_code == 302
    browser.get("/accounts/password/change/")
    said = {"oldpassword": own("one"), "password1": NEW, "password2": NEW}
    assert browser.post("/accounts/password/change/", said).status_code == 302
    assert opens("two", NEW) == one
    assert AuditEntry.objects.filter(action="accounts.password.set", refused=False).count() == 1
    assert "_auth_user_id" in browser.session
    merge_undo(actor=himself(one), merge_id=merge.pk)
    browser.get("/me/")
    assert "_auth_user_id" not in browser.session
