"""Old accounts and old names, where the account is one with another meanwhile: they are his who came by his own."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.means import KEY, owners_in
from accounts.models import Claiming, Identifier, User, WrittenSince
from accounts.services.claim_join import claim_join
from accounts.services.merge_undo import merge_undo
from services_portal.kernel.models import AuditEntry
from tests.accounts.claiming.olds import enter, md5_row, take
from tests.accounts.merging.acts import actor
from tests.accounts.merging.people import himself, merged, person

pytestmark = pytest.mark.django_db
OLD, OTHER = "dongfang-1987", "not-the-password-1"


@pytest.fixture
def one(new_town: Any, settings: Any) -> User:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    take(new_town("aa"), md5_row("1", OLD, phone="13812345678"), md5_row("2", OTHER))
    user = person("one")
    Authenticator.objects.all().delete()
    return user


def test_a_claim_that_was_added_goes_to_who_added_it_with_what_it_had_said_of_him(one) -> None:
    two = person("two")
    merge = merged(one, two)
    claiming = claim_join(actor=actor(one, two), user=one, city="aa", name="login1", password=OLD)
    said = Identifier.objects.filter(pk__in=claiming.said)
    assert {each.user for each in said} == {one}
    merge_undo(actor=himself(one), merge_id=merge.pk)
    claiming.refresh_from_db()
    assert (claiming.user, claiming.asked_by) == (two, f"user:{two.pk}")
    assert {each.user for each in said.all()} == {two}
    told = WrittenSince.objects.filter(merge=merge).values_list("pointer", "outcome").distinct()
    assert set(told) == {("accounts.Claiming.user", "given"), ("accounts.Identifier.user", "given")}


def test_who_comes_by_an_old_name_comes_by_the_account_that_began_with_it(one) -> None:
    two = enter("login1", OLD, "aa")
    assert two is not None
    merge = merged(one, two)
    browser = Client()
    said = {"login": "login1", "password": OLD, "city": "aa"}
    assert browser.post("/accounts/login/", said).status_code == 302
    account, via = browser.session[KEY]
    assert (account, owners_in(via)) == (str(one.pk), {two.pk})
    changed = browser.patch("/api/v1/me/", {"display_name": "二"}, content_type="application/json")
    assert changed.status_code == 200, changed.content
    assert AuditEntry.objects.get(action="accounts.resident.update").via == str(two.pk)
    merge_undo(actor=himself(one), merge_id=merge.pk)
    assert Claiming.objects.get().user == two
    assert list(WrittenSince.objects.values_list("pointer", "outcome")) == [("accounts.Resident.user", "both")]
