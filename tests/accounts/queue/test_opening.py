"""A conflict of old accounts is one case, with a deadline; it closes by itself where the source cures it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from accounts.models import CaseState, ConflictCase, OldAccount
from services_portal.kernel import clock
from services_portal.kernel.models import AuditEntry
from tests.accounts.intake.people import LI, ZHANG, proved, row
from tests.accounts.queue.cases import two_names

KOREAN = {"passport": "KOR:M1234567"}


def test_a_row_in_conflict_opens_a_case_with_a_deadline_in_working_days(new_town) -> None:
    # Monday, 14 September 2026: ten working days on lie the holidays of October.
    with clock.frozen(datetime.fromisoformat("2026-09-21T09:00+08:00")):
        _here, _there, case = two_names(new_town)
    account = OldAccount.objects.get(outcome="conflict")
    assert (case.reason, case.state, case.account_id, case.rival_id) == (
        "match.two_persons",
        CaseState.OPEN,
        account.pk,
        account.rival_id,
    )
    assert (case.cities, case.taken_by) == (["aa", "bb"], "")
    assert case.due_on == clock.add_working_days(date(2026, 9, 21), 10).day > date(2026, 10, 5)
    assert AuditEntry.objects.filter(action="accounts.case.open", subject_id=str(case.pk)).count() == 1


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        (proved(), proved(name="李娜"), "match.two_persons"),
        (proved(**KOREAN), proved(number=LI, **KOREAN), "match.two_ids"),
    ],
)
def test_each_reason_is_a_case(new_town, first, second, reason) -> None:
    new_town("aa").take(first)
    new_town("bb", "370902000000").take(second)
    assert ConflictCase.objects.get().reason == reason


def test_what_is_no_conflict_is_no_case_and_a_dry_run_opens_none(new_town) -> None:
    town = new_town("aa")
    town.take(proved("1"), proved("2"), row("3"))
    town.dry(proved("4", name="李娜"))
    assert ConflictCase.objects.count() == 0


def test_a_second_run_opens_no_second_case_also_seen_from_the_other_side(new_town) -> None:
    here, there, case = two_names(new_town)
    there.take(proved("1", name="李娜"))
    there.take(proved("1", name="李娜", phone="13800000009"))
    here.take(proved("1", phone="13800000008"))
    assert OldAccount.objects.filter(outcome="conflict").count() == 2
    assert [each.pk for each in ConflictCase.objects.live()] == [case.pk]


@pytest.mark.parametrize("side", ["here", "there"])
def test_a_later_run_that_cures_the_conflict_closes_the_case_whichever_side_it_mends(new_town, side) -> None:
    here, there, case = two_names(new_town)
    if side == "there":
        there.take(proved("1", LI, name="李娜"))
    else:
        here.take(proved("1", LI))
    case.refresh_from_db()
    assert (case.state, case.is_live) == (CaseState.CURED, False)
    assert list(OldAccount.objects.values_list("outcome", "rival")) == [("new", None)] * 2
    assert AuditEntry.objects.filter(action="accounts.case.cure").count() == 1


def test_a_conflict_that_comes_again_is_a_new_case(new_town) -> None:
    _here, there, case = two_names(new_town)
    there.take(proved("1", LI, name="李娜"))
    there.take(proved("1", ZHANG, name="王芳"))
    again = ConflictCase.objects.live().get()
    assert again.pk != case.pk
    assert again.state == CaseState.OPEN


def test_a_row_that_two_claims_fit_waits_with_both_named(new_town) -> None:
    one, two, three = new_town("aa"), new_town("bb", "370902000000"), new_town("cc", "370903000000")
    one.take(proved("1"))
    two.take({**proved("1", number="", **KOREAN)})
    three.take(proved("1", **KOREAN))
    case = ConflictCase.objects.get()
    assert case.reason == "match.two_claims"
    assert "cc" in case.cities
    # The bridge gone, nothing collides.
    three.take(row("1"))
    case.refresh_from_db()
    assert case.state == CaseState.CURED
