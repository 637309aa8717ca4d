"""Which service fits: the city's before a county's, a county's before the province's; the choice never flickers."""

import msgspec
import pytest

from catalog.models import ItemListing
from catalog.selectors import item_page, items_for_city
from catalog.services import service_retire
from services_portal.kernel.actor import SYSTEM
from tests.factories.catalog import make_agency, make_city, make_item, make_published

pytestmark = pytest.mark.django_db


def chosen(city="jinan"):
    [row] = items_for_city(city).rows
    return (row.service.fit, row.service.region.code) if row.service else row.offered_in


def test_the_city_comes_before_its_counties():
    item, jinan = make_item(), make_city()
    make_city("qingdao")
    second = make_published(item, make_agency(jinan, level="4", county="370103"))
    assert chosen() == ("county", "370103000000")
    first = make_published(item, make_agency(jinan, level="4", county="370102"))
    assert chosen() == ("county", "370102000000")
    best = make_published(item, make_agency(jinan))
    assert chosen() == ("city", "370100000000")
    assert [other.id for other in item_page(item.code, "jinan").others] == [str(first.pk), str(second.pk)]
    assert chosen("qingdao") == ("jinan",)
    for service in (best, first, second):
        service_retire(actor=SYSTEM, service_id=service.pk)
    assert chosen() == ()


def test_the_province_serves_every_city_that_has_none_of_its_own():
    item, jinan = make_item(), make_city()
    make_city("qingdao")
    province = make_agency(jinan, level="2")
    province.city = None
    province.save()
    make_published(item, province)
    assert chosen("qingdao") == chosen("jinan") == chosen(None) == ("province", "370100000000")
    assert item_page(item.code, "qingdao").service.agency.id == str(province.pk)
    own = make_published(item, make_agency(jinan))
    assert chosen("jinan") == ("city", "370100000000")
    assert chosen("qingdao")[0] == "province"
    assert item_page(item.code, "jinan").service.id == str(own.pk)


def test_each_language_has_its_row():
    make_published()
    rows = ItemListing.objects.exclude(service=None).order_by("language")
    names = [msgspec.json.decode(bytes(row.body))["service"]["agency"]["name"] for row in rows]
    assert [row.language for row in rows] == ["en", "zh-hans"]
    assert names[0].startswith("Bureau ")
    assert names[1].startswith("济南市第")


def test_the_rows_of_a_matter_are_one_a_city_and_one_for_the_province():
    item = make_item()
    make_published(item, make_agency(make_city("jinan")))
    places = ItemListing.objects.filter(language="en").values_list("city__slug", flat=True)
    assert sorted(places, key=str) == [None, "jinan"]
