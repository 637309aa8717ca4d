"""The registry as a file, from the admin site."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.html import escape

from catalog.exports.formats.json_lines import record_of
from catalog.exports.registry import exporters

URL = reverse("admin:catalog_service_export")


def exported(answer):
    assert answer.status_code == 200
    return [record_of(line).service_id for line in answer.getvalue().splitlines()]


@pytest.mark.parametrize(("name", "count"), [("editor", 1), ("city", 2), ("province", 3), ("auditor", 3)])
def test_staff_get_what_they_work_on(browser_of, qingdao, name, count):
    keys = [service.pk for service in qingdao["services"]]
    assert exported(browser_of(name).get(URL, {"format": "json_lines"})) == keys[:count]


@pytest.mark.parametrize("name", ["resident", "nobody"])
def test_others_are_sent_to_sign_in(browser_of, name):
    assert browser_of(name).get(URL, {"format": "json_lines"}).status_code == 302


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing is lost."), ("zh-hans", "没有损失。")])
def test_the_page_offers_each_format_with_its_losses(browser_of, language, words):
    page = browser_of("editor", language).get(URL).content.decode()
    assert words in page
    for each in exporters:
        assert f'href="?format={each.name}"' in page
        assert [loss.id for loss in each.loses if escape(loss.describe(language)) not in page] == []


def test_the_list_leads_to_it(browser_of):
    page = browser_of("editor").get(reverse("admin:catalog_service_changelist")).content.decode()
    assert URL in page


def test_an_unknown_format_is_refused(browser_of):
    assert browser_of("editor").get(URL, {"format": "xml"}).status_code == 404
