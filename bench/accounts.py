"""Taking in the old accounts of sixteen cities: how fast, in how much memory, and how true. A process of its own.

`python -m bench.accounts ROWS` prints {"rows_per_second", "second_rows_per_second", "memory", "changes",
"false_merges", "recall", "recall_proved", "outcomes"}. A false merge is a claim that holds accounts of two people;
recall counts pairs of accounts of one person that came into one claim, of all such pairs and of those whose ID both
cities had proved.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from bench.databases import recreate
from bench.figures import Figure
from bench.intake import Memory
from bench.old_accounts import World, slug_of, write_all
from bench.servers import ROOT

ROWS: Final = 1_000_000
FEW_ROWS: Final = 20_000
# "In minutes": ten of them at most.
WANTED: Final = ROWS / 600


@dataclass
class Truth:
    """How true the claims are."""

    false_merges: int
    recall: float
    recall_proved: float


def accounts(database_url: str, *, rows: int = ROWS) -> Iterator[Figure]:
    """Yield speed, memory against a run of few rows, and truth; raises RuntimeError where rows were lost."""
    few, told = _run(database_url, FEW_ROWS), _run(database_url, rows)
    speed = told["rows_per_second"]
    yield Figure(f"accounts_{rows}", speed, "rows/s", floor=WANTED, ratio=speed / WANTED)
    yield Figure("accounts_unchanged", told["second_rows_per_second"], "rows/s")
    yield Figure("accounts_memory", told["memory"], "MiB", floor=few["memory"], ratio=told["memory"] / few["memory"])
    yield Figure("accounts_second_run_changes", told["changes"], "rows")
    yield Figure("accounts_false_merges", told["false_merges"], "claims")
    yield Figure("accounts_recall", told["recall"] * 100, "% of pairs")
    yield Figure("accounts_recall_proved", told["recall_proved"] * 100, "% of pairs")


def _run(database_url: str, rows: int) -> dict[str, Any]:
    address = recreate(database_url, "portal_bench_accounts")
    environment = {**os.environ, "DATABASE_URL": address, "PORTAL_DEBUG": "0", "PORTAL_DEMONSTRATION": "1"}
    command = [sys.executable, "-m", "bench.accounts", str(rows)]
    told = subprocess.run(command, check=True, cwd=ROOT, env=environment, capture_output=True, text=True).stdout  # noqa: S603
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    if sum(found["outcomes"].values()) != rows:
        raise RuntimeError(f"{rows} rows, and these ended: {found['outcomes']}")
    return found


def register(cities: int) -> None:
    """Register the made-up cities whose manifests lie in PORTAL_CITY_DIRS."""
    from cities.manifests import load
    from cities.services import city_register
    from services_portal.kernel.actor import SYSTEM

    for city in range(cities):
        city_register(manifest=load(slug_of(city)), actor=SYSTEM)


def take_in(sources: list[Path]) -> tuple[Counter[str], int]:
    """Take in every city's source; return how the rows ended and how many were written."""
    from accounts.services import account_intake_run, account_intake_start
    from cities.models import City
    from services_portal.kernel.actor import SYSTEM

    outcomes: Counter[str] = Counter()
    changes = 0
    for path in sources:
        run = account_intake_start(actor=SYSTEM, city=City.objects.get(slug=path.stem), path=path)
        done = account_intake_run(run_id=run.pk)
        if done.state != "done":
            raise RuntimeError(f"{path.stem}: {done.report}")
        outcomes.update(done.report["outcomes"])
        changes += done.report["changes"]
    return outcomes, changes


def judge(truth: Path) -> Truth:
    """Hold the claims to the truth."""
    from accounts.intake.reading import key_of
    from accounts.models import OldAccount
    from cities.models import City

    cities = dict(City.objects.values_list("slug", "id"))
    held = OldAccount.objects.values_list("key", "claim_id").iterator(10_000)
    claims: dict[bytes, UUID | None] = {bytes(key): claim for key, claim in held}
    people: dict[UUID | None, set[int]] = {}
    all_of: Counter[tuple[bool, int]] = Counter()
    together: Counter[tuple[bool, int, UUID | None]] = Counter()
    with truth.open(encoding="utf-8") as lines:
        for line in lines:
            city, old_id, person, proved = json.loads(line)
            claim = claims[key_of(cities[slug_of(city)], old_id)]
            people.setdefault(claim, set()).add(person)
            for only_proved in (False, True) if proved else (False,):
                all_of[only_proved, person] += 1
                together[only_proved, person, claim] += 1
    merged = sum(len(whose) > 1 for whose in people.values())
    recalls = []
    for only_proved in (False, True):
        wanted = sum(_pairs(count) for (kind, _person), count in all_of.items() if kind is only_proved)
        found = sum(_pairs(count) for (kind, _person, _claim), count in together.items() if kind is only_proved)
        recalls.append(found / wanted if wanted else 1.0)
    return Truth(merged, *recalls)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2


def main() -> None:
    """Take everything in twice and print what was measured."""
    import django

    django.setup()
    from django.conf import settings

    rows = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        world, truth = World(rows), folder / "truth.jsonl"
        sources = write_all(folder, world, truth)
        settings.PORTAL_CITY_DIRS = [folder]
        register(world.cities)
        watch = Memory()
        watch.start()
        started = time.perf_counter()
        outcomes, _changes = take_in(sources)
        first = time.perf_counter()
        _again, changes = take_in(sources)
        second = time.perf_counter()
        told: dict[str, Any] = {"memory": watch.stop(), "outcomes": outcomes, "changes": changes}
        told |= {"rows_per_second": rows / (first - started), "second_rows_per_second": rows / (second - first)}
        told |= vars(judge(truth))
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services_portal.settings")
    main()
