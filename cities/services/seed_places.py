"""Loading zones, pilots, agencies and service centres from `seeds/`."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction

from cities.models import Agency, City, Pilot, Region, ServiceCentre, Zone
from cities.services.seed_files import bad_seed, read_table, read_toml
from services_portal.kernel import clock
from services_portal.kernel.text import localized

AGENCY_COLUMNS = frozenset(
    {"uscc", "name_zh", "name_en", "short_name", "aliases", "region_code", "level", "department", "phone"}
)
CENTRE_COLUMNS = frozenset(
    {"code", "city", "region_code", "name_zh", "name_en", "address_zh", "address_en", "longitude", "latitude"}
    | {"hours", "hours_note_zh", "hours_note_en", "accessibility", "phone"}
)


def seed_zones(path: Path) -> int:
    """Load the zones of `zones.toml`; return how many. Idempotent. Raises DomainError ``bad_seed``."""
    zones = read_toml(path).get("zone", [])
    for order, zone in enumerate(zones, start=1):
        Zone.objects.update_or_create(code=zone["code"], defaults={"name": zone["name"], "order": order})
    return len(zones)


def seed_pilots(path: Path) -> int:
    """Load the pilots of `zones.toml` and the cities that took part; return how many. Idempotent."""
    pilots = read_toml(path).get("pilot", [])
    for pilot in pilots:
        row, _created = Pilot.objects.update_or_create(code=pilot["code"], defaults={"name": pilot["name"]})
        row.cities.set(City.objects.filter(slug__in=pilot["cities"]))
    return len(pilots)


def _regions() -> dict[str, Region]:
    return {region.code: region for region in Region.objects.valid_on(clock.today())}


def _cities() -> dict[str, City]:
    """Return the cities by the four digits that their region codes begin with."""
    return {city.code: city for city in City.objects.select_related("region")}


def _upsert(
    model: type[models.Model], key: str, path: Path, columns: frozenset[str], read: Callable[[dict[str, str]], Any]
) -> int:
    """Bring each row of a table in, keyed by ``key``; write only what differs; return how many rows there are."""
    known = {getattr(row, key): row for row in model._default_manager.all()}
    count = 0
    with transaction.atomic():
        for line, row in read_table(path, columns):
            count += 1
            try:
                values: Mapping[str, Any] = read(row)
                target = known.get(row[key]) or model(**{key: row[key]})
                if not target._state.adding and all(getattr(target, name) == value for name, value in values.items()):
                    continue
                for name, value in values.items():
                    setattr(target, name, value)
                target.full_clean(validate_unique=False, validate_constraints=False)
            except (KeyError, ValueError, ArithmeticError, ValidationError) as error:
                raise bad_seed(path, line, str(error)) from error
            target.save()
    return count


def seed_agencies(path: Path) -> int:
    """Load `agencies.csv`; return how many there are. Idempotent. Raises DomainError ``bad_seed``."""
    regions, cities = _regions(), _cities()

    def read(row: dict[str, str]) -> dict[str, Any]:
        return {
            "name": localized(row["name_zh"], row["name_en"]),
            "short_name": row["short_name"],
            "aliases": [alias for alias in row["aliases"].split("|") if alias],
            "department": row["department"],
            "level": row["level"],
            "region": regions[row["region_code"]],
            "city": cities.get(row["region_code"][:4]),
            "phone": row["phone"],
        }

    return _upsert(Agency, "uscc", path, AGENCY_COLUMNS, read)


def seed_centres(path: Path) -> int:
    """Load `centres.csv`; return how many there are. Idempotent. Raises DomainError ``bad_seed``."""
    regions = _regions()
    cities = {city.slug: city for city in City.objects.all()}

    def read(row: dict[str, str]) -> dict[str, Any]:
        return {
            "city": cities[row["city"]],
            "region": regions[row["region_code"]],
            "name": localized(row["name_zh"], row["name_en"]),
            "address": localized(row["address_zh"], row["address_en"]),
            "longitude": Decimal(row["longitude"]),
            "latitude": Decimal(row["latitude"]),
            "hours": json.loads(row["hours"]),
            "hours_note": localized(row["hours_note_zh"], row["hours_note_en"]) if row["hours_note_zh"] else None,
            "accessibility": [code for code in row["accessibility"].split("|") if code],
            "phone": row["phone"],
        }

    return _upsert(ServiceCentre, "code", path, CENTRE_COLUMNS, read)
