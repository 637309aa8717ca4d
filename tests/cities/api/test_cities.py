"""`/api/v1/cities/`: sixteen, with zone and pilot flag, in both languages, asked again for nothing."""

import pytest
import yaml

from cities.models import City, ServiceCentre
from cities.services.seed_places import seed_centres
from tests.cities.conftest import SEEDS

CAPITAL = {"jinan", "zibo", "taian", "liaocheng", "dezhou", "binzhou", "dongying"}
JIAODONG = {"qingdao", "yantai", "weihai", "weifang", "rizhao"}
LUNAN = {"linyi", "zaozhuang", "jining", "heze"}
PILOTS = {"qingdao", "yantai", "weifang", "zibo", "liaocheng"}
CODES = [str(code) for code in range(3701, 3718) if code != 3712]


def test_sixteen_cities_with_zone_and_pilot_flag(province, client, django_assert_num_queries):
    with django_assert_num_queries(2):
        response = client.get("/api/v1/cities/")
    body = response.json()
    assert (response.status_code, body["next"], len(body["results"])) == (200, None, 16)
    assert sorted(city["code"] for city in body["results"]) == CODES
    zones = {}
    for city in body["results"]:
        zones.setdefault(city["zone"]["code"], set()).add(city["slug"])
    assert zones == {"capital": CAPITAL, "jiaodong": JIAODONG, "lunan": LUNAN}
    assert {city["slug"] for city in body["results"] if city["pilot_2020"]} == PILOTS
    assert body["results"][0] == {
        "code": "3701",
        "region_code": "370100000000",
        "slug": "jinan",
        "name": "济南市",
        "zone": {"code": "capital", "name": "省会经济圈"},
        "pilot_2020": False,
    }


@pytest.mark.parametrize(
    ("accepted", "language", "name", "zone"),
    [
        (None, "zh-hans", "济南市", "省会经济圈"),
        ("en", "en", "Jinan", "Provincial-capital Economic Circle"),
        ("de, en;q=0.8, zh;q=0.3", "en", "Jinan", "Provincial-capital Economic Circle"),
        ("fr", "zh-hans", "济南市", "省会经济圈"),
    ],
)
def test_the_language_is_negotiated(province, client, accepted, language, name, zone):
    headers = {"Accept-Language": accepted} if accepted else {}
    response = client.get("/api/v1/cities/", headers=headers)
    city = response.json()["results"][0]
    assert (response["Content-Language"], city["name"], city["zone"]["name"]) == (language, name, zone)
    assert "Accept-Language" in response["Vary"]


def test_an_etag_saves_the_second_answer_until_something_changes(province, client):
    first = client.get("/api/v1/cities/")
    same = client.get("/api/v1/cities/", headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    english = client.get("/api/v1/cities/", headers={"If-None-Match": first["ETag"], "Accept-Language": "en"})
    assert english.status_code == 200
    City.objects.filter(slug="heze").update(is_active=False)
    changed = client.get("/api/v1/cities/", headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, len(changed.json()["results"])) == (200, 15)


def test_pages_join_to_the_whole(province, client):
    slugs, address = [], "/api/v1/cities/?limit=5"
    sizes = []
    while address:
        body = client.get(address).json()
        sizes.append(len(body["results"]))
        slugs += [city["slug"] for city in body["results"]]
        address = body["next"]
    assert sizes == [5, 5, 5, 1]
    assert slugs == list(City.objects.values_list("slug", flat=True))


def test_one_city_with_its_centres(province, client, django_assert_num_queries):
    seed_centres(SEEDS / "centres.csv")
    with django_assert_num_queries(3):
        body = client.get("/api/v1/cities/jinan/", headers={"Accept-Language": "en"}).json()
    assert body["slug"] == "jinan"
    assert body["centres"][0] == {
        "code": "JN-01",
        "name": "Jinan Government Service Centre",
        "address": "9 Zhanqian Road, Huaiyin District, Jinan",
        "region_code": "370104000000",
        "longitude": 116.89612,
        "latitude": 36.66845,
        "hours": [
            {"days": [1, 2, 3, 4, 5], "open": "09:00", "close": "12:00"},
            {"days": [1, 2, 3, 4, 5], "open": "13:00", "close": "17:00"},
        ],
        "hours_note": "Closed on public holidays; self-service area open round the clock",
        "accessibility": ["ramp", "lift", "toilet", "parking", "hearing_loop", "braille"],
        "phone": "0531-12345",
    }


def test_a_centre_without_a_note_says_null_and_the_schema_allows_it(province, client):
    seed_centres(SEEDS / "centres.csv")
    ServiceCentre.objects.filter(code="JN-01").update(hours_note=None, longitude=None, latitude=None)
    centre = client.get("/api/v1/cities/jinan/").json()["centres"][0]
    assert (centre["hours_note"], centre["longitude"], centre["latitude"]) == (None, None, None)
    schema = yaml.safe_load(client.get("/api/schema/").content)["components"]["schemas"]["Centre"]["properties"]
    assert [schema[name]["type"] for name in ("hours_note", "longitude")] == [["string", "null"], ["number", "null"]]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/cities/atlantis/", 404, "unknown_city"),
        ("/api/v1/cities/?limit=0", 400, "bad_limit"),
        ("/api/v1/cities/?limit=101", 400, "bad_limit"),
        ("/api/v1/cities/?limit=many", 400, "bad_limit"),
        ("/api/v1/cities/?cursor=xyz", 400, "bad_cursor"),
        ("/api/v1/cities/?cursor=WzEsMl0", 400, "bad_cursor"),
    ],
)
def test_what_is_wrong_has_a_stable_code(db, client, address, status, code):
    response = client.get(address)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"


def test_a_cursor_beyond_every_order_is_the_end(province, client):
    cursor = "WzkyMjMzNzIwMzY4NTQ3NzU4MDcsICJ6Il0"  # [9223372036854775807, "z"]
    assert client.get(f"/api/v1/cities/?cursor={cursor}").json() == {"next": None, "results": []}
