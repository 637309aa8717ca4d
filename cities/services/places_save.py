"""Maintaining service centres, zones and pilots."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from cities.models import City, Pilot, ServiceCentre, Zone
from cities.scopes import CITIES_MANAGE
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor
from services_portal.kernel.reference import save_row

CENTRE = frozenset(
    {
        "code",
        "city",
        "region",
        "name",
        "address",
        "longitude",
        "latitude",
        "hours",
        "hours_note",
        "accessibility",
        "phone",
        "is_active",
    }
)
ZONE = frozenset({"code", "name", "order"})
PILOT = frozenset({"code", "name"})


@transaction.atomic
def centre_save(*, actor: Actor, centre_id: UUID | None, values: Mapping[str, Any]) -> ServiceCentre:
    """Write a service centre, a new one where ``centre_id`` is None, and return it.

    Needs ``cities.manage`` everywhere. Raises DomainError ``not_permitted``, ``not_found``; ValidationError.
    """
    centre, _changed = save_row(
        ServiceCentre, actor=actor, scope=CITIES_MANAGE, row_id=centre_id, values=values, editable=CENTRE
    )
    return centre


@transaction.atomic
def zone_save(*, actor: Actor, zone_id: UUID | None, values: Mapping[str, Any]) -> Zone:
    """Write a zone, a new one where ``zone_id`` is None, and return it.

    Needs ``cities.manage`` everywhere. Raises DomainError ``not_permitted``, ``not_found``; ValidationError.
    """
    zone, _changed = save_row(Zone, actor=actor, scope=CITIES_MANAGE, row_id=zone_id, values=values, editable=ZONE)
    return zone


@transaction.atomic
def pilot_save(
    *, actor: Actor, pilot_id: UUID | None, values: Mapping[str, Any], cities: Collection[City] | None = None
) -> Pilot:
    """Write a pilot and, where ``cities`` is given, which cities take part; return it.

    Needs ``cities.manage`` everywhere. Raises DomainError ``not_permitted``, ``not_found``; ValidationError.
    """
    pilot, _changed = save_row(Pilot, actor=actor, scope=CITIES_MANAGE, row_id=pilot_id, values=values, editable=PILOT)
    if cities is not None:
        before = set(pilot.cities.values_list("pk", flat=True))
        if before != {city.pk for city in cities}:
            pilot.cities.set(cities)
            audit.record(actor, "cities.pilot.cities", pilot, detail={"cities": sorted(city.slug for city in cities)})
    return pilot
