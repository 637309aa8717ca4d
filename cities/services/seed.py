"""Loading everything of this app from `seeds/`, in the order in which one stands on the other."""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from cities.manifests import all_slugs, load
from cities.services.city_register import city_register
from cities.services.seed_places import seed_agencies, seed_centres, seed_pilots, seed_zones
from cities.services.seed_regions import seed_regions
from services_portal.kernel import audit
from services_portal.kernel.actor import Actor


@transaction.atomic
def seed_cities(*, folder: Path, actor: Actor, only: list[str] | None = None) -> dict[str, int]:
    """Load regions, zones, the cities of all manifests (or ``only`` these), pilots, agencies and centres.

    Returns how many of each there are. All or nothing; a second run over the same files writes nothing. Raises
    DomainError ``not_permitted``, ``bad_seed``, ``bad_manifest``, ``unknown_city``.
    """
    loaded = {"regions": seed_regions(folder / "divisions"), "zones": seed_zones(folder / "zones.toml")}
    slugs = only or all_slugs()
    for slug in slugs:
        city_register(manifest=load(slug), actor=actor)
    counts = {name: count for name, (count, _written) in loaded.items()} | {"cities": len(slugs)}
    if only is None:
        loaded["pilots"] = seed_pilots(folder / "zones.toml")
        loaded["agencies"] = seed_agencies(folder / "agencies.csv")
        loaded["centres"] = seed_centres(folder / "centres.csv")
    written = {name: rows for name, (_count, rows) in loaded.items() if rows}
    if written:
        audit.record(actor, "cities.seed", ("cities.seed", folder.name), detail={"written": written})
    return counts | {name: count for name, (count, _written) in loaded.items()}
