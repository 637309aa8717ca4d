"""A consumer cut off for an hour of changes, then back: what it holds and the registry are equal, byte for byte."""

import json
import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from catalog.models import CatalogueChange, PublishedDocument, ServiceState
from catalog.services import services_publish_bulk, services_retire_bulk
from cities.services import agency_update
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.outbox.relay import Relay
from tests.catalog.changes.portal import serving
from tests.factories.catalog import make_agency, make_city, make_content, make_entry, make_item

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
ROOT = Path(__file__).resolve().parents[3]


class Registry:
    """A registry that changes by a given chance: services come, change, go and come back; agencies change numbers."""

    def __init__(self) -> None:
        self.random = random.Random(20260503)
        self.agencies = [make_agency(make_city(slug)) for slug in ("jinan", "qingdao")]
        items = [make_item(f"0020171{n:05d}", f"事项{n}") for n in range(8)]
        self.entries = [make_entry(item, agency) for agency in self.agencies for item in items]

    def change(self, times: int) -> None:
        for number in range(times):
            place = self.random.randrange(len(self.entries))
            match self.random.choice(["publish", "publish", "publish", "retire", "agency"]):
                case "publish":
                    self._publish(place, number)
                case "retire" if self.entries[place].service_id:
                    services_retire_bulk(actor=SYSTEM, service_ids=[self.entries[place].service_id])
                case "agency":
                    changes = {"phone": f"0531-{self.random.randrange(10_000, 99_999)}"}
                    agency_update(actor=SYSTEM, agency_id=self.random.choice(self.agencies).pk, changes=changes)
            Relay().drain()

    def _publish(self, place: int, number: int) -> None:
        entry = replace(self.entries[place], content=make_content(promised_days=number % 20 + 1))
        [result] = services_publish_bulk(actor=SYSTEM, entries=[entry])
        self.entries[place] = replace(entry, service_id=result.service_id)


def consumer(portal, folder):
    return subprocess.Popen([sys.executable, "-m", "tests.catalog.changes.consumer", portal, str(folder)], cwd=ROOT)


def documents():
    return {
        f"{service}.{language}.json": bytes(body)
        for service, language, body in PublishedDocument.objects.values_list("service_id", "language", "body")
    }


def mirrored(folder):
    return {file.name: file.read_bytes() for file in folder.glob("*.json") if file.name != "state.json"}


def test_it_ends_equal_with_the_registry_though_killed_and_the_portal_restarted(tmp_path):
    registry = Registry()
    registry.change(20)
    with serving() as portal:
        assert consumer(portal, tmp_path).wait(60) == 0
    assert mirrored(tmp_path) == documents() != {}

    registry.change(60)
    running = []
    with serving(lambda count: running[0].kill() if count == 12 else None) as portal:
        running.append(consumer(portal, tmp_path))
        assert running[0].wait(60) == -signal.SIGKILL
    assert mirrored(tmp_path) != documents()

    registry.change(20)
    with serving() as portal:
        assert consumer(portal, tmp_path).wait(60) == 0
    assert mirrored(tmp_path) == documents()
    states = set(CatalogueChange.objects.values_list("service__state", flat=True))
    assert states == {ServiceState.PUBLISHED, ServiceState.RETIRED}
    read = json.loads((tmp_path / "state.json").read_text())["read"]
    assert read == list(range(1, CatalogueChange.objects.count() + 1))
