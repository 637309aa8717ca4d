"""Loading regions and their successions from `seeds/divisions`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import transaction

from cities.models import Region, RegionSuccession
from cities.services.seed_files import bad_seed, blaming, bring, read_table
from services_portal.kernel.text import localized

COLUMNS = frozenset({"code", "name_zh", "name_en", "level", "parent", "pinyin", "valid_from", "valid_to"})
SUCCESSION_COLUMNS = frozenset({"predecessor", "successor", "effective_on"})
SOURCE = "GB/T 2260; seeds/divisions/README.md"


@transaction.atomic
def seed_regions(folder: Path) -> tuple[int, int]:
    """Load `shandong.csv` and `successions.csv` of ``folder``; return how many regions there are and rows written.

    A second run writes nothing. Raises DomainError ``bad_seed``; then nothing is written.
    """
    path = folder / "shandong.csv"
    known = {(region.code, region.valid_from): region for region in Region.objects.all()}
    met: set[tuple[str, date]] = set()
    by_code: dict[str, Region] = {}
    written = 0
    for line, row in read_table(path, COLUMNS):
        with blaming(path, line):
            parent = by_code.get(row["parent"])
            if row["parent"] and parent is None:
                raise ValueError(f"no parent {row['parent']} above")
            key = row["code"], date.fromisoformat(row["valid_from"])
            if key in met:
                raise ValueError(f"{key[0]} from {key[1]} stands twice")
            met.add(key)
            end = date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
            if end is not None and end <= key[1]:
                raise ValueError("valid_to is not after valid_from")
            values = {
                "name": localized(row["name_zh"], row["name_en"]),
                "pinyin": row["pinyin"],
                "level": row["level"],
                "parent": parent,
                "valid_to": end,
                "source": SOURCE,
            }
            region = known.get(key) or Region(code=key[0], valid_from=key[1])
            written += bring(region, values)
            by_code[key[0]] = region
    return len(met), written + _seed_successions(folder / "successions.csv", by_code)


def _seed_successions(path: Path, by_code: dict[str, Region]) -> int:
    known = {(row.predecessor_id, row.successor_id): row for row in RegionSuccession.objects.all()}
    written = 0
    for line, row in read_table(path, SUCCESSION_COLUMNS):
        before, after = by_code.get(row["predecessor"]), by_code.get(row["successor"])
        if before is None or after is None:
            raise bad_seed(path, line, "an unknown region")
        with blaming(path, line):
            succession = known.get((before.pk, after.pk)) or RegionSuccession(predecessor=before, successor=after)
            written += bring(succession, {"effective_on": date.fromisoformat(row["effective_on"])})
            known[before.pk, after.pk] = succession
    return written
