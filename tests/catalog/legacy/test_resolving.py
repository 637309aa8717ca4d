"""What became of old ids, codes and links: by API and by page, never 404 for what was known."""

import pytest

from catalog.legacy.links import link_key
from catalog.models import LegacyAlias, LegacyTarget, SourceRecord
from catalog.services import service_retire
from services_portal.kernel.actor import SYSTEM
from tests.factories.catalog import make_agency, make_city, make_item, make_published

pytestmark = pytest.mark.django_db
LINK = "https://app.jinan.example/detail?id=77&type=2"


@pytest.fixture
def services():
    jinan = make_city("jinan")
    items = [make_item("002017170001", "单位缴存登记"), make_item("002017170005", "购房提取")]
    return [make_published(item, make_agency(jinan)) for item in items]


def known(kind, key, *services, city="jinan"):
    for service in services or [None]:
        LegacyTarget.objects.create(city=make_city(city), kind=kind, key=key, service=service)


def test_a_code_and_a_link_lead_to_the_service(client, services):
    known("code", "OLD0001", services[0])
    known("link", link_key(LINK), services[0])
    for address in ("old-0001", LINK, "https://APP.jinan.example/detail/?type=2&id=77&utm_source=qr"):
        api = client.get(f"/api/v1/legacy/jinan/{address}")
        assert (api.status_code, api["Location"]) == (301, f"/api/v1/services/{services[0].pk}/"), address
        page = client.get(f"/legacy/jinan/{address}")
        assert (page.status_code, page["Location"]) == (
            301,
            f"/items/002017170001/services/{services[0].pk}/?city=jinan",
        )
        assert client.get(page["Location"]).status_code == 200


def test_the_implementation_code_leads_there_without_any_row(client, services):
    assert client.get(f"/api/v1/legacy/jinan/{services[0].implementation_code}").status_code == 301
    assert client.get(f"/api/v1/legacy/qingdao/{services[0].implementation_code}").status_code == 404


def test_one_to_many_shows_the_choice(client, services):
    known("code", "SHARED", *services)
    answer = client.get("/api/v1/legacy/jinan/shared")
    assert (answer.status_code, answer.json()["fate"]) == (300, "split")
    assert [choice["service"] for choice in answer.json()["choices"]] == [str(service.pk) for service in services]
    page = client.get("/legacy/jinan/shared").content.decode()
    assert all(f"/services/{service.pk}/?city=jinan" in page for service in services)


def test_of_many_where_one_is_left_that_one_it_is(client, services):
    known("code", "SHARED", *services)
    service_retire(actor=SYSTEM, service_id=services[0].pk)
    assert client.get("/api/v1/legacy/jinan/shared")["Location"] == f"/api/v1/services/{services[1].pk}/"


def test_many_to_one(client, services):
    for old_id in ("A", "B", "C"):
        LegacyAlias.objects.create(city=make_city("jinan"), old_id=old_id, service=services[0])
    assert {client.get(f"/api/v1/legacy/jinan/{old}")["Location"] for old in "ABC"} == {
        f"/api/v1/services/{services[0].pk}/"
    }


def test_what_has_ended_is_said_with_the_way_to_its_matter(client, services):
    LegacyAlias.objects.create(city=make_city("jinan"), old_id="A-1", service=services[0])
    service_retire(actor=SYSTEM, service_id=services[0].pk)
    answer = client.get("/api/v1/legacy/jinan/A-1")
    assert (answer.status_code, answer.json()["code"]) == (410, "service_retired")
    assert client.get(answer.json()["params"]["item"]).status_code == 200
    page = client.get("/legacy/jinan/A-1")
    assert page.status_code == 410
    assert "/items/002017170001/?city=jinan" in page.content.decode()


@pytest.mark.parametrize(("outcome", "api", "page"), [("queued", 200, 200), ("rejected", 410, 410)])
def test_what_was_never_taken_over_is_known_all_the_same(client, services, outcome, api, page):
    city = make_city("jinan")
    SourceRecord.objects.create(city=city, old_id="W-1", checksum=b"1" * 16, outcome=outcome)
    assert client.get("/api/v1/legacy/jinan/W-1").status_code == api
    assert client.get("/legacy/jinan/W-1").status_code == page


def test_what_was_forgotten_is_known_still(client, services):
    known("id", "F-1")
    answer = client.get("/api/v1/legacy/jinan/F-1")
    assert (answer.status_code, answer.json()["code"]) == (410, "old_address_dropped")


@pytest.mark.parametrize("address", ["nobody", "https://app.jinan.example/", "?", "a" * 5000, "%00"])
def test_what_nobody_ever_knew(client, services, address):
    assert client.get(f"/api/v1/legacy/jinan/{address}").status_code == 404
    assert client.get(f"/legacy/jinan/{address}").status_code == 404


def test_cities_do_not_share_their_addresses(client, services):
    make_city("qingdao")
    known("code", "X1", services[0])
    assert client.get("/api/v1/legacy/qingdao/X1").status_code == 404
    assert client.get("/legacy/atlantis/X1").status_code == 404


def test_one_statement_for_an_id(client, services, django_assert_num_queries):
    LegacyAlias.objects.create(city=make_city("jinan"), old_id="A-1", service=services[0])
    with django_assert_num_queries(1):
        assert client.get("/api/v1/legacy/jinan/A-1").status_code == 301
