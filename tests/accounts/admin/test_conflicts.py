"""A clerk sees both sides beside one another, masked, decides, and a second one agrees: all in the admin site."""

from __future__ import annotations

import pytest

from accounts.models import CaseState, ConflictCase, OldAccount
from accounts.roles import Role
from services_portal.kernel.models import AuditEntry
from tests.accounts.intake.people import ZHANG, proved, reached
from tests.accounts.queue.cases import claim_of, standing, two_names
from tests.factories.staff import make_staff, signed_in

CASES = "/admin/accounts/conflictcase/"


def page_of(clerk, case: ConflictCase, language: str = "zh-hans") -> str:
    return signed_in(clerk, language).get(f"{CASES}{case.pk}/change/").text


def press(clerk, case: ConflictCase, step: str, file: str = "K-2026/17") -> str:
    form = {"step": step, "file": file}
    answer = signed_in(clerk).post(f"{CASES}{case.pk}/change/", form, follow=True)
    case.refresh_from_db()
    return answer.text


def test_both_sides_are_shown_masked_with_their_differences_and_the_look_is_recorded(new_town) -> None:
    here, there = new_town("aa"), new_town("bb", "370902000000")
    here.take(proved("1", **reached()))
    there.take({**proved("1", name="张炜", **reached("13900000002")), "verified_by": "window"})
    case, clerk = ConflictCase.objects.get(), make_staff(Role.CITY_ADMIN, city=there.city)
    page = page_of(clerk, case)
    for told in (
        "一证两名",
        "＊炜",
        "＊伟",
        "不一致",
        "身份已核验：窗口",
        "身份已核验：人口库",
        "138****0001",
        "139****0002",
    ):
        assert told in page
    assert f"{ZHANG[:3]}****{ZHANG[-2:]}" in page
    plain = (ZHANG, "张伟", "张炜", "13800000001", "13900000002", "zhang@example.com", "login1")
    assert [value for value in plain if value in page] == []
    assert AuditEntry.objects.filter(action="accounts.case.read", actor_id=str(clerk.pk)).count() == 1
    listed = signed_in(clerk).get(CASES).text
    assert "one identity document, two names" in listed
    assert [value for value in (*plain, "＊炜") if value in listed] == []


def test_two_clerks_join_and_one_takes_it_back(new_town) -> None:
    here, there, case = two_names(new_town)
    before = standing()
    first, second = make_staff(Role.CITY_ADMIN, city=here.city), make_staff(Role.CITY_ADMIN, city=there.city)
    press(first, case, "take")
    assert case.taken_by == f"user:{first.pk}"
    assert "file number first" in press(first, case, "decide:same", file="王小鲁 的材料")
    assert case.state == CaseState.OPEN
    press(first, case, "decide:same")
    assert 'value="approve"' not in page_of(first, case)
    assert "A second person must agree" in press(first, case, "approve")
    assert standing() == before
    press(second, case, "approve")
    assert OldAccount.objects.values("claim").distinct().count() == 1
    settled = page_of(second, case)
    # Also when it is decided both sides stay to be seen, as they were.
    assert (settled.count("张＊"), settled.count("李＊")) == (1, 1)
    press(first, case, "undo")
    assert (standing(), case.state) == (before, CaseState.OPEN)


def test_different_persons_are_told_apart_by_the_button_of_a_side(new_town) -> None:
    here, _there, case = two_names(new_town)
    clerk = make_staff(Role.CITY_ADMIN, city=here.city)
    press(clerk, case, f"decide:different:{claim_of(case)}")
    assert case.state == CaseState.SETTLED
    assert "不再有效" in page_of(clerk, case)


@pytest.mark.parametrize("step", ["", "decide:", "decide:nothing", "decide:different:x", "erase"])
def test_a_step_that_is_none_is_refused(new_town, step) -> None:
    here, _there, case = two_names(new_town)
    clerk, before = make_staff(Role.CITY_ADMIN, city=here.city), standing()
    answer = signed_in(clerk).post(f"{CASES}{case.pk}/change/", {"step": step, "file": "K-1"})
    assert answer.status_code == 404
    assert standing() == before


def test_other_cities_see_nothing_of_it(new_town) -> None:
    _here, _there, case = two_names(new_town)
    elsewhere = make_staff(Role.CITY_ADMIN, city=new_town("cc", "370903000000").city)
    assert signed_in(elsewhere).get(f"{CASES}{case.pk}/change/").status_code == 404
    assert str(case.pk) not in signed_in(elsewhere).get(CASES).text
    assert signed_in(make_staff(Role.AUDITOR)).get(CASES).status_code == 403


def test_what_is_overdue_is_marked_and_counted_on_the_first_page(new_town) -> None:
    here, _there, case = two_names(new_town)
    clerk = make_staff(Role.CITY_ADMIN, city=here.city)
    ConflictCase.objects.update(due_on="2020-01-02")
    assert "2020-01-02, overdue" in signed_in(clerk).get(f"{CASES}?show=overdue").text
    assert "已逾期" in page_of(clerk, case)
    assert "conflicts overdue" in signed_in(clerk).get("/admin/").text
