"""Clerks ask whether a city would come over now: its source is read and judged, and nothing is written."""

from __future__ import annotations

import pytest

from catalog.models import IntakeRun, SourceRecord, SourceState, StagedRow
from cities.models import City
from services_portal.kernel.models import AuditEntry
from tests.factories.catalog import make_item

pytestmark = pytest.mark.django_db
HERE = "/admin/catalog/sourcestate/"
ENGLISH = {"Accept-Language": "en"}
MANIFEST = """slug = "qingdao"
[name]
zh-hans = "青岛市"
en = "Qingdao"
[region]
code = "370200000000"
[adapter]
name = "tabular_file"
[adapter.options]
path = "items.csv"
[adapter.options.columns]
old_id = "编号"
title = "事项"
agency_name = "部门"
conditions = "条件"
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    (tmp_path / "qingdao.toml").write_text(MANIFEST, encoding="utf-8")
    settings.PORTAL_CITY_DIRS = [tmp_path]
    return tmp_path


def checked(browser):
    return browser.post(f"{HERE}qingdao/check/", headers=ENGLISH)


def test_the_page_of_sources_offers_the_check(browser_of, qingdao) -> None:
    page = browser_of("city").get(HERE, headers=ENGLISH).text
    assert f'action="{HERE}qingdao/check/"' in page and "Check the source of Qingdao" in page
    assert browser_of("city").get(f"{HERE}qingdao/check/").status_code == 405


def test_a_source_that_is_read_is_told_with_all_that_was_found(browser_of, qingdao, folder) -> None:
    name = qingdao["own"].name["zh-hans"]
    make_item("002017170006", "购房贷款")
    text = f"编号,事项,部门,条件\n1,购房贷款,{name},\n2,没有这样的事项,{name},\n"
    (folder / "items.csv").write_text(text, encoding="utf-8")
    before = list(City.objects.order_by("slug").values())
    audited = AuditEntry.objects.count()
    browser = browser_of("city")
    page = checked(browser).text
    assert "The city would come over; some rows wait for a person." in page
    assert page.count(">yes</span>") == 7 and "match.none" in page
    assert "Mapped fields that no row fills" in page and "<dd>items.csv</dd>" in page
    assert [model.objects.count() for model in (IntakeRun, SourceRecord, SourceState, StagedRow)] == [0, 0, 0, 0]
    assert (list(City.objects.order_by("slug").values()), AuditEntry.objects.count() - audited) == (before, 0)


def test_a_source_that_is_not_there_is_told_with_the_step_that_failed(browser_of, qingdao) -> None:
    page = checked(browser_of("city")).text
    assert "The city would not come over yet." in page
    assert (page.count(">yes</span>"), page.count(">no</span>"), page.count(">not known</span>")) == (2, 1, 4)
    assert "source.missing_file" in page and "items.csv" in page


def test_another_city_s_source_is_not_to_be_seen(browser_of, qingdao) -> None:
    assert browser_of("city").post(f"{HERE}jinan/check/").status_code == 404
