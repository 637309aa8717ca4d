"""Reads of this app. What is public needs no actor; staff reads go through ``for_actor``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt

from django.db.models import Prefetch, QuerySet

from cities.errors import BAD_POSITION, UNKNOWN_CITY, UNKNOWN_REGION
from cities.models import City, Region, ServiceCentre
from services_portal.kernel.errors import DomainError

EARTH_RADIUS_KM = 6371.0


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
    """Return the regions valid on ``day``, of one level or under one parent code where asked, by code."""
    regions = Region.objects.valid_on(day).select_related("parent")
    if level:
        regions = regions.filter(level=level)
    if parent:
        regions = regions.filter(parent__code=parent)
    return regions.order_by("code")


def region_by_code(code: str, day: date) -> Region:
    """Return the region under ``code``: the one valid on ``day``, else the one last valid before, with successors.

    Raises DomainError ``unknown_region`` when the code never was one of ours.
    """
    regions = Region.objects.select_related("parent").prefetch_related("successors")
    region = regions.valid_on(day).filter(code=code).first()
    region = region or regions.filter(code=code, valid_from__lte=day).order_by("-valid_from").first()
    if region is None:
        raise DomainError(UNKNOWN_REGION, params={"region": code})
    return region


def city_of_region(region: Region) -> City | None:
    """Return the active city that ``region`` lies in, or None outside all of them."""
    return active_cities().filter(region__code__startswith=region.code[:4]).first()


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
