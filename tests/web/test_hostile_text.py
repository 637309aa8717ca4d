"""An old catalogue may hold anything; nothing of it may run, and nothing of it may lead astray."""

from __future__ import annotations

import pytest

from tests.factories.catalog import make_agency, make_item, make_published
from tests.web.reading import Page

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'{{ 7*7 }}"
BOTH = {"zh-hans": f"中{EVIL}", "en": f"E{EVIL}"}
ONLY_CHINESE = {"zh-hans": f"只有中文{EVIL}"}
CODE = "002017170099"


@pytest.fixture
def hostile(cities) -> str:
    cities["jinan"].name = {"zh-hans": f"济南{EVIL}", "en": f"Jinan{EVIL}"}
    cities["jinan"].save()
    item = make_item(CODE, BOTH["zh-hans"], english=BOTH["en"], summary=BOTH)
    text = {
        "title": BOTH,
        "summary": BOTH,
        "conditions": [BOTH, ONLY_CHINESE],
        "materials": [{"name": BOTH, "form": EVIL}],
        "steps": [BOTH],
        "fees": [{"name": BOTH, "basis": BOTH}],
        "legal_basis": [{"title": BOTH, "article": BOTH}],
        "channels": [{"kind": "online", "url": "javascript:alert(1)"}],
        "offices": [{"name": BOTH, "address": BOTH, "hours": BOTH, "phone": f"1{EVIL}2"}],
        "phone": EVIL,
        "complaint_phone": EVIL,
    }
    make_published(item, make_agency(cities["jinan"], name=BOTH), **text)
    return CODE


@pytest.mark.parametrize("browser", ["zh", "en"])
@pytest.mark.parametrize("address", ["/", "/city/", "/items/", "/items/{}/", "/items/{}/compare/"])
def test_it_is_shown_as_text_and_nothing_else(request, hostile, browser, address) -> None:
    page = Page(request.getfixturevalue(browser).get(address.format(hostile)))
    assert all(each.attributes.get("src", "").startswith("/static/") for each in page.all("script"))
    assert page.all("img", src="x") == []
    assert [each for each in page.elements if any(name.startswith("on") for name in each.attributes)] == []
    assert [link for link in page.links() if not link.startswith(("/", "#", "tel:", "geo:"))] == []


@pytest.mark.parametrize("browser", ["zh", "en"])
def test_the_text_itself_is_not_lost(request, hostile, browser) -> None:
    says = Page(request.getfixturevalue(browser).get(f"/items/{hostile}/")).says()
    assert EVIL in says and f"只有中文{EVIL}" in says


def test_what_a_person_searched_for_is_shown_as_text(zh, cities) -> None:
    page = Page(zh.get("/items/", {"q": EVIL}))
    assert page.one("input", id="q").attributes["value"] == EVIL
    assert f"没有找到“{EVIL}”" in page.says() and page.all("img", src="x") == []


def test_a_telephone_link_holds_digits_only(zh, hostile) -> None:
    dialled = [link for link in Page(zh.get(f"/items/{hostile}/")).links() if link.startswith("tel:")]
    assert dialled == ["tel:111772", "tel:1177", "tel:1177"]
