"""`/api/v1/regions/`: what is valid on a day, page by page, and what took the place of what is not."""

import pytest

from cities.models import Region
from services_portal.kernel import clock

LAIWU = "371200000000"


def walk(client, address):
    codes, pages = [], 0
    while address:
        body = client.get(address).json()
        codes += [region["code"] for region in body["results"]]
        address, pages = body["next"], pages + 1
    return codes, pages


@pytest.mark.parametrize("limit", [7, 20, 100])
def test_pages_join_to_the_whole(regions, client, limit):
    codes, pages = walk(client, f"/api/v1/regions/?limit={limit}")
    assert codes == sorted(Region.objects.filter(valid_to=None).values_list("code", flat=True))
    assert pages == -(-len(codes) // limit)


def test_pages_of_a_narrowed_list_stay_narrowed(regions, client):
    codes, _pages = walk(client, "/api/v1/regions/?limit=3&level=city&at=2018-12-31")
    assert (len(codes), LAIWU in codes) == (17, True)
    codes, _pages = walk(client, "/api/v1/regions/?limit=3&level=county&parent=370100000000")
    expected = Region.objects.valid_on(clock.today()).filter(level="county", parent__code="370100000000")
    assert codes == sorted(expected.values_list("code", flat=True))


def test_a_page_costs_one_query(regions, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        body = client.get("/api/v1/regions/?level=city", headers={"Accept-Language": "en"}).json()
    assert body["results"][0] == {
        "code": "370100000000",
        "name": "Jinan City",
        "level": "city",
        "parent_code": "370000000000",
        "pinyin": "ji nan",
        "valid_from": "1980-01-01",
        "valid_to": None,
    }


def test_a_retired_code_answers_with_its_successors(regions, client, django_assert_num_queries):
    with django_assert_num_queries(2):
        body = client.get(f"/api/v1/regions/{LAIWU}/").json()
    assert (body["code"], body["valid_to"]) == (LAIWU, "2019-01-09")
    assert [(one["code"], one["name"], one["parent_code"]) for one in body["successors"]] == [
        ("370116000000", "莱芜区", "370100000000"),
        ("370117000000", "钢城区", "370100000000"),
    ]


def test_an_etag_saves_the_second_answer(regions, client):
    first = client.get(f"/api/v1/regions/{LAIWU}/")
    again = client.get(f"/api/v1/regions/{LAIWU}/", headers={"If-None-Match": f'"other", W/{first["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("999999999999/", 404, "unknown_region"),
        ("3701/", 404, "unknown_region"),
        ("37010000000%00/", 404, "unknown_region"),
        ("370116000000/?at=2018-01-01", 404, "unknown_region"),
        ("?parent=999999999999", 404, "unknown_region"),
        ("?parent=%00", 404, "unknown_region"),
        ("?at=yesterday", 400, "bad_date"),
        ("?at=20240101", 400, "bad_date"),
        ("?at=2024-W01-1", 400, "bad_date"),
        ("?at=2023-02-29", 400, "bad_date"),
        ("370100000000/?at=2023-02-29", 400, "bad_date"),
        ("?level=village", 400, "invalid_request"),
        ("?limit=-1", 400, "bad_limit"),
        ("?cursor=%F0%9F%98%80", 400, "bad_cursor"),
        ("?cursor=WyJhXHUwMDAwIl0", 400, "bad_cursor"),
    ],
)
def test_what_is_wrong_has_a_stable_code(regions, client, address, status, code):
    response = client.get(f"/api/v1/regions/{address}")
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"


def test_the_level_that_is_wrong_is_named(db, client):
    body = client.get("/api/v1/regions/?level=village", headers={"Accept-Language": "en"}).json()
    assert body["errors"] == {"level": ["One of province, city, county, zone, township."]}
