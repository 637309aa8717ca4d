"""The measurements measure what they say: a registry made by COPY answers like a published one, as does its floor."""

import json
import os

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from bench import databases, million, reads
from bench.figures import Figure

pytestmark = pytest.mark.long

SERVICES = 96  # two matters, sixteen cities, three services each


@pytest.fixture(scope="module")
def address():
    name = f"portal_bench_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    found = databases.recreate(settings.DATABASE_URL, name)
    million.fill(found, SERVICES)
    yield found
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def test_the_loader_makes_whole_services(address):
    with psycopg.connect(address) as connection:
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM catalog_service s JOIN catalog_serviceversion v ON s.id = v.service_id),"
            " (SELECT count(*) FROM catalog_publisheddocument), (SELECT count(*) FROM catalog_itemlisting),"
            " (SELECT count(*) FROM catalog_itemdocument)"
        ).fetchone()
    assert counts == (96, 192, 2 * 2 * 17, 4)


def test_reads_and_their_floor_give_the_same_bytes(address):
    figures = list(reads.against_floor(address, rounds=1, seconds=0.1))
    assert [figure.name for figure in figures] == ["list_20", "item_detail", "service_detail"]
    assert all(figure.ratio is not None and figure.ratio > 0 for figure in figures)


def test_a_figure_is_one_line_of_json():
    line = Figure("list_20", 1234.56, "requests/s", floor=2000.0, ratio=0.61728).line()
    assert json.loads(line) == {
        "name": "list_20",
        "value": 1234.6,
        "unit": "requests/s",
        "floor": 2000.0,
        "ratio": 0.617,
    }
