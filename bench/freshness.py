"""From a change at a city's source to the moment in which a resident sees it.

`python -m bench.freshness BEATS` serves a feed that changes at moments of chance, lets the beat's interval pass as it
does in production, carries out the very task that beat hands to a worker, and asks the public document of each service
until it says what was changed. Prints {"seconds": [one a change], "period": …}. Runs on a database of its own.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bench.databases import manage, recreate
from bench.figures import Figure
from bench.servers import ROOT

CITY = "taian"
CHANGES = 100
BEATS = 2
# What the issue asks for: within a minute, 99 of 100.
WANTED_SECONDS, WANTED_SHARE = 60, 99.0
PATIENCE = 180
COLUMNS = ("old_id", "title", "item_code", "agency_code", "item_type", "audience", "promised_days", "statutory_days")
MANIFEST = """slug = "{slug}"
order = 1
[name]
zh-hans = "泰安市"
en = "Tai'an"
[region]
code = "370900000000"
[adapter]
name = "json_feed"
[adapter.options]
url = "{url}"
items = "rows"
next = "next"
changes_param = "since"
changes_cursor = "cursor"
[adapter.options.columns]
{columns}
"""


class Source:
    """The city's registry: rows, and a journal of their changes."""

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, str]] = {}
        self.journal: list[str] = []
        self.lock = threading.Lock()

    def put(self, row: dict[str, str]) -> None:
        """Add a row or change it."""
        with self.lock:
            self.rows[row["old_id"]] = row
            self.journal.append(row["old_id"])

    def since(self, place: int) -> bytes:
        """Return what has changed since a place in the journal."""
        with self.lock:
            changed = [self.rows[key] for key in dict.fromkeys(self.journal[place:])]
            return json.dumps({"rows": changed, "cursor": str(len(self.journal)), "next": None}).encode()


def serve(source: Source) -> ThreadingHTTPServer:
    """Serve the source on a free port, in a thread."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = source.since(int(parse_qs(urlsplit(self.path).query).get("since", ["0"])[0]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def freshness(database_url: str) -> Iterator[Figure]:
    """Yield the share of changes that were visible within a minute, and the median and the longest time."""
    address = recreate(database_url, "portal_bench_freshness")
    for command in ("seed_cities", "seed_catalog"):
        manage(address, command)
    environment = {**os.environ, "DATABASE_URL": address, "PORTAL_DEBUG": "0", "PORTAL_DEMONSTRATION": "1"}
    command_line = [sys.executable, "-m", "bench.freshness", str(BEATS)]
    told = subprocess.run(command_line, check=True, cwd=ROOT, env=environment, capture_output=True, text=True).stdout  # noqa: S603
    seconds: list[float] = json.loads(told.splitlines()[-1])["seconds"]
    share = 100 * sum(each <= WANTED_SECONDS for each in seconds) / len(seconds)
    yield Figure("freshness_within_60s", share, "%", floor=WANTED_SHARE, ratio=share / WANTED_SHARE)
    yield Figure("freshness_median", median(seconds), "s")
    yield Figure("freshness_longest", max(seconds), "s", floor=WANTED_SECONDS, ratio=max(seconds) / WANTED_SECONDS)


def _rows() -> list[dict[str, str]]:
    """Return as many rows as there are changes, each for another agency and matter of the seeds."""
    from catalog.models import BasicItem
    from cities.models import Agency

    agencies = list(Agency.objects.filter(city__slug=CITY, level="3").order_by("uscc")[:10])
    items = list(BasicItem.objects.filter(is_active=True).order_by("code")[:CHANGES])
    return [
        {
            "old_id": f"F{number}",
            "title": item.title["zh-hans"],
            "item_code": f"{agencies[number % len(agencies)].uscc}3{item.code}",
            "agency_code": agencies[number % len(agencies)].uscc,
            "item_type": item.item_type,
            "audience": "person",
            "promised_days": "1个工作日",
            "statutory_days": "60个工作日",
        }
        for number, item in enumerate(items)
    ]


def _visible(services: dict[str, Any], wanted: dict[str, int]) -> Iterator[str]:
    """Yield those whose public document says what is wanted."""
    from catalog import reads

    for old_id, days in wanted.items():
        document = json.loads(reads.service_bytes(services[old_id], "zh-hans")[0])
        if document["promised_days"] == days:
            yield old_id


def drill(source: Source, rows: list[dict[str, str]], beats: int, period: float) -> list[float]:
    """Change every row once at a moment of chance; return how long each change took to be seen."""
    from catalog.models import LegacyAlias
    from catalog.tasks import follow_source

    services = dict(LegacyAlias.objects.filter(city__slug=CITY).values_list("old_id", "service_id"))
    chance, begun = random.Random(9), time.monotonic()  # noqa: S311  moments, not secrets
    moments = sorted(chance.uniform(0, beats * period) for _row in rows)
    planned = list(zip(moments, rows, strict=True))
    due = [(at, {**row, "promised_days": f"{chance.randint(2, 59)}个工作日"}) for at, row in planned]
    made: dict[str, float] = {}
    seen: dict[str, float] = {}
    wanted: dict[str, int] = {}
    next_beat = chance.uniform(0, period)
    while len(seen) < len(planned) and time.monotonic() - begun < beats * period + PATIENCE:
        now = time.monotonic() - begun
        while due and due[0][0] <= now:
            _at, row = due.pop(0)
            source.put(row)
            made[row["old_id"]], wanted[row["old_id"]] = now, int(row["promised_days"].removesuffix("个工作日"))
        if now >= next_beat:
            next_beat += period
            follow_source(CITY)
        for old_id in list(_visible(services, wanted)):
            seen[old_id] = time.monotonic() - begun
            del wanted[old_id]
        time.sleep(0.2)
    never = beats * period + PATIENCE
    return [seen.get(old_id, never) - at for old_id, at in made.items()]


def lay_out(source: Source, folder: Path) -> list[dict[str, str]]:
    """Register the city of the manifest in ``folder``, take its rows in, and return them. Raises RuntimeError when not
    every row was published: there would be nothing to measure."""
    from catalog.models import LegacyAlias
    from catalog.tasks import follow_source
    from cities.manifests import load_file
    from cities.services import city_register
    from services_portal.kernel.actor import SYSTEM

    city_register(manifest=load_file(folder / f"{CITY}.toml"), actor=SYSTEM)
    rows = _rows()
    for row in rows:
        source.put(row)
    follow_source(CITY)
    published = LegacyAlias.objects.filter(city__slug=CITY, service__state="published").count()
    if not rows or published != len(rows):
        raise RuntimeError(f"{published} of {len(rows)} rows were published")
    return rows


def write_manifest(folder: Path, url: str) -> None:
    """Write the manifest of the city with the feed at ``url``."""
    columns = "\n".join(f'{word} = "{word}"' for word in COLUMNS)
    (folder / f"{CITY}.toml").write_text(MANIFEST.format(slug=CITY, url=url, columns=columns), encoding="utf-8")


def main() -> None:
    """Carry the drill out and print what was measured."""
    source = Source()
    server = serve(source)
    with tempfile.TemporaryDirectory() as folder:
        write_manifest(Path(folder), f"http://127.0.0.1:{server.server_address[1]}/changes")
        os.environ["PORTAL_CITY_DIRS"] = folder
        import django

        django.setup()
        from django.conf import settings

        rows = lay_out(source, Path(folder))
        period = float(settings.CELERY_BEAT_SCHEDULE["follow-sources"]["schedule"])
        seconds = drill(source, rows, int(sys.argv[1]), period)
    server.shutdown()
    sys.stdout.write(json.dumps({"seconds": seconds, "period": period}) + "\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "services_portal.settings")
    main()
