"""A real catalogue of a city outside the province, read through a manifest alone."""

from __future__ import annotations

from collections import Counter

import pytest

from cities.adapters.registry import options_for
from cities.manifests import load_file
from cities.models import City
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from tests.cities.adapters.reading import read
from tests.cities.guangan.real import JSON_MANIFEST, MANIFEST, ROWS, real_file


@pytest.mark.parametrize("name", ["guangan_items_gb18030.csv", "guangan_items_utf8bom.csv"])
def test_every_row_is_read_whatever_the_encoding(name):
    reading = read(load_file(MANIFEST), real_file(name))
    assert (len(reading.rows), reading.refused) == (ROWS, None)
    corrected = ["source.encoding_corrected"] if "utf8" in name else []
    assert [found.code for found in reading.findings] == corrected
    assert {row.number for row in reading.rows} == set(range(1, ROWS + 1))
    assert len({row["old_id"] for row in reading.fields}) == ROWS


def test_the_json_gives_the_same_rows_by_a_manifest_alone():
    table = read(load_file(MANIFEST), real_file())
    document = read(load_file(JSON_MANIFEST), real_file("guangan_items.json"))
    assert (document.refused, document.findings) == (None, [])
    assert document.fields == table.fields


def test_the_rows_speak_our_words():
    reading = read(load_file(MANIFEST), real_file())
    assert reading.fields[0] == {
        "old_id": "511Z07001006-511602000000-000-11511301008778183N-1-00",
        "item_code": "511Z07001006-511602000000-000-11511301008778183N-1-00",
        "title": "企业投资项目备案（技术改造）（市级/县级）",
        "item_type": "10",
        "agency_name": "区经信局",
        "agency_code": "11511301008778183N",
        "region_code": "511602000000",
    }
    assert reading.fields[1]["agency_code"] == "083372204"
    types = Counter(row["item_type"] for row in reading.fields)
    assert types == {"1": 536, "20": 348, "10": 182, "7": 50, "5": 9, "9": 8, "8": 2}


@pytest.mark.django_db
def test_the_manifest_makes_the_city_and_its_region():
    manifest = load_file(MANIFEST)
    assert options_for(manifest).encoding == "gb18030"
    city = city_register(manifest=manifest, actor=SYSTEM)
    assert (city.code, city.region.level, city.region.parent, city.zone) == ("511602", "county", None, None)
    assert City.objects.public().get() == city
