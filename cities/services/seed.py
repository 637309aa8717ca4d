"""Loading everything of this app from `seeds/`, in the order in which one stands on the other."""

from __future__ import annotations

from pathlib import Path

from cities.manifests import all_slugs, load
from cities.services.city_register import city_register
from cities.services.seed_places import seed_agencies, seed_centres, seed_pilots, seed_zones
from cities.services.seed_regions import seed_regions
from services_portal.kernel.actor import Actor


def seed_cities(*, folder: Path, actor: Actor, only: list[str] | None = None) -> dict[str, int]:
    """Load regions, zones, the cities of all manifests (or ``only`` these), pilots, agencies and centres.

    Returns how many of each there are. A second run over the same files writes nothing. Raises DomainError
    ``bad_seed``, ``bad_manifest``, ``unknown_city``.
    """
    counts = {"regions": seed_regions(folder / "divisions"), "zones": seed_zones(folder / "zones.toml")}
    slugs = only or all_slugs()
    for slug in slugs:
        city_register(manifest=load(slug), actor=actor)
    counts["cities"] = len(slugs)
    if only is None:
        counts["pilots"] = seed_pilots(folder / "zones.toml")
        counts["agencies"] = seed_agencies(folder / "agencies.csv")
        counts["centres"] = seed_centres(folder / "centres.csv")
    return counts
