"""Taking in a catalogue: every row new, then every row unchanged. Runs as a process of its own on its own database.

`python -m bench.intake ROWS AGENCIES` prints {"new": rows a second, "unchanged": …, "memory": MiB at most,
"outcomes": …}. The rows are one city's old catalogue, repeated for every agency of that city (so many are added) under
new ids, in the city's own shape. The figures are the medians of some runs, each on a database made anew. What counts as
memory is the process's own (``RssAnon``); the pages of its scratch file are the system's to take back.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from bench.databases import manage, recreate
from bench.figures import Figure
from bench.servers import ROOT
from seeds.authoring.codes import demonstration_uscc

if TYPE_CHECKING:
    from cities.models import City

CITY = "taian"
MANIFEST = ROOT / "seeds" / "cities" / f"{CITY}.toml"
SOURCE = ROOT / "seeds" / "catalogues" / CITY / "zwfw_export.csv"
DELIMITER = ";"
BASIC_CODE, OLD_ID, AGENCY_CODE, AGENCY_NAME = "JBBM", "ID", "BMDM", "BMMC"
ROWS = 100_000
MOST_BYTES = 4 << 30
FEW_ROWS, MANY_ROWS = 10_000, 1_000_000
# Each agency offers about this many matters, so there are as many agencies as the rows need.
MATTERS = 200
MOST_ROUNDS = 3
SAMPLE_SECONDS = 0.1
# What the issue asks for, in rows a second on one core.
WANTED_NEW, WANTED_UNCHANGED = 2000, 20000


def intake(database_url: str, *, rounds: int) -> Iterator[Figure]:
    """Yield the rows a second of a first and of a second reading; their floors are what is wanted."""
    runs = [_run(database_url, ROWS, ROWS // MATTERS) for _round in range(min(rounds, MOST_ROUNDS))]
    for name, wanted in (("new", WANTED_NEW), ("unchanged", WANTED_UNCHANGED)):
        value = median(run[name] for run in runs)
        yield Figure(f"intake_{name}", value, "rows/s", floor=wanted, ratio=value / wanted)


def memory(database_url: str) -> Iterator[Figure]:
    """Yield the most memory that a run over many rows takes; its floor is what one over few takes, in a city of as many
    agencies: the directory is in memory, the rows are not."""
    few, many = (_run(database_url, rows, MANY_ROWS // MATTERS)["memory"] for rows in (FEW_ROWS, MANY_ROWS))
    yield Figure(f"intake_memory_{MANY_ROWS}", many, "MiB", floor=few, ratio=many / few)


class Memory(Thread):
    """Watches the process's own memory while it runs; ``most`` is in MiB."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.most = 0.0
        self._over = Event()

    def run(self) -> None:
        """Look again and again."""
        while not self._over.wait(SAMPLE_SECONDS):
            status = Path("/proc/self/status").read_text(encoding="ascii")
            self.most = max(self.most, int(status.partition("RssAnon:")[2].split()[0]) / 1024)

    def stop(self) -> float:
        """End, and return the most that was seen."""
        self._over.set()
        self.join()
        return self.most


def _run(database_url: str, rows: int, agencies: int) -> dict[str, Any]:
    address = recreate(database_url, "portal_bench_intake")
    for command in ("seed_cities", "seed_catalog"):
        manage(address, command)
    environment = {**os.environ, "DATABASE_URL": address, "PORTAL_DEBUG": "0", "PORTAL_DEMONSTRATION": "1"}
    command_line = [sys.executable, "-m", "bench.intake", str(rows), str(agencies)]
    told = subprocess.run(command_line, check=True, cwd=ROOT, env=environment, capture_output=True, text=True).stdout  # noqa: S603
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    for name in ("new", "unchanged"):
        ended = found[f"outcomes_{name}"]
        if ended["state"] != "done" or ended["rows"] != rows:
            raise RuntimeError(f"a run of {rows} rows that did not come to its end measures nothing: {ended}")
    return found


def write_catalogue(path: Path, agencies: list[tuple[str, str]], rows: int) -> int:
    """Write the catalogue and return how many rows it has: each agency's copy of each row with a basic code."""
    with SOURCE.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, delimiter=DELIMITER)
        columns = list(reader.fieldnames or ())
        distinct = {row[BASIC_CODE]: row for row in reader if None not in row.values() and len(row[BASIC_CODE]) == 12}
    number = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, columns, delimiter=DELIMITER)
        writer.writeheader()
        for uscc, name in agencies:
            for row in distinct.values():
                if number == rows:
                    return number
                number += 1
                writer.writerow({**row, OLD_ID: f"B{number}", AGENCY_CODE: uscc, AGENCY_NAME: name})
    return number


def add_agencies(city: City, count: int) -> None:
    """Register further agencies of the city, for the seeds hold too few for so long a catalogue."""
    from cities.models import Agency

    Agency.objects.bulk_create(
        Agency(
            uscc=demonstration_uscc("11", city.region.code[:6], f"9{number:05d}"),
            name={"zh-hans": f"{city.name['zh-hans']}第{number}局"},
            level="3",
            region=city.region,
            city=city,
        )
        for number in range(count)
    )


def let_in(folder: Path) -> None:
    """Have the city's manifest found in ``folder``, with a bound that a million rows keep: they are two gigabytes."""
    from django.conf import settings

    manifest = MANIFEST.read_text(encoding="utf-8")
    bounded = manifest.replace("[adapter.options]\n", f"[adapter.options]\nmax_bytes = {MOST_BYTES}\n")
    (folder / MANIFEST.name).write_text(bounded, encoding="utf-8")
    settings.PORTAL_CITY_DIRS = [folder, *settings.PORTAL_CITY_DIRS]


def main() -> None:
    """Take the catalogue in twice and print what was measured."""
    import django

    django.setup()
    from catalog.services.intake_run import intake_run
    from catalog.services.intake_start import intake_start
    from cities.models import Agency, City
    from services_portal.kernel.actor import SYSTEM

    wanted, further = map(int, sys.argv[1:])
    city = City.objects.get(slug=CITY)
    add_agencies(city, further)
    agencies = list(Agency.objects.filter(city=city).order_by("uscc").values_list("uscc", "name__zh-hans"))
    told: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        let_in(Path(folder))
        path = Path(folder) / "catalogue.csv"
        rows = write_catalogue(path, agencies, wanted)
        watch = Memory()
        watch.start()
        for name in ("new", "unchanged"):
            started = time.perf_counter()
            run = intake_start(actor=SYSTEM, city=city, path=path, hand_over=False)
            done = intake_run(run_id=run.pk)
            told[name] = rows / (time.perf_counter() - started)
            told[f"outcomes_{name}"] = {"state": str(done.state), "rows": rows, **done.outcomes}
        told["memory"] = watch.stop()
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services_portal.settings")
    main()
