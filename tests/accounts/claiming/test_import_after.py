"""A later import leaves with a person what is his already."""

from __future__ import annotations

import pytest

from accounts.models import Claim, ClaimBasis, Claiming, OldAccount
from accounts.services.claim_undo import claim_undo
from tests.accounts.claiming.olds import enter, md5_row, take
from tests.accounts.intake.people import LI, ZHANG, proved
from tests.accounts.merging.people import himself

pytestmark = pytest.mark.django_db
OLD = "dongfang-1987"


def test_an_old_account_that_changed_stays_with_whom_it_is(new_town) -> None:
    town, other = new_town("aa"), new_town("bb", "370902000000")
    take(town, {**md5_row("1", OLD), **proved("1")})
    take(other, {**md5_row("2", OLD), **proved("2", LI)})
    user = enter("login1", OLD)
    before = OldAccount.objects.get(city=town.city).claim_id
    again = town.take({**md5_row("1", OLD), **proved("1", LI)})
    assert again.report["reasons"] == {"claim.held": 1}
    assert OldAccount.objects.get(city=town.city).claim_id == before
    assert enter("login1", OLD) == user


def test_a_further_city_that_had_proved_the_same_comes_to_him(new_town) -> None:
    take(new_town("aa"), {**md5_row("1", OLD), **proved("1", ZHANG)})
    user = enter("login1", OLD)
    take(new_town("bb", "370902000000"), {**md5_row("2", "xifang-1988"), **proved("2", ZHANG)})
    assert OldAccount.objects.filter(claim__claimings__user=user).count() == 2
    assert enter("login2", "xifang-1988") == user


def test_one_that_was_given_back_is_matched_like_any_other_and_its_history_stays(new_town) -> None:
    town, other = new_town("aa"), new_town("bb", "370902000000")
    take(town, {**md5_row("1", OLD), **proved("1")})
    take(other, {**md5_row("2", OLD), **proved("2", LI)})
    user = enter("login1", OLD)
    assert user is not None
    Claiming.objects.update(basis=ClaimBasis.CREDENTIAL)
    claim_undo(actor=himself(user), claiming_id=Claiming.objects.get().pk)
    again = town.take({**md5_row("1", OLD), **proved("1", LI)})
    assert again.report["reasons"] == {"match.document": 1}
    assert OldAccount.objects.values("claim").distinct().count() == 1
    assert (Claim.objects.count(), Claiming.objects.count()) == (2, 1)
