"""The province works the queue off: it sees what waits, decides, looks at what was decided, and undoes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from catalog.models import RowDecision
from tests.web.browser.visit import Visit

pytestmark = [pytest.mark.django_db, pytest.mark.long]
PROVINCE = "province@example.cn"
QUEUE = "/admin/catalog/sourcerecord/"
SPEECH = {
    "zh": {"next": "先放着，看下一项", "look": "查找", "undo": "撤销", "sure": "不予收录"},
    "en": {"next": "Leave it for now: the next one", "look": "Look", "undo": "Undo", "sure": "Do not take in"},
}


def causes(clerk: Visit) -> int:
    return clerk.page.locator("a[href*='/cause/']").count()


@pytest.mark.parametrize(("language", "width"), [("zh", 1280), ("en", 390)])
def test_the_queue_is_worked_with_a_browser(visit, language: str, width: int) -> None:
    words, clerk = SPEECH[language], visit(language, width=width)
    page = clerk.go("/admin/")
    clerk.enter(PROVINCE)
    page.goto(f"{QUEUE}?rule=match.none")
    clerk.look_inside("queue")
    before = causes(clerk)
    page.locator("a[href*='/cause/']").first.click()
    expect(page.get_by_role("link", name=words["next"], exact=True)).to_be_visible()
    clerk.look_inside("queue-cause")
    page.fill("input[name=q]", "公积金")
    page.get_by_role("button", name=words["look"], exact=True).click()
    expect(page.locator("button[name=decision][value^='matter:']")).not_to_have_count(0)
    clerk.look_inside("queue-search")
    page.locator("button[name=decision][value=reject]").click()
    page.get_by_role("link", name=words["undo"], exact=True).click()
    clerk.look_inside("queue-decision")
    page.goto("/admin/catalog/rowdecision/")
    clerk.look_inside("queue-decisions")
    page.goto(f"{QUEUE}?rule=match.none")
    assert page.locator("input[name=cause]").count() == before - 1

    page.locator("[data-tick-all] input").check()
    expect(page.locator("input[name=cause]:checked")).to_have_count(before - 1)
    page.locator("button[name=choice][value=reject]").click()
    clerk.look_inside("queue-confirm")
    page.goto(f"{QUEUE}progress/")
    page.locator("summary").first.click()
    clerk.look_inside("queue-progress")
    decision = RowDecision.objects.get(rule="match.none", undone_at=None)
    page.goto(f"/admin/catalog/rowdecision/{decision.pk}/change/")
    page.locator("form[action$='/undo/'] button").click()
    page.goto(f"{QUEUE}?rule=match.none")
    assert page.locator("input[name=cause]").count() == before
    assert clerk.complaints == []


def test_several_causes_are_decided_without_scripts(visit) -> None:
    clerk = visit("en", width=390, java_script_enabled=False)
    page = clerk.go("/admin/login/")
    clerk.enter(PROVINCE)
    page.goto(f"{QUEUE}?rule=days.promise_exceeds_law")
    expect(page.locator("[data-tick-all]")).to_be_hidden()
    boxes = page.locator("input[name=cause]")
    for place in range(2):
        boxes.nth(place).check()
    page.locator("button[name=choice][value=accept]").click()
    page.get_by_role("button", name="Publish in spite of it", exact=True).click()
    expect(page.get_by_text("2 causes decided")).to_be_visible()
    assert RowDecision.objects.filter(rule="days.promise_exceeds_law", choice="accept").count() == 2
