from __future__ import annotations

import pytest

from catalog.models import LifeEvent, LifeEventItem
from tests.factories.catalog import make_topic
from tests.web.reading import Page


@pytest.mark.parametrize(
    ("browser", "heading", "topic", "language"),
    [
        ("zh", "在济南市，您想办什么事？", "住房公积金", "zh-Hans"),
        ("en", "What do you need to do in Jinan?", "Housing fund", "en"),
    ],
)
def test_it_greets_in_the_reader_s_language(request, offered, browser, heading, topic, language) -> None:
    page = Page(request.getfixturevalue(browser).get("/"))
    assert page.one("h1").text == heading
    assert page.one("html").attributes["lang"] == language
    assert page.one("a", href="/topics/housing_fund/").text == topic


def test_it_says_that_the_city_is_only_a_guess_until_one_is_chosen(zh, cities) -> None:
    assert "您还没有选择城市，先为您显示济南市。" in Page(zh.get("/")).says()
    zh.post("/city/", {"city": "qingdao"})
    page = Page(zh.get("/"))
    assert "您还没有选择城市" not in page.says() and page.one("h1").text == "在青岛市，您想办什么事？"


def test_search_is_a_plain_form(zh, cities) -> None:
    form = Page(zh.get("/")).one("form", role="search")
    assert (form.attributes["action"], form.attributes["method"]) == ("/items/", "get")


def test_often_needed_is_what_life_events_need_and_the_city_offers(zh, offered) -> None:
    assert "常办事项" not in Page(zh.get("/")).says()
    event = LifeEvent.objects.create(code="home", name={"zh-hans": "购房"}, summary={"zh-hans": "买房要办的事"})
    LifeEventItem.objects.create(life_event=event, basic_item=offered)
    page = Page(zh.get("/"))
    assert page.one("h2", id="often").text == "常办事项"
    assert f"/items/{offered.code}/" in page.links() and "/life-events/home/" in page.links()


def test_a_thirteenth_topic_stands_under_more(zh, cities) -> None:
    for number in range(13):
        make_topic(f"topic_{number}", order=number)
    page = Page(zh.get("/"))
    assert "details" in page.one("a", href="/topics/topic_12/").within
    assert "details" not in page.one("a", href="/topics/topic_11/").within


def test_before_any_city_takes_part_the_page_still_stands(zh, db) -> None:
    page = Page(zh.get("/"))
    assert page.one("h1").text == "您想办什么事？"


def test_suggestions_are_rows_of_the_city(zh, offered) -> None:
    page = Page(zh.get("/items/suggestions/?q=公积金"))
    assert page.all("body") == []
    assert page.links() == [f"/items/{offered.code}/", "/items/?q=%E5%85%AC%E7%A7%AF%E9%87%91"]
    assert "没有找到“护照”" in zh.get("/items/suggestions/?q=护照").content.decode()
    assert zh.get("/items/suggestions/?q=").content.strip() == b""
