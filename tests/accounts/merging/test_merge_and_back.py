"""A merge takes over what was declared to move; undone, both accounts are what they were."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from accounts.merging.holdings import holdings_of
from accounts.models import Merge, MergeState, Resident
from accounts.services.merge_undo import merge_undo
from services_portal.kernel.models import AuditEntry
from tests.accounts.merging.people import himself, merged, person, told
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once(settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0


def test_what_moves_is_the_survivors_and_what_is_one_a_person_stays() -> None:
    one, two = person("one", totp=True), person("two", totp=True)
    merge = merged(one, two)
    addresses = EmailAddress.objects.filter(user=one).values_list("email", "primary", "verified")
    assert sorted(addresses) == [
        ("one.spare@example.com", False, True),
        ("one@example.com", True, True),
        ("two.spare@example.com", False, True),
        ("two@example.com", False, True),
    ]
    held = Authenticator.objects.filter(user=one).order_by("type", "id").values_list("type", "data")
    assert [(kind, *data.values()) for kind, data in held] == [
        ("totp", "one"),
        ("webauthn", "one"),
        ("webauthn", "two"),
    ]
    assert list(Authenticator.objects.filter(user=two).values_list("type", flat=True)) == ["totp"]
    assert {each.display_name for each in Resident.objects.filter(user__in=(one, two))} == {"one", "two"}
    two.refresh_from_db()
    assert (two.is_active, merge.state, merge.moves.count()) == (False, MergeState.DONE, 5)
    assert told(one.pk) == told(two.pk) == ["accounts.merge_asked", "accounts.accounts_merged"]
    assert AuditEntry.objects.get(action="accounts.merge.carry_out").detail == {"rows": 5}


def test_an_account_that_is_absorbed_is_signed_out_at_once() -> None:
    one, two = person("one"), person("two")
    browser, other = signed_in(two), signed_in(one)
    assert (browser.get("/me/").status_code, other.get("/me/").status_code) == (200, 200)
    merged(one, two)
    assert (browser.get("/me/").status_code, other.get("/me/").status_code) == (302, 200)
    assert not UserSession.objects.filter(user=two).exists()


def test_undone_both_are_what_they_were() -> None:
    one, two = person("one", totp=True), person("two", totp=True)
    before = holdings_of(one.pk), holdings_of(two.pk)
    merge = merged(one, two)
    assert (holdings_of(one.pk), holdings_of(two.pk)) != before
    merge_undo(actor=himself(one), merge_id=merge.pk)
    after = holdings_of(one.pk), holdings_of(two.pk)
    for held in (*before, *after):
        held.pop("accounts.Merge.survivor")
        held.pop("accounts.Merge.absorbed")
    assert after == before
    assert told(two.pk)[-1] == "accounts.accounts_unmerged"


def test_what_the_survivor_lost_or_gained_meanwhile_is_as_he_left_it() -> None:
    one, two = person("one"), person("two")
    merge = merged(one, two)
    EmailAddress.objects.filter(email="two.spare@example.com").delete()
    EmailAddress.objects.create(user=one, email="new@example.com", verified=True)
    merge_undo(actor=himself(one), merge_id=merge.pk)

    def addresses(user: object) -> set[str]:
        return set(EmailAddress.objects.filter(user=user).values_list("email", flat=True))

    assert addresses(one) == {"one@example.com", "one.spare@example.com", "new@example.com"}
    assert addresses(two) == {"two@example.com"}


def test_two_that_were_merged_and_parted_may_be_merged_again() -> None:
    one, two = person("one"), person("two")
    for _time in range(2):
        merge_undo(actor=himself(one), merge_id=merged(one, two).pk)
    again = merged(two, one)
    assert Merge.objects.filter(state=MergeState.UNDONE).count() == 2
    assert again.moves.count() == 5
