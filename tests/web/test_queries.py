"""How many statements each page costs: a page that asks per row shows here first."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import BasicItem
from tests.factories.catalog import make_agency, make_item, make_published, make_topic

CITY = 1
SETTINGS = 2  # profile and roles
SESSION_AND_USER = 2


def _statements(client, address: str) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    return [query["sql"] for query in asked]


@pytest.fixture
def many(cities) -> None:
    for slug in cities:
        agency = make_agency(cities[slug])
        for number in range(12):
            code = f"0020171720{number:02d}"
            found = BasicItem.objects.filter(code=code).first()
            make_published(found or make_item(code, f"事项{number}", topic=make_topic()), agency)


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("/", CITY + 3),  # topics, life events, often needed
        ("/items/", CITY + 2),  # rows, topics
        ("/items/?q=事项", CITY + 2),
        ("/items/suggestions/?q=事项", CITY + 1),
        ("/items/002017172003/", CITY + 2),  # the matter with its service, the cities to choose from
        ("/items/002017172003/compare/", CITY + 2),  # the matter, the cities that do not offer it
        ("/life-events/", CITY + 1),
    ],
)
def test_an_anonymous_page_costs_what_it_says(zh, many, address, count) -> None:
    zh.cookies["city"] = "jinan"
    assert len(_statements(zh, address)) == count


@pytest.mark.parametrize(("address", "count"), [("/items/", 2), ("/items/002017172003/", 2)])
def test_being_signed_in_adds_session_user_and_settings(resident, client, many, address, count) -> None:
    client.force_login(resident)
    client.get(address)
    asked = [sql for sql in _statements(client, address) if "usersessions" not in sql]
    assert len(asked) == count + SESSION_AND_USER + SETTINGS
