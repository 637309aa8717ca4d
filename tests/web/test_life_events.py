from __future__ import annotations

import pytest

from catalog.models import LifeEvent, LifeEventItem
from tests.factories.catalog import make_agency, make_item, make_published
from tests.web.reading import Page


@pytest.fixture
def home(cities) -> LifeEvent:
    event = LifeEvent.objects.create(
        code="home",
        name={"zh-hans": "购房", "en": "Buying a home"},
        summary={"zh-hans": "买房要办的事", "en": "What a buyer needs"},
        icon="house",
    )
    for order, (code, title) in enumerate((("002017170007", "登记"), ("002017170006", "提取"))):
        item = make_item(code, title, english={"登记": "Register", "提取": "Withdraw"}[title])
        LifeEventItem.objects.create(life_event=event, basic_item=item, order=order)
        make_published(item, make_agency(cities["jinan"]))
    return event


def test_the_list_names_them(en, home) -> None:
    page = Page(en.get("/life-events/"))
    assert "Buying a home" in page.one("a", href="/life-events/home/").text
    assert page.one("a", href="/life-events/").attributes["aria-current"] == "page"


def test_the_matters_stand_in_the_order_in_which_they_are_met(zh, home) -> None:
    page = Page(zh.get("/life-events/home/"))
    steps = [link for link in page.all("a", class_="item") if "ol" in link.within]
    assert [link.attributes["href"] for link in steps] == ["/items/002017170007/", "/items/002017170006/"]
    assert page.one("h2", id="steps").text == "在济南市，一步一步来" and "3 个工作日" in steps[0].text


def test_an_unknown_one_is_a_page_that_says_so(zh, cities) -> None:
    answer = zh.get("/life-events/nowhere/")
    assert answer.status_code == 404 and "/problems/unknown_life_event/" in Page(answer).links()
