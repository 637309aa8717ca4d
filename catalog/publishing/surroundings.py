"""The names around services: matters, agencies, regions, cities, read once for many services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from catalog.models import BasicItem
from catalog.publishing.render import Names
from cities.models import Agency, City, Region


class Placed(Protocol):
    """Anything that lies in a matter, an agency, a region and perhaps a city."""

    @property
    def basic_item_id(self) -> UUID: ...
    @property
    def agency_id(self) -> UUID: ...
    @property
    def region_id(self) -> UUID: ...
    @property
    def city_id(self) -> UUID | None: ...


@dataclass(frozen=True)
class Surroundings:
    """What was found, by key."""

    items: dict[UUID, BasicItem]
    agencies: dict[UUID, Agency]
    regions: dict[UUID, Region]
    cities: dict[UUID, City]

    def names(self, item_id: UUID, agency_id: UUID, region_id: UUID, city_id: UUID | None) -> Names:
        """Return the names around one service. Raises KeyError for what was not found."""
        item, agency, region = self.items[item_id], self.agencies[agency_id], self.regions[region_id]
        city = self.cities[city_id] if city_id else None
        return Names(
            basic_code=item.code,
            item_title=item.title,
            agency_id=str(agency.pk),
            agency_uscc=agency.uscc,
            agency_name=agency.name,
            agency_phone=agency.phone,
            region_code=region.code,
            region_name=region.name,
            city_slug=city.slug if city else None,
            city_name=city.name if city else None,
        )


def read_surroundings(services: Sequence[Placed]) -> Surroundings:
    """Return what surrounds these services: four queries, however many they are."""
    items = BasicItem.objects.only("code", "title").in_bulk({service.basic_item_id for service in services})
    agencies = Agency.objects.only("uscc", "name", "phone").in_bulk({service.agency_id for service in services})
    regions = Region.objects.only("code", "name").in_bulk({service.region_id for service in services})
    cities = City.objects.only("slug", "name").in_bulk({s.city_id for s in services if s.city_id})
    return Surroundings(items, agencies, regions, cities)
