"""How far the cities are: one page, of which each sees its own part."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.models import IntakeRun, SourceRecord
from services_portal.kernel import clock
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import Made

PAGE = "/admin/catalog/sourcerecord/progress/"


def test_a_city_sees_its_figures_and_how_long_the_queue_will_last(browser, waiting: Made) -> None:
    page = browser().get(PAGE).text
    assert "16.7% taken in: 1 of 6 rows" in page
    assert "nobody can say: nothing was settled lately" in page
    assert 'href="/admin/catalog/sourcerecord/?city=testing&amp;rule=match.none"' in page
    assert "All cities together" not in page
    IntakeRun.objects.update(cleared=7)
    assert "about 10 days" in browser().get(PAGE).text
    assert "约 10 天" in browser(language="zh-hans").get(PAGE).text


def test_the_province_sees_all_cities_in_the_same_number_of_queries(
    browser, waiting: Made, django_assert_num_queries
) -> None:
    clerk = browser("province")
    clerk.get(PAGE)
    with django_assert_num_queries(10):
        clerk.get(PAGE)
    for number, prefix in enumerate(("3798", "3797", "3796")):
        generated.make_city(waiting.folder, f"more{number}", prefix=prefix)
    with django_assert_num_queries(10):
        page = clerk.get(PAGE).text
    assert "All cities together" in page
    assert page.count('<details class="portal-panel">') == 4
    assert "more1" not in browser().get(PAGE).text


def test_it_is_reached_from_the_menu_and_from_the_queue(browser, waiting: Made) -> None:
    assert browser().get("/admin/").text.count(f'href="{PAGE}"') >= 1
    assert browser().get("/admin/catalog/sourcerecord/").text.count(f'href="{PAGE}"') >= 2


def test_the_first_page_tells_what_is_overdue(browser, waiting: Made) -> None:
    SourceRecord.objects.filter(old_id="T-0000004").update(waiting_since=clock.now() - timedelta(days=60))
    page = browser().get("/admin/").text
    assert 'href="/admin/catalog/sourcerecord/?overdue=1"' in page
    assert browser().get(PAGE).text.count(" overdue</span>") == 1


@pytest.mark.parametrize("who", ["publisher", "auditor"])
def test_others_do_not_see_it(browser, waiting: Made, who: str) -> None:
    assert browser(who).get(PAGE).status_code == 403
