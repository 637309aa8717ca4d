"""A public read is one statement, checks of its parameters included; an empty list may ask once more."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    [
        "items/",
        "items/?city=jinan",
        "items/?city=jinan&topic=housing_fund&audience=person&life_event=home&q=公积金&limit=1",
        "items/002017170005/",
        "items/002017170005/?city=jinan",
        "items/002017170005/?city=qingdao",
        "topics/",
        "life-events/",
        "life-events/home/?city=jinan",
    ],
)
def test_one_statement(client, registry, django_assert_num_queries, path):
    with django_assert_num_queries(1):
        assert client.get(f"/api/v1/{path}").status_code == 200


def test_one_statement_for_a_service_and_for_an_old_address(client, registry, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get(f"/api/v1/services/{registry.services[0].pk}/").status_code == 200
    with django_assert_num_queries(1):
        assert client.get("/api/v1/legacy/jinan/1").status_code == 404


@pytest.mark.parametrize(("path", "status"), [("items/?city=jinan&q=没有", 200), ("items/?city=atlantis", 404)])
def test_an_empty_list_asks_once_more(client, registry, django_assert_num_queries, path, status):
    with django_assert_num_queries(2):
        assert client.get(f"/api/v1/{path}").status_code == status
