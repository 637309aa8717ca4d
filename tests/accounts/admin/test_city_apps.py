from __future__ import annotations

import re

import pytest
from allauth.idp.oidc.models import Client

from accounts.models import CityApp
from accounts.roles import Role
from tests.factories.catalog import make_city
from tests.factories.staff import make_staff, make_user, signed_in

pytestmark = pytest.mark.django_db
APPS = "/admin/accounts/cityapp/"


def steps(app: CityApp) -> str:
    return f"{APPS}{app.pk}/steps/"


def written(browser, city) -> CityApp:
    given = {
        "city": city.pk,
        "name_zh": "青岛通",
        "name_en": "Qingdao Pass",
        "purpose_zh": "预约办事大厅",
        "purpose_en": "Book service halls",
        "kind": "web",
        "scopes": ["phone"],
        "redirect_uris": "https://app.qingdao.gov.cn/back",
        "logout_uris": "",
        "backchannel_uri": "https://app.qingdao.gov.cn/told",
    }
    answer = browser.post(f"{APPS}add/", given)
    assert answer.status_code == 302, re.findall(r"errorlist.*?</ul>", answer.text, re.DOTALL)
    return CityApp.objects.get()


def test_a_city_registers_and_the_province_approves() -> None:
    city = make_city("qingdao")
    clerk, province = signed_in(make_staff(Role.CITY_ADMIN, city=city)), signed_in(make_staff(Role.PROVINCE_ADMIN))
    app = written(clerk, city)
    assert clerk.post(steps(app), {"step": "approve", "version": app.version}, follow=True).status_code == 200
    assert Client.objects.count() == 0
    assert clerk.post(steps(app), {"step": "submit"}).status_code == 302
    page = province.get(steps(app)).text
    assert "See your phone number" in page and "https://app.qingdao.gov.cn/back" in page
    app.refresh_from_db()
    assert province.post(steps(app), {"step": "approve", "version": app.version}).status_code == 302
    client = Client.objects.get()
    answer = clerk.post(steps(app), {"step": "secret"})
    assert "no-store" in answer["Cache-Control"] and client.pk in answer.text
    client.refresh_from_db()
    assert client.secret.startswith("sha256$") and client.secret not in answer.text


def test_who_neither_registers_nor_approves_sees_nothing() -> None:
    city = make_city("qingdao")
    app = written(signed_in(make_staff(Role.CITY_ADMIN, city=city)), city)
    for user in (make_staff(Role.AUDITOR), make_staff(Role.CITY_ADMIN, city=make_city("jinan")), make_user()):
        browser = signed_in(user)
        assert browser.get(steps(app)).status_code in (302, 404)
        assert browser.post(steps(app), {"step": "submit"}).status_code in (302, 404)
    app.refresh_from_db()
    assert app.state == "draft"


def test_an_unfit_address_comes_back_beside_its_field() -> None:
    city = make_city("qingdao")
    browser = signed_in(make_staff(Role.CITY_ADMIN, city=city))
    given = {"city": city.pk, "name_zh": "x", "purpose_zh": "y", "kind": "web", "redirect_uris": "http://a.gov.cn/"}
    answer = browser.post(f"{APPS}add/", given)
    assert (answer.status_code, CityApp.objects.count()) == (200, 0)
    assert "only https" in answer.text
