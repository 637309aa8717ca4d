"""The door of the admin site."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from accounts.roles import Role
from tests.factories.staff import PASSWORD, make_staff, make_user, signed_in

DOOR = "/admin/login/?next=/admin/cities/city/"


def knock(user, password: str = PASSWORD):
    browser = signed_in(None)
    answer = browser.post(DOOR, {"username": user.email, "password": password, "next": "/admin/cities/city/"})
    return answer, browser.get("/admin/").status_code == 200


@pytest.fixture
def auditor(db):
    return make_staff(Role.AUDITOR)


def test_staff_enter_and_go_on_to_what_they_asked_for(auditor) -> None:
    answer, inside = knock(auditor)
    assert (answer.status_code, answer.headers["Location"], inside) == (302, "/admin/cities/city/", True)


def test_without_an_address_they_go_to_the_first_page(auditor) -> None:
    browser = signed_in(None)
    assert '<input type="hidden" name="next" value="/admin/">' in browser.get("/admin/login/").text


@pytest.mark.parametrize("who", ["wrong password", "resident", "left"])
def test_everybody_else_gets_one_and_the_same_answer(auditor, who) -> None:
    if who == "left":
        auditor.is_active = False
        auditor.save()
    user = make_user() if who == "resident" else auditor
    answer, inside = knock(user, "wrong-password-1" if who == "wrong password" else PASSWORD)
    assert (answer.status_code, inside) == (200, False)
    assert "The e-mail address or the password is not right, or the account is not one of staff." in answer.text


def test_a_second_factor_is_not_gone_around(auditor) -> None:
    TOTP.activate(auditor, generate_totp_secret())
    answer, inside = knock(auditor)
    assert (answer.status_code, inside) == (200, False)
    assert "This account has a second factor." in answer.text
    assert "/accounts/login/?next=/admin/cities/city/" in answer.text


def test_guessing_comes_to_an_end(auditor) -> None:
    for _attempt in range(5):
        knock(auditor, "wrong-password-1")
    answer, inside = knock(auditor)
    assert (answer.status_code, inside) == (200, False)
    assert "Too many failed login attempts. Try again later." in answer.text


def test_a_resident_who_is_signed_in_is_told_why_not(db) -> None:
    browser = signed_in(make_user())
    assert browser.get("/admin/").status_code == 302
    assert "who has no role here" in browser.get(DOOR).text


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "工作人员管理后台"), ("en", "Admin site for staff of")])
def test_the_door_speaks_both_languages(db, language, words) -> None:
    assert words in signed_in(None, language).get(DOOR).text
