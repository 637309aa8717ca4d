"""The pages of what is held about a person: seen whole, taken, withdrawn, closed; each in his language."""

from __future__ import annotations

import pytest

from accounts.models import Closure, DataExport, User
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import resident_read
from accounts.services.data_export_make import data_export_make
from tests.accounts.rights.people import here, somebody
from tests.factories.staff import make_staff, signed_in
from tests.web.reading import Page

pytestmark = pytest.mark.django_db
PAGE = "/me/data/"


def reads_english(user: User) -> User:
    """Let the person read English, whatever the browser asks for."""
    user.resident.language = "en"
    user.resident.save()
    return user


ONE = {"number": "11010519491231002X", "phone": "+8613800138000"}


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}all/", f"{PAGE}closing/"])
def test_who_is_not_signed_in_is_asked_to(cities, address: str) -> None:
    assert signed_in(None).get(address)["Location"] == f"/sign-in/?next={address}"


def test_it_says_who_looked_and_what_was_agreed_to(cities) -> None:
    one, _planted = somebody("one", **ONE)
    assert "除您本人外，无人查看或更改。" in Page(signed_in(one, "zh-hans").get(PAGE)).says()
    officer = actor_of(make_staff(Role.PROVINCE_ADMIN))
    resident_read(actor=officer, resident_id=one.resident.pk, reason="A-7")
    says = Page(signed_in(one, "zh-hans").get(PAGE)).says()
    assert "省级平台管理机构 查看了您的资料" in says and "案卷号 A-7" in says and "青岛地铁" in says
    english = Page(signed_in(reads_english(one)).get(PAGE)).says()
    assert "the province's administration of the portal looked at your profile" in english


def test_everything_is_shown_only_to_who_has_shown_that_it_is_he(cities) -> None:
    one, planted = somebody("one", **ONE)
    asked = signed_in(one).get(f"{PAGE}all/")
    assert asked.status_code == 302 and "/accounts/" in asked["Location"]
    shown = here(one, "zh-hans").get(f"{PAGE}all/")
    assert "no-store" in shown["Cache-Control"]
    says = Page(shown).says()
    assert {what for what, value in planted.items() if value not in says} == set()
    assert "《个人信息保护法》" in says
    assert "您的工作人员角色" in says.partition("以下各项没有您的信息")[2]


def test_a_copy_is_asked_for_and_taken(cities) -> None:
    one, _planted = somebody("one", **ONE)
    assert signed_in(one).post(f"{PAGE}copies/").status_code == 302
    assert not DataExport.objects.exists()
    browser = here(reads_english(one))
    assert "is being made" in Page(browser.post(f"{PAGE}copies/", follow=True)).says()
    copy = DataExport.objects.get()
    assert data_export_make(export_id=copy.pk)
    assert "PDF" in Page(browser.get(PAGE)).says()
    taken = browser.get(f"{PAGE}copies/{copy.pk}/pdf/")
    assert b"".join(taken.streaming_content).startswith(b"%PDF-")
    assert browser.get(f"{PAGE}copies/{copy.pk}/xml/").status_code == 404
    assert signed_in(one).get(f"{PAGE}copies/{copy.pk}/pdf/").status_code == 302


def test_a_consent_is_withdrawn_and_the_account_closed_and_kept(cities) -> None:
    one, _planted = somebody("one", **ONE)
    browser = here(reads_english(one))
    assert "Withdrawn." in Page(browser.post(f"{PAGE}consents/", {"code": "app:metro"}, follow=True)).says()
    assert "青岛地铁" not in Page(browser.get(PAGE)).says()
    says = Page(browser.get(f"{PAGE}closing/")).says()
    assert "What you are known by 4" in says and "for 3 years, then it is deleted too" in says
    assert "Call it off" in Page(browser.post(f"{PAGE}closing/ask/", follow=True)).says()
    assert "Your account is to be closed on" in Page(browser.get(PAGE)).says()
    browser.post(f"{PAGE}closing/call-off/")
    assert Closure.objects.get().state == "called_off"
    assert browser.post(f"{PAGE}closing/nonsense/").status_code == 404
    assert signed_in(one).post(f"{PAGE}closing/ask/").status_code == 302 and Closure.objects.count() == 1


def test_what_stands_in_the_way_is_said(cities) -> None:
    staff = make_staff(Role.PROVINCE_ADMIN)
    page = Page(here(staff, "zh-hans").get(f"{PAGE}closing/"))
    assert "您担任工作人员角色，请先办理收回。" in page.says()
    assert "Call" not in page.says() and not Closure.objects.exists()
