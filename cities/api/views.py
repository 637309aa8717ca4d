"""`/api/v1/cities/` and `/api/v1/regions/`."""

from __future__ import annotations

from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny

from cities import selectors
from cities.api import serializers
from cities.api.filters import parse_day, parse_level
from cities.models import City, Region, RegionLevel
from services_portal.kernel.http.conditional import PublicReadMixin

AT = OpenApiParameter("at", OpenApiTypes.DATE, description="The day on which a code must be valid; today by default.")


@extend_schema(summary="Cities that take part", auth=[])
class CityList(PublicReadMixin, ListAPIView):
    """All cities in the province's order, with zone and pilot flag; sixteen, so they come in one page."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    filter_backends = ()
    serializer_class = serializers.CitySerializer
    keyset = (("order", int), ("slug", str))

    def get_queryset(self) -> QuerySet[City]:
        """Return the active cities."""
        return selectors.active_cities()


@extend_schema(summary="One city with its service centres", auth=[])
class CityDetail(PublicReadMixin, RetrieveAPIView):
    """One city with its service centres."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = serializers.CityDetailSerializer
    queryset = City.objects.none()
    lookup_field = "slug"

    def get_object(self) -> City:
        """Return the city. Raises DomainError ``unknown_city``."""
        return selectors.city_by_slug(self.kwargs["slug"], with_centres=True)


@extend_schema(
    summary="Regions",
    auth=[],
    parameters=[
        OpenApiParameter("level", str, enum=RegionLevel.values),
        OpenApiParameter("parent", str, description="12-digit code of the region above."),
        AT,
    ],
)
class RegionList(PublicReadMixin, ListAPIView):
    """Regions whose code is valid on a day (GB/T 2260), by code."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    filter_backends = ()
    serializer_class = serializers.RegionSerializer
    keyset = (("code", str),)

    def get_queryset(self) -> QuerySet[Region]:
        """Return the regions asked for. Raises DomainError ``bad_date``, ``invalid_request``, ``unknown_region``."""
        query = self.request.query_params
        level = parse_level(query.get("level"))
        return selectors.regions_on(parse_day(query.get("at")), level=level, parent=query.get("parent"))


@extend_schema(summary="One region with its successors", auth=[], parameters=[AT])
class RegionDetail(PublicReadMixin, RetrieveAPIView):
    """One region; a retired code answers with those that took its place."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = serializers.RegionDetailSerializer
    queryset = Region.objects.none()
    lookup_field = "code"

    def get_object(self) -> Region:
        """Return the region. Raises DomainError ``unknown_region``, ``bad_date``."""
        return selectors.region_by_code(self.kwargs["code"], parse_day(self.request.query_params.get("at")))
