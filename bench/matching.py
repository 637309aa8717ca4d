"""What a title costs that no code, name or synonym finds, in microseconds: `python -m bench.matching`.

The titles are the seeds' synonyms of three characters and more, turned round and lengthened so that nothing is exact.
"""

from __future__ import annotations

import os
import sys
import time

TITLES = 5000


def main() -> None:
    """Match titles that are new, then the same ones again, and print what each costs."""
    import django

    django.setup()
    from catalog.intake.matching import Matter, MatterIndex, RowFacts
    from catalog.intake.matching.choosing import by_score
    from seeds.authoring.directory import items
    from services_portal.kernel.ids import uuid7

    matters = [
        Matter(uuid7(), item.code, item.zh, item.synonyms, item_type=item.item_type, department=item.department)
        for item in items()
    ]
    index = MatterIndex(matters, ["济南市"])
    names = [name for matter in matters for name in (matter.name, *matter.synonyms) if len(name) > 2]
    rows = [
        RowFacts(f"{one}{other[:3]}{turn}", "济南市民政局", "20")
        for turn in ("", "办理", "变更", "查询", "备案")
        for one, other in zip(names, reversed(names), strict=True)
    ][:TITLES]
    by_score(rows[0], index)
    for told in ("new", "known"):
        started = time.process_time()
        matched = sum(by_score(row, index) is not None for row in rows)
        cost = (time.process_time() - started) / len(rows) * 1e6
        sys.stdout.write(f"{told} titles: {cost:.0f} microseconds each ({len(rows)} titles, {matched} matched)\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services_portal.settings")
    main()
