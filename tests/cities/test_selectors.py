"""Reads: which city is nearest, and what each list costs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cities.models import City, Region, ServiceCentre
from cities.selectors import active_cities, centres_of, city_by_slug, distance_km, nearest_city
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError

degrees = {"allow_nan": False, "allow_infinity": False}
latitudes, longitudes = st.floats(-90, 90, **degrees), st.floats(-180, 180, **degrees)
POINTS = {
    "jinan": [(36.66845, 116.89612), (36.69002, 117.2327)],
    "qingdao": [(36.0671, 120.3826), (35.9, 120.0), (-17.5, 179.9)],
    "heze": [(35.2333, 115.4414)],
}


def make_world():
    for order, (slug, points) in enumerate(POINTS.items(), start=1):
        name = {"zh-hans": slug}
        code = f"37{order:02}00000000"
        region = Region.objects.create(code=code, name=name, level="city", valid_from=date(1980, 1, 1))
        city = City.objects.create(slug=slug, region=region, name=name, order=order, adapter="tabular_file")
        for number, (latitude, longitude) in enumerate(points):
            ServiceCentre.objects.create(
                code=f"{slug}-{number}", city=city, region=region, name=name, address=name,
                latitude=Decimal(str(latitude)), longitude=Decimal(str(longitude)),
            )  # fmt: skip


@pytest.fixture
def world(db):
    make_world()


@pytest.mark.usefixtures("world")
class TestNearestCity:
    @settings(max_examples=60, deadline=None)
    @given(latitude=latitudes, longitude=longitudes)
    def test_it_is_the_city_of_the_nearest_centre(self, latitude, longitude):
        here = (latitude, longitude)
        by_distance = {slug: min(distance_km(here, point) for point in points) for slug, points in POINTS.items()}
        city, kilometres = nearest_city(latitude, longitude)
        assert kilometres == min(by_distance.values()) == by_distance[city.slug]

    def test_across_the_date_line(self):
        city, kilometres = nearest_city(-17.5, -179.9)
        assert (city.slug, round(kilometres)) == ("qingdao", 21)

    def test_closed_centres_and_cities_that_left_do_not_count(self):
        here = (36.66845, 116.89612)
        ServiceCentre.objects.filter(code="jinan-0").update(is_active=False)
        assert round(nearest_city(*here)[1]) == 30
        City.objects.filter(slug="jinan").update(is_active=False)
        assert nearest_city(*here)[0].slug == "heze"

    @pytest.mark.parametrize(
        "point", [(90.1, 0), (-91, 0), (0, 180.1), (0, float("nan")), (float("nan"), 0), (float("inf"), 0)]
    )
    def test_what_is_no_point_is_refused(self, point):
        with pytest.raises(DomainError, match="bad_position"):
            nearest_city(*point)

    def test_without_any_centre_there_is_no_answer(self):
        ServiceCentre.objects.update(latitude=None)
        with pytest.raises(DomainError, match="unknown_city"):
            nearest_city(36, 117)


@given(first=st.tuples(latitudes, longitudes), second=st.tuples(latitudes, longitudes))
def test_distance_is_a_distance(first, second):
    there = distance_km(first, second)
    assert 0 <= there <= 20_016
    assert there == pytest.approx(distance_km(second, first), abs=1e-6)
    assert distance_km(first, first) == 0


def test_known_distances():
    assert round(distance_km((0, 0), (1, 0)), 2) == 111.19  # a degree of the meridian of a globe of 6371 km
    assert round(distance_km((90, 0), (-90, 77))) == 20_015  # half the way round


def test_cities_cost_two_queries_with_everything_shown(province, django_assert_num_queries):
    with django_assert_num_queries(2):
        shown = [(city.code, city.zone.code, city.pilot_2020) for city in active_cities()]
    assert len(shown) == 16


def test_a_city_with_its_centres_costs_three(world, django_assert_num_queries):
    with django_assert_num_queries(3):
        city = city_by_slug("jinan", with_centres=True)
        codes = [(centre.code, centre.region.code) for centre in city.centres.all()]
    assert codes == [("jinan-0", "370100000000"), ("jinan-1", "370100000000")]
    assert list(centres_of(city)) == list(city.centres.all())


def test_a_city_that_left_is_unknown_but_staff_still_see_it(world):
    City.objects.filter(slug="heze").update(is_active=False)
    with pytest.raises(DomainError, match="unknown_city"):
        city_by_slug("heze")
    assert City.objects.for_actor(SYSTEM).filter(slug="heze").exists()
