"""Cities, regions and service centres as the API gives them: one string in the negotiated language."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from cities.models import City, Region, RegionLevel, ServiceCentre
from services_portal.kernel.text import current_language, pick


class LocalizedField(serializers.Field):
    """A localized text as one string."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def to_representation(self, value: Any) -> str:
        """Pick the active language."""
        return pick(value, current_language())


LocalizedField = extend_schema_field(serializers.CharField())(LocalizedField)  # type: ignore[misc]


class ZoneSerializer(serializers.Serializer):
    """An economic circle."""

    code = serializers.CharField()
    name = LocalizedField()


class CitySerializer(serializers.ModelSerializer):
    """A city: ``code`` is what people know it by, ``region_code`` its 12-digit form."""

    code = serializers.CharField(read_only=True, help_text="4 digits (GB/T 2260), 6 for a county")
    region_code = serializers.CharField(source="region.code", read_only=True)
    name = LocalizedField()
    zone = ZoneSerializer(read_only=True, allow_null=True)
    pilot_2020 = serializers.BooleanField(read_only=True)

    class Meta:
        model = City
        fields = ["code", "region_code", "slug", "name", "zone", "pilot_2020"]


class HoursSerializer(serializers.Serializer):
    """Opening hours on some days of the week (1 Monday … 7 Sunday)."""

    days = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=7))
    open = serializers.CharField(help_text="HH:MM")
    close = serializers.CharField(help_text="HH:MM")


class CentreSerializer(serializers.ModelSerializer):
    """A service centre; degrees are WGS 84."""

    region_code = serializers.CharField(source="region.code", read_only=True)
    name = LocalizedField()
    address = LocalizedField()
    longitude = serializers.FloatField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    hours = HoursSerializer(many=True)
    hours_note = LocalizedField(allow_null=True)
    accessibility = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = ServiceCentre
        fields = [
            "code", "name", "address", "region_code", "longitude", "latitude", "hours", "hours_note", "accessibility",
            "phone",
        ]  # fmt: skip


class CityDetailSerializer(CitySerializer):
    """A city with its service centres."""

    centres = CentreSerializer(many=True, read_only=True)

    class Meta(CitySerializer.Meta):
        fields = [*CitySerializer.Meta.fields, "centres"]


class RegionSerializer(serializers.ModelSerializer):
    """A region and the time in which its code is valid (``valid_to`` is the first day it no longer is)."""

    name = LocalizedField()
    level = serializers.ChoiceField(choices=RegionLevel.choices)
    parent_code = serializers.CharField(source="parent.code", default=None, allow_null=True)

    class Meta:
        model = Region
        fields = ["code", "name", "level", "parent_code", "pinyin", "valid_from", "valid_to"]


class RegionDetailSerializer(RegionSerializer):
    """A region with those that took its place."""

    successors = RegionSerializer(many=True, read_only=True)

    class Meta(RegionSerializer.Meta):
        fields = [*RegionSerializer.Meta.fields, "successors"]
