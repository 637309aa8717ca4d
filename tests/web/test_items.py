from __future__ import annotations

import pytest

from tests.factories.catalog import make_agency, make_item, make_published, make_topic
from tests.web.reading import Page


@pytest.fixture
def many(cities) -> list[str]:
    """Twenty-five matters of Jinan, in the order of their codes."""
    agency = make_agency(cities["jinan"])
    codes = [f"0020171710{number:02d}" for number in range(25)]
    for code in codes:
        make_published(make_item(code, f"公积金事项{code[-2:]}"), agency)
    return codes


def _codes(page: Page) -> list[str]:
    return [link.split("/")[2] for link in page.links() if link.startswith("/items/0")]


@pytest.mark.parametrize(
    ("browser", "facts"),
    [("zh", ["3 个工作日", "不用跑", "网上"]), ("en", ["3 working days", "no visit needed", "online"])],
)
def test_a_row_says_what_the_city_promises(request, offered, browser, facts) -> None:
    page = Page(request.getfixturevalue(browser).get("/items/"))
    [row] = page.all("a", class_="item")
    assert [badge.text for badge in page.all("span") if "badge" in badge.attributes.get("class", "").split()] == facts
    assert row.attributes["href"] == f"/items/{offered.code}/"


def test_the_same_row_in_another_city_promises_something_else(zh, offered) -> None:
    zh.post("/city/", {"city": "qingdao"})
    says = Page(zh.get("/items/")).says()
    assert "7 个工作日" in says and "最多跑 1 次" in says


def test_a_matter_the_city_does_not_offer_says_where_it_is(zh, cities, item) -> None:
    make_published(item, make_agency(cities["qingdao"]))
    assert "济南市未发布，其他 1 个市可办" in Page(zh.get("/items/")).says()


def test_pages_follow_one_another_without_scripts(zh, many) -> None:
    first = Page(zh.get("/items/"))
    assert _codes(first) == many[:20]
    more = first.one("a", hx_target="closest li").attributes["href"]
    second = Page(zh.get(more))
    assert _codes(second) == many[20:]
    assert second.all("a", hx_target="closest li") == []
    assert "回到开头" in second.says() and "/items/" in second.links()


def test_htmx_is_given_only_the_rows_that_follow(zh, many) -> None:
    more = Page(zh.get("/items/")).one("a", hx_target="closest li").attributes["hx-get"]
    answer = zh.get(more, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    page = Page(answer)
    assert page.all("html") == [] and _codes(page) == many[20:]
    assert [("autofocus" in link.attributes) for link in page.all("a")] == [True, False, False, False, False]
    assert "HX-Request-Type" in answer["Vary"]


def test_htmx_is_given_only_the_results_of_a_search(zh, offered) -> None:
    page = Page(zh.get("/items/?q=公积金", headers={"HX-Request": "true", "HX-Request-Type": "partial"}))
    assert page.all("html") == []
    assert page.one("ul", class_="rows").attributes["data-announce"] == "找到 1 项。"


def test_a_search_keeps_the_other_filters_and_nothing_is_lost_on_the_way(zh, offered) -> None:
    page = Page(zh.get("/items/?q=公积金&topic=housing_fund&audience=person"))
    form = {
        field.attributes["name"]: field.attributes["value"] for field in page.all("input") if "form" in field.within
    }
    assert {name: form[name] for name in ("q", "topic", "audience")} == {
        "q": "公积金",
        "topic": "housing_fund",
        "audience": "person",
    }
    assert "/items/?q=%E5%85%AC%E7%A7%AF%E9%87%91&audience=person" in page.links()


def test_a_topic_has_an_address_of_its_own(en, offered) -> None:
    make_topic("birth", order=5)
    page = Page(en.get("/topics/housing_fund/"))
    assert page.one("h1").text.startswith("Housing fund") and _codes(page) == [offered.code]
    assert _codes(Page(en.get("/topics/birth/"))) == []


def test_nothing_found_says_what_to_do(en, offered) -> None:
    page = Page(en.get("/items/?q=zzzz"))
    assert "Nothing found for “zzzz”" in page.says() and "/items/" in page.links()


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/topics/nowhere/", 400, "unknown_topic"),
        ("/items/?audience=robot", 400, "unknown_audience"),
        ("/items/?cursor=%21", 400, "bad_cursor"),
        ("/items/?q=" + "x" * 101, 400, "bad_search"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_page(zh, cities, address, status, code) -> None:
    answer = zh.get(address)
    assert answer.status_code == status and f"/problems/{code}/" in Page(answer).links()
