from __future__ import annotations

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import translation

from accounts.models import Resident
from accounts.signin.device_names import device_named
from tests.web.conftest import PASSWORD
from tests.web.reading import Page

PHONE = "Mozilla/5.0 (Linux; Android 14; HarmonyOS) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


def _sign_in(client: Client, agent: str) -> Client:
    client.post(
        "/accounts/login/", {"login": "wang.xiaolu@example.com", "password": PASSWORD}, headers={"user-agent": agent}
    )
    return client


@pytest.mark.parametrize("address", ["/me/", "/me/profile/"])
def test_who_is_not_signed_in_is_asked_to(zh, cities, address) -> None:
    assert zh.get(address)["Location"] == f"/sign-in/?next={address}"


def test_it_shows_name_regions_and_ways_to_sign_in(signed_in) -> None:
    says = Page(signed_in.get("/me/")).says()
    for part in ("王小鲁", "居住地 济南市", "现在所在地 济南市", "语言 简体中文", "通行密钥 无", "身份验证器 未开启"):
        assert part in says, part


def test_it_is_kept_out_of_every_cache(signed_in) -> None:
    assert "no-store" in signed_in.get("/me/")["Cache-Control"]


def test_the_profile_is_changed(signed_in, resident, cities) -> None:
    form = {
        "display_name": "王大鲁",
        "home_region": cities["qingdao"].region.code,
        "current_region": "",
        "language": "en",
        "large_text": "on",
    }
    answer = signed_in.post("/me/profile/", form, follow=True)
    assert answer.redirect_chain == [("/me/", 302)]
    kept = Resident.objects.get(user=resident)
    assert (kept.display_name, kept.home_city.slug, kept.current_region, kept.language, kept.large_text) == (
        "王大鲁",
        "qingdao",
        None,
        "en",
        True,
    )
    page = Page(answer)
    assert page.one("html").attributes["lang"] == "en" and "Saved." in page.says()
    assert "Where you live Qingdao" in page.says()


def test_a_region_that_is_none_is_refused_beside_its_field(signed_in, resident) -> None:
    answer = signed_in.post("/me/profile/", {"home_region": "999999999999", "language": "zh-hans"})
    page = Page(answer)
    assert answer.status_code == 200
    field = page.one("select", name="home_region")
    assert field.attributes["aria-invalid"] == "true"
    assert "999999999999" in page.one("div", id=field.attributes["aria-describedby"]).text
    assert Resident.objects.get(user=resident).home_city.slug == "jinan"


def test_another_session_is_ended_by_its_owner(resident) -> None:
    desk, phone = _sign_in(Client(), "Mozilla/5.0 (Windows NT 10.0) Firefox/130.0"), _sign_in(Client(), PHONE)
    page = Page(desk.get("/me/"))
    assert "Firefox · Windows 本机" in page.says() and "Chrome · HarmonyOS" in page.says()
    [form] = [form for form in page.all("form") if form.attributes["action"].startswith("/me/sessions/")]
    desk.post(form.attributes["action"])
    assert UserSession.objects.filter(user=resident).count() == 1
    assert phone.get("/me/")["Location"] == "/sign-in/?next=/me/"


def test_nobody_ends_another_person_s_session(resident, django_user_model) -> None:
    _sign_in(Client(), PHONE)
    session = UserSession.objects.get(user=resident)
    stranger = Client()
    stranger.force_login(django_user_model.objects.create_user("stranger@example.com"))
    assert stranger.post(f"/me/sessions/{session.pk}/end/").status_code == 404
    assert UserSession.objects.filter(pk=session.pk).exists()


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (PHONE, "Chrome · HarmonyOS"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0 Safari/604.1", "WeChat · iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) Version/17.0 Safari/605.1", "Safari · Mac"),
        ("", "未知设备"),
    ],
)
def test_a_device_is_named_as_people_know_it(agent, name) -> None:
    with translation.override("zh-hans"):
        assert device_named(agent) == name
