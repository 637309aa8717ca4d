"""Region codes have a time, and those that took their place."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cities.errors import UNKNOWN_REGION
from cities.models import City, Region
from cities.selectors import city_of_region, region_by_code, regions_on
from services_portal.kernel.errors import DomainError

LAIWU, TODAY = "371200000000", date(2024, 6, 1)
BEFORE, AFTER = date(2019, 1, 8), date(2019, 1, 9)


def codes(day, **narrowed):
    return {region.code for region in regions_on(day, **narrowed)}


def test_laiwu_is_a_city_until_its_last_day(regions):
    assert LAIWU in codes(BEFORE, level="city")
    assert LAIWU not in codes(AFTER)
    assert {"370116000000", "370117000000"} <= codes(AFTER, level="county", parent="370100000000")
    assert not {"370116000000", "370117000000"} & codes(BEFORE)


def test_the_retired_code_names_its_successors(regions, django_assert_num_queries):
    with django_assert_num_queries(2):
        region = region_by_code(LAIWU, TODAY)
        successors = [(one.code, one.parent.code) for one in region.successors.all()]
    assert region.is_retired
    assert region.valid_to == AFTER
    assert successors == [("370116000000", "370100000000"), ("370117000000", "370100000000")]


def test_a_code_borne_anew_is_found_by_the_day(db):
    first = {"name": {"zh-hans": "旧区"}, "level": "county", "valid_from": date(1990, 1, 1), "valid_to": BEFORE}
    second = {"name": {"zh-hans": "新区"}, "level": "county", "valid_from": date(2020, 1, 1)}
    Region.objects.create(code="379901000000", **first)
    Region.objects.create(code="379901000000", **second)
    found = [region_by_code("379901000000", day).name["zh-hans"] for day in (date(2000, 1, 1), AFTER, TODAY)]
    assert found == ["旧区", "旧区", "新区"]


@pytest.mark.parametrize(
    "code", ["999999999999", "", "3701", "37010000000\x00", "３７０１００００００００", "370100000000\n"]
)
def test_a_code_that_is_none_is_refused(regions, code):
    with pytest.raises(DomainError) as refused:
        region_by_code(code, TODAY)
    assert refused.value.error is UNKNOWN_REGION


def test_a_code_is_unknown_before_it_began(regions):
    with pytest.raises(DomainError, match="unknown_region"):
        region_by_code("370116000000", BEFORE)


@pytest.mark.parametrize("code", ["370100000000\n", "３７０１００００００００", "3701", "37010000000X"])
def test_a_code_is_twelve_plain_digits(code):
    region = Region(code=code, name={"zh-hans": "某"}, level="city", valid_from=TODAY)
    with pytest.raises(ValidationError) as refused:
        region.clean_fields()
    assert set(refused.value.message_dict) == {"code"}


def test_the_database_refuses_a_region_that_ends_before_it_begins(db):
    values = {"code": "379901000000", "name": {"zh-hans": "某"}, "level": "city"}
    with pytest.raises(IntegrityError, match="region_valid_forwards"), transaction.atomic():
        Region.objects.create(**values, valid_from=AFTER, valid_to=AFTER)
    Region.objects.create(**values, valid_from=AFTER)
    with pytest.raises(IntegrityError, match="region_code_from"), transaction.atomic():
        Region.objects.create(**values, valid_from=AFTER)


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("370102000000", "jinan"),
        ("370116000000", "jinan"),
        (LAIWU, "jinan"),
        ("371202000000", "jinan"),
        ("370202000000", "qingdao"),
        ("370000000000", None),
    ],
)
def test_the_city_that_a_region_lies_in_or_went_to(province, code, slug):
    city = city_of_region(region_by_code(code, TODAY))
    assert (city.slug if city else None) == slug


def test_a_county_that_is_a_city_here_comes_before_the_city_around_it(province):
    county = Region.objects.get(code="370681000000")
    own = City.objects.create(slug="longkou", region=county, name={"zh-hans": "龙口"}, adapter="tabular_file")
    assert (own.code, city_of_region(county)) == ("370681", own)
    assert city_of_region(Region.objects.get(code="370682000000")).slug == "yantai"
