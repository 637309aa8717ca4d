"""Loading zones, pilots, agencies and service centres from `seeds/`.

Each loader returns how many there are and how many rows it wrote, none on a second run; it raises DomainError
``bad_seed`` naming file and line, and has then written nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
from django.db import models, transaction

from cities.events import AgencyChanged
from cities.manifests.schema import Name
from cities.models import Agency, City, Pilot, Region, ServiceCentre, Zone
from cities.services.seed_files import blaming, bring, read_table, read_toml
from services_portal.kernel import clock, outbox
from services_portal.kernel.text import localized

AGENCY_COLUMNS = frozenset(
    {"uscc", "name_zh", "name_en", "short_name", "aliases", "region_code", "level", "department", "phone"}
)
CENTRE_COLUMNS = frozenset(
    {"code", "city", "region_code", "name_zh", "name_en", "address_zh", "address_en", "longitude", "latitude"}
    | {"hours", "hours_note_zh", "hours_note_en", "accessibility", "phone"}
)


class _Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A zone or a pilot of `zones.toml`, with the short names of its cities."""

    code: str
    name: Name
    cities: list[str] = []


def _groups(path: Path, kind: str) -> Iterator[tuple[str, _Group]]:
    """Yield (where, group) of each ``[[kind]]``."""
    for number, entry in enumerate(read_toml(path).get(kind, []), start=1):
        where = f"{kind} {number}"
        with blaming(path, where):
            group = msgspec.convert(entry, type=_Group)
        yield where, group


@transaction.atomic
def seed_zones(path: Path) -> tuple[int, int]:
    """Load the zones of `zones.toml`."""
    known = {zone.code: zone for zone in Zone.objects.all()}
    groups = list(_groups(path, "zone"))
    written = 0
    for order, (where, group) in enumerate(groups, start=1):
        with blaming(path, where):
            zone = known.setdefault(group.code, Zone(code=group.code))
            written += bring(zone, {"name": group.name.as_text(), "order": order})
    return len(groups), written


@transaction.atomic
def seed_pilots(path: Path) -> tuple[int, int]:
    """Load the pilots of `zones.toml` and the cities that took part."""
    known = {pilot.code: pilot for pilot in Pilot.objects.all()}
    cities = {city.slug: city for city in City.objects.all()}
    groups = list(_groups(path, "pilot"))
    written = 0
    for where, group in groups:
        with blaming(path, where):
            if unknown := sorted(set(group.cities) - set(cities)):
                raise ValueError(f"no city {', '.join(unknown)}")
            pilot = known.setdefault(group.code, Pilot(code=group.code))
            written += bring(pilot, {"name": group.name.as_text()})
            part = {cities[slug].pk for slug in group.cities}
            if part != set(pilot.cities.values_list("pk", flat=True)):
                pilot.cities.set(part)
                written += 1
    return len(groups), written


def _regions() -> dict[str, Region]:
    return {region.code: region for region in Region.objects.valid_on(clock.today())}


def _of(known: Mapping[str, Any], what: str, key: str) -> Any:
    if key not in known:
        raise ValueError(f"no {what} {key!r}")
    return known[key]


@transaction.atomic
def _seed_table(
    model: type[models.Model],
    key: str,
    path: Path,
    columns: frozenset[str],
    read: Callable[[dict[str, str]], Any],
    changed: Callable[[Any], None] = lambda row: None,
) -> tuple[int, int]:
    known = {getattr(row, key): row for row in model._default_manager.all()}
    met: set[str] = set()
    written = 0
    for line, row in read_table(path, columns):
        with blaming(path, line):
            if row[key] in met:
                raise ValueError(f"{row[key]} stands twice")
            met.add(row[key])
            place = known.get(row[key]) or model(**{key: row[key]})
            is_new = place._state.adding
            if bring(place, read(row)):
                written += 1
                if not is_new:
                    changed(place)
    return len(met), written


def seed_agencies(path: Path) -> tuple[int, int]:
    """Load `agencies.csv`; one that changed is told by its event, for residents read it within published services."""
    regions = _regions()
    cities = {city.region.code[:4]: city for city in City.objects.select_related("region")}

    def read(row: dict[str, str]) -> dict[str, Any]:
        return {
            "name": localized(row["name_zh"], row["name_en"]),
            "short_name": row["short_name"],
            "aliases": [alias for alias in row["aliases"].split("|") if alias],
            "department": row["department"],
            "level": row["level"],
            "region": _of(regions, "region", row["region_code"]),
            "city": cities.get(row["region_code"][:4]),
            "phone": row["phone"],
        }

    def changed(agency: Agency) -> None:
        event = AgencyChanged(agency_id=agency.id)
        outbox.publish(event, aggregate_type="cities.agency", aggregate_id=str(agency.id))

    return _seed_table(Agency, "uscc", path, AGENCY_COLUMNS, read, changed)


def seed_centres(path: Path) -> tuple[int, int]:
    """Load `centres.csv`."""
    regions = _regions()
    cities = {city.slug: city for city in City.objects.all()}

    def read(row: dict[str, str]) -> dict[str, Any]:
        return {
            "city": _of(cities, "city", row["city"]),
            "region": _of(regions, "region", row["region_code"]),
            "name": localized(row["name_zh"], row["name_en"]),
            "address": localized(row["address_zh"], row["address_en"]),
            "longitude": Decimal(row["longitude"]),
            "latitude": Decimal(row["latitude"]),
            "hours": json.loads(row["hours"]),
            "hours_note": localized(row["hours_note_zh"], row["hours_note_en"]) if row["hours_note_zh"] else None,
            "accessibility": [code for code in row["accessibility"].split("|") if code],
            "phone": row["phone"],
        }

    return _seed_table(ServiceCentre, "code", path, CENTRE_COLUMNS, read)
