from __future__ import annotations

import pytest
from django.test import Client

from catalog import reads
from tests.web.reading import Page


@pytest.mark.parametrize(("browser", "title"), [("zh", "未找到"), ("en", "Not found")])
def test_a_page_that_is_not_there(request, cities, browser, title) -> None:
    answer = request.getfixturevalue(browser).get("/nowhere/")
    page = Page(answer)
    assert answer.status_code == 404 and page.one("h1").text == title
    assert "/" in page.links() and "/problems/not_found/" in page.links()
    assert answer["X-Request-ID"] in page.says()


def test_a_fault_says_so_without_telling_more(zh, cities, monkeypatch) -> None:
    zh.raise_request_exception = False
    zh.cookies["city"] = "jinan"

    def fail(*args: object) -> None:
        raise RuntimeError("secret of the database")

    monkeypatch.setattr(reads, "all_topics", fail)
    answer = zh.get("/")
    page = Page(answer)
    assert answer.status_code == 500 and "secret" not in page.html
    assert page.one("a", class_="brand") and page.one("html").attributes["lang"] == "zh-Hans"


def test_a_form_without_its_token_is_refused_with_a_page(cities) -> None:
    answer = Client(enforce_csrf_checks=True).post("/city/", {"city": "jinan"})
    assert answer.status_code == 403
    assert "请重新打开页面，再提交表单。" in Page(answer).one("main").text


def test_the_codes_are_listed_and_explained(en, cities) -> None:
    page = Page(en.get("/problems/"))
    assert "/problems/unknown_city/" in page.links()
    assert Page(en.get("/problems/unknown_city/")).one("code").text == "unknown_city"
