from __future__ import annotations

import pytest

from accounts.models import Resident
from cities.models import ServiceCentre, Zone
from tests.web.reading import Page


@pytest.fixture
def centres(cities) -> None:
    for slug, latitude, longitude in (("jinan", "36.668450", "116.896120"), ("qingdao", "36.101250", "120.463140")):
        city = cities[slug]
        ServiceCentre.objects.create(
            code=slug,
            city=city,
            region=city.region,
            name=city.name,
            address={"zh-hans": "站前路9号"},
            latitude=latitude,
            longitude=longitude,
        )


def test_the_cities_stand_under_their_zones_in_the_zones_order(zh, cities) -> None:
    for order, code, chinese in ((2, "jiaodong", "胶东经济圈"), (1, "capital", "省会经济圈")):
        zone = Zone.objects.create(code=code, name={"zh-hans": chinese}, order=order)
        slug = {"jiaodong": "qingdao", "capital": "jinan"}[code]
        cities[slug].zone = zone
        cities[slug].save()
    page = Page(zh.get("/city/"))
    assert [heading.text for heading in page.all("h2")] == ["省会经济圈", "胶东经济圈"]
    assert [button.attributes["value"] for button in page.all("button", name="city")] == ["jinan", "qingdao"]


def test_the_cookie_carries_an_anonymous_choice_back_to_the_page(zh, cities) -> None:
    answer = zh.post("/city/", {"city": "qingdao", "next": "/items/?q=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/items/?q=1")
    cookie = answer.cookies["city"]
    assert (cookie.value, cookie["samesite"], cookie["path"]) == ("qingdao", "Lax", "/")
    page = Page(zh.get("/city/"))
    assert page.one("button", name="city", aria_current="true").attributes["value"] == "qingdao"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:x", ""])
def test_nobody_is_sent_away_by_next(zh, cities, target) -> None:
    assert zh.post("/city/", {"city": "qingdao", "next": target})["Location"] == "/"


def test_an_unknown_city_is_refused_with_a_page(zh, cities) -> None:
    answer = zh.post("/city/", {"city": "atlantis"})
    assert answer.status_code == 404 and "/problems/unknown_city/" in answer.content.decode()
    assert "city" not in answer.cookies


def test_a_forged_cookie_counts_as_none(zh, cities) -> None:
    zh.cookies["city"] = "<script>"
    page = Page(zh.get("/"))
    assert page.one("h1").text == "在济南市，您想办什么事？" and "<script>" not in page.says()


def test_a_position_leads_to_the_nearest_city(en, centres) -> None:
    answer = en.post("/city/position/", {"latitude": "36.10", "longitude": "120.38", "next": "/items/"}, follow=True)
    assert answer.redirect_chain == [("/items/", 302)]
    assert "You are in Qingdao." in Page(answer).says() and en.cookies["city"].value == "qingdao"


def test_a_position_far_away_is_said_to_be(en, centres) -> None:
    answer = en.post("/city/position/", {"latitude": "31.23", "longitude": "121.47"}, follow=True)
    assert "You seem to be outside Shandong. Qingdao is the nearest city." in Page(answer).says()


@pytest.mark.parametrize("latitude", ["", "north", "91", "nan", "inf"])
def test_a_position_that_is_none_leads_back_to_the_list(en, centres, latitude) -> None:
    answer = en.post("/city/position/", {"latitude": latitude, "longitude": "120"}, follow=True)
    assert answer.redirect_chain == [("/city/", 302)]
    assert "Your position could not be read." in Page(answer).says() and "city" not in en.cookies


def test_a_resident_s_choice_is_kept_in_his_account(signed_in, resident) -> None:
    assert Page(signed_in.get("/")).one("a", id="city-chip").text.split() == ["当前城市：", "济南市"]
    signed_in.post("/city/", {"city": "qingdao"})
    kept = Resident.objects.get(user=resident)
    assert (kept.current_city.slug, kept.home_city.slug) == ("qingdao", "jinan")
    del signed_in.cookies["city"]
    assert Page(signed_in.get("/")).one("a", id="city-chip").text.split() == ["当前城市：", "青岛市"]
