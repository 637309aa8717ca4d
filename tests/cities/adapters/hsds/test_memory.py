"""The memory that a catalogue takes does not grow with its services, their parts, or their faults."""

from __future__ import annotations

import json

import pytest

from tests.cities.adapters.hsds.nested import meals
from tests.cities.adapters.hsds.reading import SMALL, write_tables
from tests.cities.adapters.measure import measured

pytestmark = pytest.mark.long

OPTIONS = {"columns": {}, "country": "US"}
MEBIBYTE = 1 << 20


def many(count, *, faulty):
    """Yield tables of so many services, each at a location of its own and with a telephone; none, or each, faulty."""
    website = "=no" if faulty else "http://harvest.example.org"
    yield "organizations", SMALL["organizations"]
    numbers = range(count)
    yield "locations", ({**SMALL["locations"][1], "id": f"l{number}"} for number in numbers)
    yield (
        "services",
        (
            {**SMALL["services"][0], "id": f"s{number}", "location_id": f"l{number}", "website": website,
             "taxonomy_ids": "", "description": "meals " * 60}
            for number in numbers
        ),
    )  # fmt: skip
    gone = "gone" if faulty else "o1"
    yield (
        "phones",
        ({**SMALL["phones"][0], "id": f"p{number}", "service_id": f"s{number}", "organization_id": gone}
         for number in numbers),
    )  # fmt: skip


def write_many(folder, count, *, faulty=False):
    for name, rows in many(count, faulty=faulty):
        write_tables(folder, {name: list(rows)})
    return folder


def test_a_catalogue_of_any_size_takes_the_same_memory(tmp_path):
    folder = write_many(tmp_path / "many", 30_000)
    assert sum(each.stat().st_size for each in folder.iterdir()) > 15 * MEBIBYTE
    rows, code, grown = measured("hsds", OPTIONS, folder)
    assert (rows, code) == (30_000, "")
    assert grown < 24 * 1024


def test_faults_without_end_take_the_same_memory(tmp_path):
    rows, code, grown = measured("hsds", OPTIONS, write_many(tmp_path / "many", 30_000, faulty=True))
    assert (rows, code) == (30_000, "")
    assert grown < 24 * 1024


def test_a_file_of_json_of_any_size_takes_the_same_memory(tmp_path):
    path = tmp_path / "services.json"
    with path.open("w", encoding="utf-8") as stream:
        stream.write('{"services": [')
        for number in range(20_000):
            stream.write(("," if number else "") + json.dumps(meals(id=f"s{number}")))
        stream.write("]}")
    assert path.stat().st_size > 25 * MEBIBYTE
    rows, code, grown = measured("hsds", OPTIONS, path)
    assert (rows, code) == (20_000, "")
    assert grown < 24 * 1024
