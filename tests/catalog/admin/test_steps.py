"""Submit, return, publish, retire: as buttons that call the services, shown only where they are possible."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from catalog.models import PublishedDocument, Service, ServiceDraft
from catalog.services import services_publish_bulk
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import OutboxEvent
from tests.factories.catalog import make_entry
from tests.factories.forms import values_of

HERE = "/admin/catalog/service/"


def buttons(browser, service) -> set[str]:
    page = browser.get(f"{HERE}{service.pk}/preview/").text
    return set(re.findall(rf"{HERE}{service.pk}/step/(\w+)/", page))


def write(browser, service, button: str = "_save", **changes: str):
    page = f"{HERE}{service.pk}/change/"
    return browser.post(page, {**values_of(browser.get(page).text, "service_form"), **changes, button: ""})


def take(browser, service, step: str, **data: str):
    service.refresh_from_db()
    return browser.post(f"{HERE}{service.pk}/step/{step}/", {"version": service.version, **data}, follow=True)


def title(service) -> str:
    return json.loads(PublishedDocument.objects.get(service=service, language="zh-hans").body)["title"]


def test_only_the_steps_that_are_possible_are_offered(browser_of, mine) -> None:
    editor, publisher, auditor = browser_of("editor"), browser_of("publisher"), browser_of("auditor")
    assert (buttons(editor, mine), buttons(publisher, mine), buttons(auditor, mine)) == (set(), {"retire"}, set())
    write(editor, mine, title_zh="提取公积金")
    assert (buttons(editor, mine), buttons(publisher, mine)) == ({"submit"}, {"submit", "retire"})
    take(editor, mine, "submit")
    assert (buttons(editor, mine), buttons(publisher, mine)) == (set(), {"publish", "return", "retire"})


def test_a_clerk_changes_what_residents_read(browser_of, mine) -> None:
    publisher = browser_of("publisher")
    write(publisher, mine, "_submit", title_zh="提取公积金")
    assert title(mine) == "购房提取住房公积金"
    page = publisher.get(f"{HERE}{mine.pk}/step/publish/").text
    assert '<del class="portal-removed">购房提取住房公积金' in page
    assert '<ins class="portal-added">提取公积金' in page
    assert "Residents see the new text now." in take(publisher, mine, "publish").text
    assert title(mine) == "提取公积金"
    assert not ServiceDraft.objects.exists()
    history = publisher.get(f"{HERE}{mine.pk}/history/").text
    assert "Version 2" in history
    assert '<ins class="portal-added">提取公积金' in history


def test_of_a_list_only_the_lines_that_differ_are_shown(browser_of, mine) -> None:
    editor = browser_of("editor")
    write(editor, mine, conditions_zh="在本市购房。\n首次提取。", conditions_en="")
    page = editor.get(f"{HERE}{mine.pk}/preview/").text
    assert re.findall(r'<(?:del|ins) class="[a-z-]+">([^<]*)</', page) == [
        "在本市购房。 / Bought a home in this city.",
        "在本市购房。\n首次提取。",
    ]


def test_a_reviewer_returns_a_draft_with_a_note(browser_of, mine) -> None:
    editor, publisher = browser_of("editor"), browser_of("publisher")
    write(editor, mine, "_submit", title_zh="提取公积金")
    assert "service_form" not in editor.get(f"{HERE}{mine.pk}/change/").text
    take(publisher, mine, "return", note="请写全称")
    page = editor.get(f"{HERE}{mine.pk}/change/").text
    assert "请写全称" in page
    assert "service_form" in page


def test_a_retired_service_is_gone_for_residents(browser_of, mine) -> None:
    publisher = browser_of("publisher")
    assert "Residents no longer find this service" in publisher.get(f"{HERE}{mine.pk}/step/retire/").text
    take(publisher, mine, "retire")
    assert Service.objects.get(pk=mine.pk).state == "retired"
    assert not PublishedDocument.objects.filter(service=mine).exists()


@pytest.mark.parametrize(("who", "step"), [("editor", "retire"), ("editor", "publish"), ("auditor", "retire")])
def test_a_step_without_the_right_changes_nothing_and_sends_nothing(browser_of, mine, who, step) -> None:
    events = OutboxEvent.objects.count()
    answer = take(browser_of(who), mine, step)
    assert "You are signed in, but" in answer.text or "Not permitted" in answer.text
    mine.refresh_from_db()
    assert (mine.state, mine.version, OutboxEvent.objects.count()) == ("published", 1, events)


def test_an_old_page_takes_no_step(browser_of, mine) -> None:
    publisher = browser_of("publisher")
    answer = publisher.post(f"{HERE}{mine.pk}/step/retire/", {"version": "99"}, follow=True)
    assert "Somebody changed this service first" in answer.text
    assert Service.objects.get(pk=mine.pk).state == "published"


def test_what_is_incomplete_is_saved_and_not_submitted(browser_of, mine) -> None:
    editor = browser_of("editor")
    answer = write(editor, mine, "_submit", promised_days="30", statutory_days="20")
    page = editor.get(answer.headers["Location"]).text
    assert "The draft is saved but not submitted: The promise is longer than the law allows." in page
    assert ServiceDraft.objects.get(service=mine).state == "draft"
    assert "disabled" in editor.get(f"{HERE}{mine.pk}/step/submit/").text


def test_the_preview_is_the_residents_page_of_the_draft_in_both_languages(browser_of, mine) -> None:
    editor = browser_of("editor")
    write(editor, mine, title_zh="提取公积金", conditions_zh="在青岛租房。", conditions_en="Rents a home in Qingdao.")
    chinese, english = re.findall(r'<iframe src="([^"]+)"', editor.get(f"{HERE}{mine.pk}/preview/").text)
    assert "在青岛租房。" in editor.get(chinese).text
    assert "Rents a home in Qingdao." in editor.get(english).text
    assert editor.get(chinese.partition("draft/")[0]).text.count("在青岛租房。") == 0


def test_text_of_a_clerk_is_never_markup(browser_of, mine) -> None:
    editor = browser_of("editor")
    write(editor, mine, title_zh="<script>alert(1)</script>")
    for page in ("change/", "preview/", "step/submit/"):
        assert "<script>alert(1)" not in editor.get(f"{HERE}{mine.pk}/{page}").text


@pytest.mark.parametrize("note", ["", "  ", "\x00"])
def test_a_draft_is_not_returned_without_a_note(browser_of, mine, note) -> None:
    editor, publisher = browser_of("editor"), browser_of("publisher")
    write(editor, mine, "_submit", title_zh="提取公积金")
    assert "Write a note: the editor must know what to mend." in take(publisher, mine, "return", note=note).text
    assert ServiceDraft.objects.get(service=mine).state == "in_review"


@pytest.mark.parametrize("version", ["", "-1", "²", "9" * 5000])
def test_a_page_that_does_not_say_from_which_version_it_was_made_changes_nothing(browser_of, mine, version) -> None:
    publisher = browser_of("publisher")
    form = values_of(publisher.get(f"{HERE}{mine.pk}/change/").text, "service_form")
    answer = publisher.post(f"{HERE}{mine.pk}/change/", {**form, "version": version, "_save": ""})
    assert "Somebody else changed this service" in answer.text
    answer = publisher.post(f"{HERE}{mine.pk}/step/retire/", {"version": version}, follow=True)
    assert "Somebody changed this service first" in answer.text
    mine.refresh_from_db()
    assert (mine.state, mine.version, ServiceDraft.objects.count()) == ("published", 1, 0)


@pytest.mark.parametrize("count", ["²", "9" * 5000])
def test_a_crafted_number_of_rows_is_counted_as_none(browser_of, mine, count) -> None:
    editor = browser_of("editor")
    form = values_of(editor.get(f"{HERE}{mine.pk}/change/").text, "service_form")
    answer = editor.post(f"{HERE}{mine.pk}/change/", {**form, "_add": "fees", "fees-TOTAL_FORMS": count})
    assert values_of(answer.text, "service_form")["fees-TOTAL_FORMS"] == "1"


def test_a_draft_that_an_import_overtook_warns_before_it_is_published(browser_of, qingdao, mine) -> None:
    publisher, warning = browser_of("publisher"), "Version 2 was published after this draft was begun."
    write(publisher, mine, "_submit", title_zh="提取公积金")
    assert warning not in publisher.get(f"{HERE}{mine.pk}/step/publish/").text
    entry = make_entry(qingdao["item"], qingdao["own"], visits=2)
    services_publish_bulk(actor=SYSTEM, entries=[replace(entry, service_id=mine.pk)])
    assert warning in publisher.get(f"{HERE}{mine.pk}/step/publish/").text


def test_the_versions_name_who_wrote_them_in_words(browser_of, people, mine) -> None:
    editor, publisher = browser_of("editor"), browser_of("publisher")
    write(editor, mine, "_submit", title_zh="提取公积金")
    take(publisher, mine, "publish")
    page = publisher.get(f"{HERE}{mine.pk}/history/").text
    assert "by the portal itself" in page and f"by staff account {people['publisher'].pk}" in page
