"""What `/api/v1/me/` says and takes."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import StaffMembership
from accounts.roles import Role
from accounts.selectors import Profile
from accounts.services import ResidentChanges
from cities.models import City, Region
from services_portal.kernel.text import LANGUAGES, current_language, pick

CODE_SHAPE = r"^\d{12}$"


class PlaceSerializer(serializers.Serializer[Any]):
    """A region with the city that it lies in."""

    code = serializers.CharField(help_text="12-digit code (GB/T 2260)")
    name = serializers.CharField(help_text="in the negotiated language")
    city = serializers.SlugField(allow_null=True, help_text="short name of the city, null for the province")


class MembershipSerializer(serializers.Serializer[Any]):
    """A role of a member of staff."""

    role = serializers.ChoiceField(choices=Role.choices)
    agency = serializers.UUIDField(allow_null=True, source="agency_id")
    agency_name = serializers.SerializerMethodField()
    city = serializers.SlugField(allow_null=True, source="city.slug", default=None)

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_agency_name(self, held: StaffMembership) -> str | None:
        """Return the agency's name in the negotiated language."""
        return pick(held.agency.name, current_language()) if held.agency else None


class MeSerializer(serializers.Serializer[Profile]):
    """The signed-in person."""

    id = serializers.UUIDField(source="user.id")
    display_name = serializers.CharField(source="resident.display_name", help_text="may be empty")
    email = serializers.EmailField(source="user.email", allow_null=True)
    phone = serializers.CharField(help_text="the proved number, masked; may be empty")
    home_region = serializers.SerializerMethodField()
    current_region = serializers.SerializerMethodField()
    language = serializers.ChoiceField(choices=LANGUAGES, source="resident.language")
    large_text = serializers.BooleanField(source="resident.large_text")
    memberships = MembershipSerializer(many=True, help_text="empty for residents who are not staff")

    @extend_schema_field(PlaceSerializer(allow_null=True))
    def get_home_region(self, profile: Profile) -> dict[str, Any] | None:
        """Return where home is."""
        return _place(profile.resident.home_region, profile.resident.home_city)

    @extend_schema_field(PlaceSerializer(allow_null=True))
    def get_current_region(self, profile: Profile) -> dict[str, Any] | None:
        """Return where the person stands."""
        return _place(profile.resident.current_region, profile.resident.current_city)


def _place(region: Region | None, city: City | None) -> dict[str, Any] | None:
    if region is None:
        return None
    name = pick(region.name, current_language())
    return {"code": region.code, "name": name, "city": city.slug if city else None}


class MeUpdateSerializer(serializers.Serializer[ResidentChanges]):
    """What a person may change of himself; members left out stay as they are."""

    display_name = serializers.CharField(required=False, allow_blank=True, max_length=60)
    home_region = serializers.RegexField(CODE_SHAPE, required=False, allow_null=True, help_text="12-digit code")
    current_region = serializers.RegexField(CODE_SHAPE, required=False, allow_null=True, help_text="12-digit code")
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)
    large_text = serializers.BooleanField(required=False)

    def to_internal_value(self, data: Any) -> Any:
        """Refuse members that cannot be changed here, rather than ignore them."""
        values = super().to_internal_value(data)
        unknown = {name: [_("This cannot be changed here.")] for name in data if name not in self.fields}
        if unknown:
            raise serializers.ValidationError(unknown)
        return values

    def changes(self) -> ResidentChanges:
        """Return what was asked for."""
        return ResidentChanges(**self.validated_data)
