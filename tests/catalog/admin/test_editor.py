"""A clerk writes a draft; what residents read stays until it is published."""

from __future__ import annotations

import pytest

from catalog.content import to_json
from catalog.models import PublishedDocument, ServiceDraft
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.factories.forms import values_of


def address(service, page: str = "change/") -> str:
    return f"/admin/catalog/service/{service.pk}/{page}"


def public(service) -> list[bytes]:
    return [bytes(body) for body in PublishedDocument.objects.filter(service=service).values_list("body", flat=True)]


def form_of(browser, service) -> dict[str, str]:
    return values_of(browser.get(address(service)).text, "service_form")


def test_saving_what_stands_there_says_the_same(browser_of, mine) -> None:
    browser = browser_of("editor")
    answer = browser.post(address(mine), {**form_of(browser, mine), "_save": ""})
    assert (answer.status_code, answer.headers["Location"]) == (302, address(mine))
    assert ServiceDraft.objects.get(service=mine).content == to_json(mine.current_version.read())


def test_every_part_of_the_form_lands_in_the_draft(browser_of, mine) -> None:
    browser, before = browser_of("editor"), public(mine)
    data = form_of(browser, mine) | {
        "title_zh": "提取公积金",
        "promised_days": "0",
        "conditions_zh": "在本市购房。\n首次提取。",
        "conditions_en": "Bought here.\nFirst time.",
        "fees-TOTAL_FORMS": "1",
        "fees-0-name_zh": "工本费",
        "fees-0-amount": "10.05",
        "materials-0-grade": "B",
        "channels-0-DELETE": "on",
        "_save": "",
    }
    browser.post(address(mine), data)
    content = ServiceDraft.objects.get(service=mine).read()
    assert (content.title.zh_hans, content.promised_days) == ("提取公积金", 0)
    assert [(text.zh_hans, text.en) for text in content.conditions] == [
        ("在本市购房。", "Bought here."),
        ("首次提取。", "First time."),
    ]
    assert [(fee.name.zh_hans, fee.amount_fen) for fee in content.fees] == [("工本费", 1005)]
    assert [need.grade.value for need in content.materials] == ["B"]
    assert [channel.kind.value for channel in content.channels] == ["window"]
    assert public(mine) == before


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title_zh", "", "The Chinese text is required."),
        ("promised_days", "-1", "Ensure this value is greater than or equal to 0."),
        ("conditions_en", "One.\nTwo.", "Each English line translates the Chinese line beside it."),
        ("channels-0-url", "javascript:alert(1)", "Enter a valid URL."),
        ("offices-0-longitude", "200", "Ensure this value is less than or equal to 180."),
    ],
)
def test_a_mistake_is_named_and_nothing_is_written(browser_of, mine, field, value, message) -> None:
    browser = browser_of("editor")
    answer = browser.post(
        address(mine), {**form_of(browser, mine), "summary_zh": "新的说明", field: value, "_save": ""}
    )
    assert answer.status_code == 200
    assert message in answer.text
    assert "新的说明" in answer.text
    assert not ServiceDraft.objects.exists()


def test_a_row_is_added_and_taken_away_without_a_script(browser_of, mine) -> None:
    browser = browser_of("editor")
    more = values_of(browser.post(address(mine), form_of(browser, mine) | {"_add": "fees"}).text, "service_form")
    assert (more["fees-TOTAL_FORMS"], more["fees-0-name_zh"]) == ("1", "")
    less = browser.post(address(mine), more | {"_remove": "fees-0"}).text
    assert values_of(less, "service_form")["fees-0-DELETE"] == "on"
    assert not ServiceDraft.objects.exists()


def test_who_was_slower_is_told_and_loses_nothing_typed(browser_of, mine) -> None:
    first, second = browser_of("editor"), browser_of("publisher")
    slow = form_of(second, mine)
    first.post(address(mine), {**form_of(first, mine), "title_zh": "先写的", "_save": ""})
    answer = second.post(address(mine), {**slow, "title_zh": "后写的", "_save": ""})
    assert answer.status_code == 200
    assert "Somebody else changed this service while you were writing" in answer.text
    assert "后写的" in answer.text
    assert ServiceDraft.objects.get(service=mine).read().title.zh_hans == "先写的"
    again = second.post(address(mine), {**values_of(answer.text, "service_form"), "_save": ""})
    assert "Somebody else changed this service" in again.text


@pytest.mark.parametrize("who", ["auditor", "resident", "nobody"])
def test_who_may_not_write_changes_nothing_and_sends_nothing(browser_of, mine, who) -> None:
    data = form_of(browser_of("editor"), mine)
    events = OutboxEvent.objects.count()
    answer = browser_of(who).post(address(mine), {**data, "title_zh": "别人写的", "_save": ""})
    assert answer.status_code == (403 if who == "auditor" else 302)
    assert not ServiceDraft.objects.exists()
    assert OutboxEvent.objects.count() == events


def test_a_clerk_cannot_write_for_another_agency(browser_of, qingdao) -> None:
    browser, other = browser_of("publisher"), qingdao["other"]
    data = form_of(browser, qingdao["mine"])
    assert browser.post(address(other), {**data, "_save": ""}).status_code == 404
    for step in ("submit", "publish", "return", "retire"):
        assert browser.post(address(other, f"step/{step}/"), {"version": other.version}).status_code == 404
    other.refresh_from_db()
    assert (other.state, other.version, ServiceDraft.objects.count()) == ("published", 1, 0)


def test_the_auditor_reads_instead(browser_of, mine) -> None:
    page = browser_of("auditor").get(address(mine)).text
    assert "As residents see it" in page
    assert "service_form" not in page


def test_writing_leaves_an_audit_entry_of_the_clerk(browser_of, people, mine) -> None:
    browser = browser_of("editor")
    browser.post(address(mine), {**form_of(browser, mine), "title_zh": "提取公积金", "_save": ""})
    entry = AuditEntry.objects.get(action="catalog.service.edit")
    assert (entry.actor_id, entry.subject_id) == (str(people["editor"].pk), str(mine.pk))
