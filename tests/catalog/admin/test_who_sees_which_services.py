"""Each role sees its own, in the list, by address, and in the search."""

from __future__ import annotations

import pytest

from tests.factories.catalog import make_item, make_published

LIST = "/admin/catalog/service/"


def listed(answer, services) -> list[int]:
    """Return which of ``services`` (by index) the list shows."""
    return [index for index, service in enumerate(services) if f"{LIST}{service.pk}/change/" in answer.text]


@pytest.mark.parametrize(
    ("who", "seen"),
    [("editor", [0]), ("publisher", [0]), ("city", [0, 1]), ("province", [0, 1, 2]), ("auditor", [0, 1, 2])],
)
def test_the_list_and_the_pages(browser_of, qingdao, who, seen) -> None:
    browser, services = browser_of(who), qingdao["services"]
    assert listed(browser.get(LIST), services) == seen
    assert listed(browser.get(LIST, {"q": "公积金"}), services) == seen
    for page in ("change/", "preview/", "history/"):
        codes = [browser.get(f"{LIST}{service.pk}/{page}").status_code for service in services]
        assert codes == [200 if index in seen else 404 for index in range(3)], page


@pytest.mark.parametrize("who", ["resident", "nobody"])
def test_everybody_else_is_sent_to_the_door(browser_of, mine, who) -> None:
    for path in ("/admin/", LIST, f"{LIST}{mine.pk}/change/", "/admin/catalog/intakerun/add/"):
        answer = browser_of(who).get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/admin/login/?next={path}")


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("editor", [403, 403, 403, 403]),
        ("publisher", [403, 403, 403, 403]),
        ("city", [200, 200, 403, 403]),
        ("province", [200, 200, 200, 200]),
        ("auditor", [403, 403, 403, 200]),
    ],
)
def test_the_other_pages_follow_the_scopes(browser_of, who, codes) -> None:
    paths = (
        "/admin/catalog/intakerun/add/",
        "/admin/accounts/staffmembership/",
        "/admin/catalog/topic/add/",
        "/admin/kernel/auditentry/",
    )
    assert [browser_of(who).get(path).status_code for path in paths] == codes


def test_a_clerk_registers_only_for_his_own_agency(browser_of, qingdao) -> None:
    browser, item = browser_of("editor"), qingdao["item"]
    page = browser.get(f"{LIST}add/").text
    assert str(qingdao["own"].pk) in page
    assert str(qingdao["other"].agency_id) not in page
    answer = browser.post(f"{LIST}add/", {"agency": qingdao["other"].agency_id, "basic_item": item.pk})
    assert answer.status_code == 200
    assert "Select a valid choice" in answer.text


@pytest.mark.parametrize(("language", "title"), [("zh-hans", "购房提取住房公积金"), ("en", "Housing fund withdrawal")])
def test_columns_speak_the_language_of_the_reader(browser_of, qingdao, language, title) -> None:
    assert title in browser_of("editor", language).get(LIST).text


def test_the_list_costs_the_same_however_long_it_is(browser_of, qingdao, django_assert_num_queries) -> None:
    browser = browser_of("province")
    browser.get(LIST)
    with django_assert_num_queries(6):
        browser.get(LIST)
    for number in range(5):
        make_published(make_item(f"00201717010{number}", f"事项{number}"), qingdao["own"])
    with django_assert_num_queries(6):
        browser.get(LIST)
