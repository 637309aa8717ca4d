"""A real catalogue of a city outside the province, read through a manifest alone.

1,135 service items of a district of Guang'an (Sichuan), from github v-luobo/zwfw @11bd626, Apache-2.0.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from stdnum.cn import uscc

from cities.adapters.registry import options_for
from cities.manifests import load_file
from cities.models import City
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from tests.cities.adapters.reading import read

REAL_DATA = Path(os.environ.get("PORTAL_REAL_DATA") or Path(settings.BASE_DIR).parent / "shared" / "data")
MANIFEST = Path(__file__).with_name("guangan.toml")


def real_file(name: str) -> Path:
    path = REAL_DATA / "guangan" / name
    if not path.is_file():
        pytest.skip(f"the real catalogue {name} is not in the folder that PORTAL_REAL_DATA names")
    return path


@pytest.mark.parametrize("name", ["guangan_items_gb18030.csv", "guangan_items_utf8bom.csv"])
def test_every_row_is_read_whatever_the_encoding(name):
    reading = read(load_file(MANIFEST), real_file(name))
    assert (len(reading.rows), reading.refused) == (1135, None)
    corrected = ["source.encoding_corrected"] if "utf8" in name else []
    assert [found.code for found in reading.findings] == corrected
    assert {row.number for row in reading.rows} == set(range(1, 1136))
    assert len({row["old_id"] for row in reading.fields}) == 1135


def test_the_rows_speak_our_words():
    reading = read(load_file(MANIFEST), real_file("guangan_items_gb18030.csv"))
    assert reading.fields[0] == {
        "old_id": "511Z07001006-511602000000-000-11511301008778183N-1-00",
        "item_code": "511Z07001006-511602000000-000-11511301008778183N-1-00",
        "title": "企业投资项目备案（技术改造）（市级/县级）",
        "item_type": "10",
        "agency_name": "区经信局",
        "agency_code": "11511301008778183N",
        "region_code": "511602000000",
    }
    types = Counter(row["item_type"] for row in reading.fields)
    assert types == {"01": 536, "20": 348, "10": 182, "07": 50, "05": 9, "09": 8, "08": 2}


def test_the_item_code_gives_more_organisations_than_the_departments_column():
    rows = read(load_file(MANIFEST), real_file("guangan_items_gb18030.csv")).rows
    told = sum(uscc.is_valid(row.raw["部门编码"]) for row in rows)
    found = sum(uscc.is_valid(row.fields["agency_code"]) for row in rows)
    assert (told, found) == (264, 986)


@pytest.mark.django_db
def test_the_manifest_makes_the_city_and_its_region():
    manifest = load_file(MANIFEST)
    assert options_for(manifest).encoding == "gb18030"
    city = city_register(manifest=manifest, actor=SYSTEM)
    assert (city.code, city.region.level, city.region.parent, city.zone) == ("511602", "county", None, None)
    assert City.objects.public().get() == city
