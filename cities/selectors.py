"""Reads of this app. What is public needs no actor; staff reads go through ``for_actor``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from django.db.models import Prefetch, QuerySet

from cities.errors import BAD_POSITION, UNKNOWN_CITY, UNKNOWN_REGION
from cities.models import City, Region, ServiceCentre
from services_portal.kernel.errors import DomainError

EARTH_RADIUS_KM = 6371.0
REGION_CODE = re.compile(r"[0-9]{12}")
MOST_OF_A_CODE = 40  # what is quoted of a code that cannot be one


def active_cities() -> QuerySet[City]:
    """Return the cities that take part, in the province's order, with region, zone and pilots at hand (3 queries)."""
    return City.objects.public().select_related("region", "zone").prefetch_related("pilots")


def city_by_slug(slug: str, *, with_centres: bool = False) -> City:
    """Return an active city, its service centres at hand when asked for. Raises DomainError ``unknown_city``."""
    cities = active_cities().filter(slug=slug)
    if with_centres:
        open_centres = ServiceCentre.objects.public().select_related("region").order_by("code")
        cities = cities.prefetch_related(Prefetch("centres", queryset=open_centres))
    city = cities.first()
    if city is None:
        raise DomainError(UNKNOWN_CITY, params={"city": slug})
    return city


def regions_on(day: date, *, level: str | None = None, parent: str | None = None) -> QuerySet[Region]:
    """Return the regions valid on ``day``, of one level or under one parent code where asked, by code.

    Raises DomainError ``unknown_region`` for a parent code that never was one of ours.
    """
    regions = Region.objects.valid_on(day).select_related("parent")
    if level:
        regions = regions.filter(level=level)
    if parent:
        if not (REGION_CODE.fullmatch(parent) and Region.objects.filter(code=parent).exists()):
            raise DomainError(UNKNOWN_REGION, params={"region": parent[:MOST_OF_A_CODE]})
        regions = regions.filter(parent__code=parent)
    return regions.order_by("code")


def region_by_code(code: str, day: date) -> Region:
    """Return the region that bears ``code`` on ``day`` or bore it last before, with its successors.

    Raises DomainError ``unknown_region`` when the code was none of ours by then.
    """
    successors = Prefetch("successors", queryset=Region.objects.select_related("parent").order_by("code"))
    regions = Region.objects.select_related("parent").prefetch_related(successors)
    region = None
    if REGION_CODE.fullmatch(code):
        region = regions.filter(code=code, valid_from__lte=day).order_by("-valid_from").first()
    if region is None:
        raise DomainError(UNKNOWN_REGION, params={"region": code[:MOST_OF_A_CODE]})
    return region


def city_of_region(region: Region) -> City | None:
    """Return the active city that ``region`` lies in, or whose part took its place; None outside all of them."""
    codes = _with_those_above(region.code)
    if region.valid_to is not None:
        for successor in region.successors.order_by("code"):
            codes += _with_those_above(successor.code)
    found = {city.region.code: city for city in active_cities().filter(region__code__in=codes)}
    return next((found[code] for code in codes if code in found), None)


def _with_those_above(code: str) -> list[str]:
    """Return the code and those of the regions that it lies in, by the rungs of the 12 digits, nearest first."""
    return [code, *(code[:rung].ljust(12, "0") for rung in (9, 6, 4))]


def centres_of(city: City) -> QuerySet[ServiceCentre]:
    """Return the service centres of a city."""
    return ServiceCentre.objects.public().filter(city=city).select_related("region").order_by("code")


def distance_km(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return the great-circle distance of two (latitude, longitude) points in degrees (haversine)."""
    lat1, lon1, lat2, lon2 = map(radians, (*first, *second))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def nearest_city(latitude: float, longitude: float) -> tuple[City, float]:
    """Return the active city whose nearest service centre is closest to a point (WGS 84), and the kilometres to it.

    Raises DomainError ``bad_position`` for a point that is none, ``unknown_city`` when no city has a centre.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise DomainError(BAD_POSITION)
    points: Sequence[tuple[str, Decimal, Decimal]] = list(
        ServiceCentre.objects.public()
        .filter(city__is_active=True, latitude__isnull=False, longitude__isnull=False)
        .values_list("city__slug", "latitude", "longitude")
    )
    if not points:
        raise DomainError(UNKNOWN_CITY)
    here = (latitude, longitude)
    kilometres, slug = min((distance_km(here, (float(lat), float(lon))), slug) for slug, lat, lon in points)
    return city_by_slug(slug), kilometres
