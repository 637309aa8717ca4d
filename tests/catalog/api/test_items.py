"""`/api/v1/items/`: one row a matter, with the service that fits the city or the cities that offer it."""

import pytest

from tests.factories.catalog import make_item

pytestmark = pytest.mark.django_db
ALL = ["002017170001", "002017170005", "000709010001"]


def rows(client, query="", language="zh-hans"):
    answer = client.get(f"/api/v1/items/{query}", headers={"accept-language": language})
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def codes(client, query):
    return [row["basic_code"] for row in rows(client, query)]


def test_a_city_shows_its_own_service_and_where_else_to_go(client, registry):
    first, second, third = rows(client, "?city=qingdao")
    assert (first["service"], first["offered_in"]) == (None, ["jinan"])
    assert second["service"] == {
        "id": str(registry.services[2].pk),
        "title": "购房提取住房公积金",
        "agency": {
            "id": str(registry.services[2].agency_id),
            "name": registry.services[2].agency.name["zh-hans"],
        },
        "region": {"code": "370200000000", "name": "青岛市"},
        "promised_days": 1,
        "promised_unit": "working",
        "visits": 0,
        "channels": ["online", "window"],
        "handling_kind": "promised",
        "handling_scope": "none",
        "fit": "city",
    }
    assert second["offered_in"] is None
    assert (third["service"], third["offered_in"]) == (None, [])


def test_the_same_codes_and_different_services_in_two_cities(client, registry):
    jinan, qingdao = (rows(client, f"?city={city}&q=公积金") for city in ("jinan", "qingdao"))
    assert [row["basic_code"] for row in jinan] == [row["basic_code"] for row in qingdao] == ALL[:2]
    assert jinan[1]["service"]["id"] != qingdao[1]["service"]["id"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ALL),
        ("?city=", ALL),
        ("?city=jinan", ALL),
        ("?topic=birth", ALL[2:]),
        ("?topic=housing_fund&audience=enterprise&city=jinan", ALL[1:2]),
        ("?audience=person", ALL),
        ("?life_event=home", ALL[1:2]),
        ("?q=housing+fund&city=jinan", ALL[:2]),
        ("?q=没有这样的事", []),
        ("?topic=birth&q=公积金", []),
        ("?city=qingdao&city=jinan&limit=1", ALL[:1]),
    ],
)
def test_filters_narrow_the_list(client, registry, query, expected):
    assert codes(client, query) == expected


def test_pages_join_without_gap_or_repeat(client, registry):
    for number in range(7):
        make_item(f"00201717100{number}", f"其他{number}")
    whole, found, url = codes(client, "?city=jinan&limit=100"), [], "/api/v1/items/?city=jinan&limit=3"
    while url:
        page = client.get(url).json()
        found += [row["basic_code"] for row in page["results"]]
        url = page["next"]
    assert found == whole
    assert len(found) == 10


def test_texts_follow_the_reader_s_language(client, registry):
    english = rows(client, "?city=jinan&topic=birth", "en-GB,en;q=0.9")[0]
    assert (english["title"], english["topic"]["name"]) == ("Registration of a birth", "Birth")


def test_a_matter_with_the_whole_service_and_the_other_cities(client, registry):
    page = client.get("/api/v1/items/002017170005/?city=jinan").json()
    assert (page["city"], page["fit"], page["others"]) == ("jinan", "city", [])
    assert page["service"]["id"] == str(registry.services[1].pk)
    assert page["service"]["materials"][0]["name"] == "身份证"
    assert page["offered_in"] == ["jinan", "qingdao"]
    assert [(offer["city"]["slug"], offer["promised_days"]) for offer in page["cities"]] == [
        ("jinan", 3),
        ("qingdao", 1),
    ]
    assert page["life_events"] == [{"code": "home", "name": "买房"}]
    service = client.get(f"/api/v1/services/{registry.services[1].pk}/").json()
    assert page["service"] == service


def test_a_matter_that_the_city_does_not_offer(client, registry):
    page = client.get("/api/v1/items/002017170001/?city=qingdao").json()
    assert (page["service"], page["fit"], page["offered_in"]) == (None, None, ["jinan"])
    assert client.get("/api/v1/items/002017170001/").json()["city"] is None


def test_directory_lists(client, registry):
    topics = client.get("/api/v1/topics/", headers={"accept-language": "en"}).json()
    assert [topic["name"] for topic in topics["results"]] == ["Housing fund", "Birth"]
    events = client.get("/api/v1/life-events/").json()["results"]
    assert events == [{"code": "home", "name": "买房", "summary": "", "audience": "person", "icon": ""}]
    event = client.get("/api/v1/life-events/home/?city=qingdao").json()
    assert [row["service"]["id"] for row in event["items"]] == [str(registry.services[2].pk)]
    assert event["city"] == "qingdao"
