"""A process beside the drilled portal, which it outlives: makes the drill's cities, starts intakes, counts what stands.

It reads a command a line, a list of words in JSON, and answers each by a line of JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import django

ROWS = 4_000
ITEMS = 100


def lay_out(folder: Path, slugs: list[str]) -> None:
    """Make one city a slug, each with agencies, matters and a catalogue of ``ROWS`` rows."""
    from tests.catalog.intake import generated

    items = generated.make_items(ITEMS)
    for number, slug in enumerate(slugs):
        city = generated.make_city(folder, slug, prefix=f"37{99 - number}")
        agencies = generated.make_agencies(city, ROWS // ITEMS)
        generated.write_csv(folder / f"{slug}.csv", generated.rows(agencies, items, ROWS))


def start(slug: str) -> None:
    """Hand an intake of the city to a worker."""
    from catalog.services.intake_start import intake_start
    from cities.models import City
    from services_portal.kernel.actor import SYSTEM

    intake_start(actor=SYSTEM, city=City.objects.get(slug=slug))


def count(slug: str) -> dict[str, object]:
    """Return what stands of the city now."""
    from catalog.models import IntakeRun, LegacyAlias, Service, SourceRecord, StagedRow
    from services_portal.kernel.models import OutboxEvent

    run = IntakeRun.objects.get(city__slug=slug)
    services = Service.objects.filter(city__slug=slug)
    ids = [str(pk) for pk in services.values_list("pk", flat=True)]
    return {
        "state": run.state,
        "outcomes": run.outcomes,
        "services": services.count(),
        "codes": services.values("implementation_code").distinct().count(),
        "records": SourceRecord.objects.filter(city__slug=slug).count(),
        "aliases": LegacyAlias.objects.filter(city__slug=slug).count(),
        "staged": StagedRow.objects.filter(run=run).count(),
        "events": OutboxEvent.objects.filter(name="catalog.service_published", aggregate_id__in=ids).count(),
    }


if __name__ == "__main__":
    django.setup()
    from django.db import connection

    for line in sys.stdin:
        match json.loads(line):
            case ["lay_out", folder, *slugs]:
                answer: object = lay_out(Path(folder), slugs)
            case ["start", slug]:
                answer = start(slug)
            case ["count", slug]:
                answer = count(slug)
        connection.close()  # the engines are brought down between commands
        print(json.dumps(answer), flush=True)
