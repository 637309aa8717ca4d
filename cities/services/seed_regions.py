"""Loading regions and their successions from `seeds/divisions`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from cities.models import Region, RegionSuccession
from cities.services.seed_files import bad_seed, read_table
from services_portal.kernel.text import localized

COLUMNS = frozenset({"code", "name_zh", "name_en", "level", "parent", "pinyin", "valid_from", "valid_to"})
SOURCE = "GB/T 2260; seeds/divisions/README.md"


def seed_regions(folder: Path) -> int:
    """Load `shandong.csv` and `successions.csv` of ``folder``; return how many regions there are. Idempotent.

    Raises DomainError ``bad_seed``.
    """
    path = folder / "shandong.csv"
    with transaction.atomic():
        known = {(region.code, region.valid_from): region for region in Region.objects.all()}
        by_code: dict[str, Region] = {}
        for line, row in read_table(path, COLUMNS):
            parent = by_code.get(row["parent"])
            if row["parent"] and parent is None:
                raise bad_seed(path, line, f"no parent {row['parent']} above")
            begin = date.fromisoformat(row["valid_from"])
            region = known.get((row["code"], begin)) or Region(code=row["code"], valid_from=begin)
            values = {
                "name": localized(row["name_zh"], row["name_en"]),
                "pinyin": row["pinyin"],
                "level": row["level"],
                "parent": parent,
                "valid_to": date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                "source": SOURCE,
            }
            if region._state.adding or any(getattr(region, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(region, name, value)
                region.full_clean(validate_unique=False, validate_constraints=False)
                region.save()
            by_code[row["code"]] = region
        _seed_successions(folder / "successions.csv", by_code)
    return len(by_code)


def _seed_successions(path: Path, by_code: dict[str, Region]) -> None:
    for line, row in read_table(path, frozenset({"predecessor", "successor", "effective_on"})):
        pair = by_code.get(row["predecessor"]), by_code.get(row["successor"])
        if None in pair:
            raise bad_seed(path, line, "an unknown region")
        RegionSuccession.objects.update_or_create(
            predecessor=pair[0], successor=pair[1], defaults={"effective_on": date.fromisoformat(row["effective_on"])}
        )
