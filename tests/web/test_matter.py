from __future__ import annotations

from itertools import pairwise

import pytest

from cities.models import ServiceCentre
from tests.factories.catalog import make_agency, make_item, make_published, make_submitted, publish_again
from tests.web.reading import Page

OFFICE = {
    "name": {"zh-hans": "济南市政务服务中心A1窗口", "en": "Jinan Service Centre, counter A1"},
    "address": {"zh-hans": "站前路9号", "en": "9 Zhanqian Road"},
    "hours": {"zh-hans": "周一至周五 09:00-17:00", "en": "Monday to Friday 09:00-17:00"},
    "phone": "0531-12329",
    "centre": "JN-01",
    "longitude": 116.89612,
    "latitude": 36.66845,
}
WHOLE = {
    "offices": [OFFICE],
    "fees": [{"name": {"zh-hans": "工本费", "en": "Cost of the card"}, "amount_fen": 1050}],
    "legal_basis": [
        {"title": {"zh-hans": "《条例》", "en": "Regulations"}, "article": {"zh-hans": "第三条", "en": "Art. 3"}}
    ],
    "handling_scope": "elsewhere",
    "phone": "0531-12345",
    "complaint_phone": "12345",
    "effective_on": "2023-07-05",
}


@pytest.fixture
def whole(cities, item) -> str:
    city = cities["jinan"]
    ServiceCentre.objects.create(
        code="JN-01", city=city, region=city.region, name=city.name, address=city.name, accessibility=["ramp", "lift"]
    )
    make_published(item, make_agency(city), **WHOLE)
    return f"/items/{item.code}/"


def test_it_says_everything_in_chinese(zh, whole) -> None:
    says = Page(zh.get(whole)).says()
    for part in (
        "购房提取住房公积金",
        "承诺时限 3 个工作日 法定 20 个工作日",
        "跑几次 不用跑",
        "费用 ¥10.50",
        "异地办理 可以，异地代收",
        "在本市购房。",
        "身份证",
        "A 级",
        "办好后您会拿到： 回执",
        "济南市政务服务中心A1窗口",
        "站前路9号",
        "周一至周五 09:00-17:00",
        "北纬 36.6684°，东经 116.8961°",
        "咨询： 0531-12345",
        "监督投诉： 12345",
        "工本费 ¥10.50",
        "《条例》 第三条",
        "由市级部门办理，面向济南市所有人。",
        "2023年7月5日起施行",
    ):
        assert part in says, part


def test_it_says_everything_in_english(en, whole) -> None:
    says = Page(en.get(whole)).says()
    for part in (
        "Housing fund withdrawal for buying a home",
        "Promised 3 working days the law allows 20 working days",
        "Visits to an office no visit needed",
        "From another city yes, at an office elsewhere",
        "Bought a home in this city.",
        "grade A",
        "You receive: Receipt",
        "Jinan Service Centre, counter A1",
        "36.6684° N, 116.8961° E",
        "ramp, lift",
        "Ways to apply: online, at the counter",
        "A city agency offers this for everybody in Jinan.",
        "in force from 5 July 2023",
    ):
        assert part in says, part


def test_a_centre_s_own_hours_are_said_where_the_office_s_cannot_be_read(en, zh, cities, item) -> None:
    city = cities["jinan"]
    hours = [
        {"days": [1, 2, 3, 4, 5], "open": "09:00", "close": "12:00"},
        {"days": [1, 2, 3, 4, 5], "open": "13:00", "close": "17:00"},
        {"days": [6, 7], "open": "09:00", "close": "12:00"},
    ]
    ServiceCentre.objects.create(
        code="JN-01", city=city, region=city.region, name=city.name, address=city.name, hours=hours
    )
    make_published(item, make_agency(city), offices=[{**OFFICE, "hours": {"zh-hans": "周一至周五上班时间"}}])
    address = f"/items/{item.code}/"
    said = Page(en.get(address)).says()
    assert "Sat, Sun 09:00–12:00 周一至周五上班时间" in said
    assert "The centre is open: Mon–Fri 09:00–12:00, 13:00–17:00; Sat, Sun 09:00–12:00" in said
    assert "大厅开放时间" not in Page(zh.get(address)).says()


def test_a_centre_s_hours_are_said_where_the_office_has_none(zh, cities, item) -> None:
    city = cities["jinan"]
    hours = [{"days": [1, 2, 3, 4, 5], "open": "09:00", "close": "17:00"}]
    ServiceCentre.objects.create(
        code="JN-01", city=city, region=city.region, name=city.name, address=city.name, hours=hours
    )
    make_published(item, make_agency(city), offices=[{**OFFICE, "hours": {"zh-hans": ""}}])
    assert "大厅开放时间： 星期一至星期五 09:00–17:00" in Page(zh.get(f"/items/{item.code}/")).says()


def test_telephone_map_and_online_are_links(zh, whole) -> None:
    links = Page(zh.get(whole)).links()
    for address in ("tel:053112329", "tel:12345", "geo:36.668450,116.896120", "https://zwfw.jinan.example/1"):
        assert address in links


def test_each_part_has_a_heading_and_levels_are_not_skipped(zh, whole) -> None:
    levels = [int(each.name[1]) for each in Page(zh.get(whole)).elements if each.name in ("h1", "h2", "h3")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_same_page_tells_another_city_s_service_after_the_switch(en, offered) -> None:
    address = f"/items/{offered.code}/"
    assert "Bought a home in this city." in Page(en.get(address)).says()
    en.post("/city/", {"city": "qingdao", "next": address})
    says = Page(en.get(address)).says()
    assert "Bought a home in Qingdao." in says and "Promised 7 working days" in says
    assert "Bought a home in this city." not in says


def test_another_city_can_be_looked_at_without_moving_there(en, offered) -> None:
    page = Page(en.get(f"/items/{offered.code}/?city=qingdao"))
    assert "You are looking at Qingdao. Your own city is Jinan." in page.says()
    assert "Bought a home in Qingdao." in page.says()
    assert Page(en.get("/")).one("h1").text == "What do you need to do in Jinan?"


def test_where_the_city_does_not_offer_it_the_honest_alternative_stands(zh, cities, item) -> None:
    make_published(item, make_agency(cities["qingdao"]), promised_days=7)
    page = Page(zh.get(f"/items/{item.code}/"))
    assert "济南市还没有发布这一事项" in page.says() and "7 个工作日" in page.says()
    assert f"/items/{item.code}/?city=qingdao" in page.links() and "tel:12345" in page.links()


def test_nobody_offers_it(en, item) -> None:
    assert "No city has published this matter yet." in Page(en.get(f"/items/{item.code}/")).says()


def test_a_county_s_service_says_so_and_names_the_others(en, cities, item) -> None:
    first = make_agency(cities["jinan"], level="4", county="370102")
    second = make_agency(cities["jinan"], level="4", county="370103")
    make_published(item, first)
    other = make_published(item, second, promised_days=9)
    page = Page(en.get(f"/items/{item.code}/"))
    assert "In Jinan the districts and counties offer this; one of them is shown." in page.says()
    address = f"/items/{item.code}/services/{other.pk}/"
    assert page.one("a", href=address).text == f"District 370103 · {second.name['en']}"
    shown = Page(en.get(address))
    assert "Promised 9 working days" in shown.says() and "Back to the office that fits best" in shown.says()


def test_a_service_of_another_matter_is_not_shown_here(zh, offered, cities) -> None:
    stranger = make_published(make_item("002017170006", "别的事项"), make_agency(cities["jinan"]))
    answer = zh.get(f"/items/{offered.code}/services/{stranger.pk}/")
    assert answer.status_code == 404 and "/problems/unknown_service/" in Page(answer).links()


def test_what_is_published_is_shown_at_once(en, cities, item) -> None:
    service = make_submitted(item, make_agency(cities["jinan"]), promised_days=4)
    address = f"/items/{item.code}/"
    assert "Promised 4 working days" not in Page(en.get(address)).says()
    publish_again(service)
    assert "Promised 4 working days" in Page(en.get(address)).says()


@pytest.mark.parametrize("address", ["/items/999999999999/", "/items/short/", "/items/002017170005/?city=atlantis"])
def test_what_is_not_there_is_a_page_that_says_so(zh, offered, address) -> None:
    answer = zh.get(address)
    assert answer.status_code == 404 and answer["Content-Type"].startswith("text/html")


class TestCompare:
    def test_the_reader_s_city_comes_first(self, zh, offered) -> None:
        zh.post("/city/", {"city": "qingdao"})
        page = Page(zh.get(f"/items/{offered.code}/compare/"))
        rows = [" ".join(row.text.split()) for row in page.all("tr") if "tbody" in row.within]
        assert [row.split()[0] for row in rows] == ["青岛市", "济南市"]
        assert "7 个工作日" in rows[0] and "最多跑 1 次" in rows[0] and "3 个工作日" in rows[1]
        assert [row.attributes.get("class") for row in page.all("tr") if "tbody" in row.within] == ["here", None]

    def test_it_names_who_does_not_offer_it(self, en, cities, item) -> None:
        make_published(item, make_agency(cities["qingdao"]))
        assert "Not in the registry of: Jinan" in Page(en.get(f"/items/{item.code}/compare/")).says()

    def test_each_cell_carries_its_heading_for_small_screens(self, en, offered) -> None:
        cells = Page(en.get(f"/items/{offered.code}/compare/")).all("td")
        assert {cell.attributes["data-label"] for cell in cells} == {"Promised", "Visits", "Fee", "Where to go"}


class TestChineseOnly:
    def test_chinese_on_an_english_page_is_marked_and_said(self, en, cities, item) -> None:
        make_published(item, make_agency(cities["jinan"]), conditions=[{"zh-hans": "在本市购房。"}])
        page = Page(en.get(f"/items/{item.code}/"))
        assert "在本市购房。" in [span.text for span in page.all("span", lang="zh-Hans")]
        assert "Some of what the agency wrote is available in Chinese only." in page.says()

    def test_an_english_page_without_chinese_says_nothing_of_it(self, en, cities, item) -> None:
        texts = {"steps": [{"zh-hans": "申请", "en": "Apply"}], "offices": [OFFICE]}
        make_published(item, make_agency(cities["jinan"]), **texts)
        page = Page(en.get(f"/items/{item.code}/"))
        assert page.all("span", lang="zh-Hans") == [] and "Chinese only" not in page.says()

    def test_a_chinese_page_marks_nothing(self, zh, offered) -> None:
        assert Page(zh.get(f"/items/{offered.code}/")).all("span", lang="zh-Hans") == []
