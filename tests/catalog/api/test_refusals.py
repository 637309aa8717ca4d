"""What cannot be answered is refused with a stable code and the right status, in both languages."""

import pytest

from catalog.models import LegacyAlias
from catalog.services import service_retire
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.cursors import encode_cursor

pytestmark = pytest.mark.django_db


def cursor(*values):
    return f"?cursor={encode_cursor(values)}"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("items/?city=atlantis", 404, "unknown_city"),
        ("items/?city=atlantis&q=公积金", 404, "unknown_city"),
        ("items/?city=atlantis&q=！", 404, "unknown_city"),
        ("items/?city=jinan&topic=magic", 400, "unknown_topic"),
        ("items/?life_event=magic", 404, "unknown_life_event"),
        ("items/?audience=everyone", 400, "unknown_audience"),
        ("items/?q=" + "长" * 101, 400, "bad_search"),
        ("items/?q=a%0Ab", 400, "bad_search"),
        ("items/?city=%00", 400, "invalid_request"),
        ("items/?" + "a=1&" * 60, 400, "invalid_request"),
        ("items/?cursor=%25", 400, "bad_cursor"),
        (f"items/{cursor(7)}", 400, "bad_cursor"),
        (f"items/{cursor('a', 'b')}", 400, "bad_cursor"),
        ("items/?limit=101", 400, "bad_limit"),
        ("items/?limit=x", 400, "bad_limit"),
        ("items/370000000000/", 404, "unknown_item"),
        ("items/37/?city=jinan", 404, "unknown_item"),
        ("items/002017170001%00/", 400, "invalid_request"),
        ("items/公积金/", 404, "unknown_item"),
        ("items/002017170001/?city=atlantis", 404, "unknown_city"),
        ("services/01900000-0000-7000-8000-000000000000/", 404, "unknown_service"),
        ("services/12/", 404, "not_found"),
        ("life-events/magic/", 404, "unknown_life_event"),
        ("life-events/home/?city=atlantis", 404, "unknown_city"),
        ("legacy/atlantis/1", 404, "unknown_city"),
        ("legacy/jinan/1", 404, "unknown_old_address"),
        ("legacy/jinan/%00", 404, "unknown_old_address"),
        ("legacy/jin%00an/1", 404, "unknown_city"),
    ],
)
def test_refusals(client, registry, path, status, code, language):
    answer = client.get(f"/api/v1/{path}", headers={"accept-language": language})
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (status, code, status)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Content-Language"] == language
    assert problem["title"].isascii() == (language == "en")


def test_a_service_that_has_ended_says_where_to_go(client, registry):
    service = registry.services[0]
    service_retire(actor=SYSTEM, service_id=service.pk)
    answer = client.get(f"/api/v1/services/{service.pk}/")
    assert (answer.status_code, answer.json()["code"]) == (410, "service_retired")
    item = client.get(answer.json()["params"]["item"])
    assert (item.status_code, item.json()["service"], item.json()["offered_in"]) == (200, None, [])


@pytest.mark.parametrize("old_id", ["100233", "a/b/c", "事项 07/甲"])
def test_an_old_address_leads_to_the_service_for_ever(client, registry, old_id):
    service = registry.services[0]
    LegacyAlias.objects.create(city=registry.cities[0], old_id=old_id, service=service)
    answer = client.get(f"/api/v1/legacy/jinan/{old_id}")
    assert (answer.status_code, answer["Location"]) == (301, f"/api/v1/services/{service.pk}/")
    assert client.get(f"/api/v1/legacy/qingdao/{old_id}").status_code == 404


def test_an_old_id_with_a_nul_is_not_the_id_without_it(client, registry):
    LegacyAlias.objects.create(city=registry.cities[0], old_id="100233", service=registry.services[0])
    answer = client.get("/api/v1/legacy/jinan/100233%00")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_old_address")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_public_reads_take_no_other_method(client, registry, method):
    answer = getattr(client, method)("/api/v1/items/")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer["Allow"] == client.options("/api/v1/items/")["Allow"] == "GET, HEAD, OPTIONS"
