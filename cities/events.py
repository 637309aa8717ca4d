"""What happens in this app."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from services_portal.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CityRegistered(Event):
    """A city was registered or its manifest changed."""

    name = "cities.city_registered"
    version = 1
    city_id: UUID
    slug: str


@dataclass(frozen=True, kw_only=True)
class AgencyChanged(Event):
    """What residents read of an agency (its names, its phone) changed."""

    name = "cities.agency_changed"
    version = 1
    agency_id: UUID
