"""The newcomer's story, at phone width, in both languages, on the cities' own old catalogues."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser.registered import promise, service

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SPEECH = {
    "zh": {
        "guess": "您还没有选择城市",
        "tab": "登录",
        "jinan": "在济南市，您想办什么事？",
        "words": "公积金",
        "matter": "住房公积金提取（租赁自住住房）",
        "elsewhere": "青岛市",
        "me": "王小鲁",
    },
    "en": {
        "guess": "You have not told us where you are",
        "tab": "Sign in",
        "jinan": "What do you need to do in Jinan?",
        "words": "housing fund",
        "matter": "Housing fund withdrawal: paying rent",
        "elsewhere": "Qingdao",
        "me": "王小鲁",
    },
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_signs_in_once_reads_jinan_s_and_then_qingdao_s(visit, language) -> None:
    speech, person = SPEECH[language], visit(language)
    page = person.go("/")
    expect(page.get_by_text(speech["guess"])).to_be_visible()

    page.get_by_role("navigation").get_by_role("link", name=speech["tab"]).click()
    person.sign_in_by_phone()
    expect(page.get_by_role("heading", level=1)).to_have_text(speech["me"])
    session = person.context.cookies()

    page = person.go("/")
    expect(page.get_by_role("heading", level=1)).to_have_text(speech["jinan"])
    page.get_by_role("searchbox").fill(speech["words"])
    expect(page.locator("#suggestions a.item").first).to_be_visible()
    person.look("story-suggestions")
    page.keyboard.press("Enter")
    page.wait_for_url("**/items/?q=*")
    person.look("story-results")
    page.get_by_role("link", name=speech["matter"]).click()

    code = page.url.rstrip("/").split("/")[-1]
    address = page.url
    _reads_as(page, code, "jinan", language)
    person.look("story-jinan")

    page.get_by_role("combobox").select_option(label=speech["elsewhere"])
    page.locator(".city-form button").click()
    page.wait_for_load_state()
    assert page.url == address
    _reads_as(page, code, "qingdao", language)
    person.look("story-qingdao")
    kept = {cookie["name"]: cookie["value"] for cookie in person.context.cookies()}
    assert kept["sessionid"] == {cookie["name"]: cookie["value"] for cookie in session}["sessionid"]

    page.locator("#city-chip").click()
    page.locator(".city-grid button[value=jinan]").click()
    page.wait_for_load_state()
    assert page.url == address
    _reads_as(page, code, "jinan", language)


def _reads_as(page, code: str, city: str, language: str) -> None:
    """Hold the page to what the city has registered, and to nothing of the other city's."""
    own = service(code, city, language)
    other = service(code, {"jinan": "qingdao", "qingdao": "jinan"}[city], language)
    expect(page.locator("dl.facts > div").first.locator("dd")).to_contain_text(promise(own, language))
    conditions = page.locator("#conditions li").all_inner_texts()
    assert [text.strip() for text in conditions] == list(own.conditions)
    assert set(own.conditions) != set(other.conditions)
    expect(page.locator("#where")).to_contain_text(own.offices[0].name)
    expect(page.locator("#where")).to_contain_text(own.offices[0].address)
    assert other.offices[0].name not in page.locator("#where").inner_text()
    expect(page.locator("#why + p")).not_to_be_empty()


def test_the_story_holds_without_scripts(visit) -> None:
    person = visit("zh", java_script_enabled=False)
    page = person.go("/")
    page.fill("#q", "公积金")
    page.click("form[role=search] button")
    page.get_by_role("link", name=SPEECH["zh"]["matter"]).click()
    code = page.url.rstrip("/").split("/")[-1]
    _reads_as(page, code, "jinan", "zh")
    page.select_option("#city-select", "qingdao")
    page.click(".city-form button")
    _reads_as(page, code, "qingdao", "zh")
    person.sign_in_by_phone()
    expect(page.locator(".needs-js")).to_have_count(0)


def test_the_story_holds_with_the_keyboard_alone(visit) -> None:
    person = visit("en", width=1280)
    page = person.go("/")
    press = page.keyboard.press
    press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    press("Enter")
    expect(page.locator("main")).to_be_focused()
    press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("pay rent")
    expect(page.locator("#suggestions a.item").first).to_be_visible()
    press("Tab")
    press("Tab")
    expect(page.locator("#suggestions a.item").first).to_be_focused()
    press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(SPEECH["en"]["matter"])
    page.locator("#city-select").focus()
    page.keyboard.type("Qing")
    press("Tab")
    expect(page.locator(".city-form button")).to_be_focused()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    press("Enter")
    expect(page.locator("#city-chip")).to_contain_text("Qingdao")
