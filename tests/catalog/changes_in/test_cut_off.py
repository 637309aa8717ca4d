"""A city cut off for an hour of changes, then back: source, registry and whoever follows our feed end equal."""

from __future__ import annotations

import random
from types import SimpleNamespace

import pytest

from catalog.models import IntakeRun, PublishedDocument, Service
from catalog.services import intake_run, intake_start
from catalog.tasks import follow_source
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.outbox.relay import Relay
from tests.catalog.changes.portal import serving as portal_serving
from tests.catalog.changes.test_consumer import consumer, documents, mirrored
from tests.catalog.changes_in.source import Source, make_city
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import city_folder
from tests.cities.feed_server import answering, serving

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["city_folder"]
ROWS = 30


@pytest.fixture
def world(city_folder):
    """A city with a feed, agencies and matters."""
    source = Source(page=7)
    with serving(behaviour=source.answer) as feed:
        city = make_city(city_folder, feed.url)
        agencies, items = generated.make_agencies(city, 3), generated.make_items(12)
        rows = list(generated.rows(agencies, items, ROWS))
        yield SimpleNamespace(city=city, source=source, feed=feed, rows=rows)


def change(source, rows, chance, times):
    """An hour of a lively city: rows come, change, go and come back."""
    for step in range(times):
        row = rows[chance.randrange(ROWS)]
        if row["old_id"] in source.rows and chance.random() < 0.25:
            source.drop(row["old_id"])
        else:
            source.put({**row, "promised_days": f"{step % 19 + 1}个工作日", "phone": f"0531-{10_000 + step}"})


def contents(city):
    """What each service of the city says, by its code."""
    found = Service.objects.filter(city=city, state="published").select_related("current_version")
    return {service.implementation_code: service.current_version.digest for service in found}


def test_all_end_equal(world, tmp_path):
    chance = random.Random(20260503)
    change(world.source, world.rows, chance, 40)
    follow_source("testing")
    Relay().drain()
    with portal_serving() as portal:
        assert consumer(portal, tmp_path).wait(60) == 0
    assert mirrored(tmp_path) == documents() != {}

    world.feed.behaviour = answering(502, b"")
    for _quarter in range(4):
        change(world.source, world.rows, chance, 40)
        follow_source("testing")
    before = contents(world.city)
    world.feed.behaviour = world.source.answer
    follow_source("testing")
    Relay().drain()
    assert contents(world.city) != before

    # The registry says what the source says, row by row: a reading of the whole finds nothing to do.
    whole = intake_run(run_id=intake_start(actor=SYSTEM, city=world.city, hand_over=False).id)
    assert (whole.state, whole.outcomes, whole.retired) == ("done", {"unchanged": len(world.source.rows)}, 0)
    assert len(contents(world.city)) == len(world.source.rows)
    # And whoever follows our feed holds the registry, byte for byte.
    with portal_serving() as portal:
        assert consumer(portal, tmp_path).wait(60) == 0
    assert mirrored(tmp_path) == documents()
    assert PublishedDocument.objects.count() == 2 * len(world.source.rows)
    assert set(IntakeRun.objects.values_list("state", flat=True)) == {"done"}
