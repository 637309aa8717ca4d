"""`GET /api/v1/catalogue/changes/`: pages, cursors, refusals."""

import msgspec
import pytest

from catalog.models import CatalogueChange
from catalog.publishing import shapes
from catalog.publishing.changes import append_changes
from services_portal.kernel.cursors import encode_cursor
from tests.factories.catalog import make_agency, make_item, make_published

pytestmark = pytest.mark.django_db
FEED = "/api/v1/catalogue/changes/"


@pytest.fixture
def three(db):
    services = [make_published(make_item(f"00201717000{n}", f"事项{n}"), make_agency()) for n in range(3)]
    append_changes()
    return [str(service.pk) for service in services]


def walk(client, address):
    pages = []
    while True:
        page = client.get(address).json()
        pages.append([event["service"] for event in page["results"]])
        if page["retry_after"]:
            return pages, page["next"]
        address = page["next"]


def test_pages_follow_one_another_to_the_end_and_wait_there(client, three):
    pages, end = walk(client, f"{FEED}?limit=2")
    assert pages == [three[:2], three[2:]]
    late = make_published(make_item("002017170009", "后来"), make_agency())
    assert walk(client, end)[0] == [[]]
    append_changes()
    assert walk(client, end)[0] == [[str(late.pk)]]


def test_any_cursor_replays_what_followed_it(client, three):
    for place in range(4):
        page = client.get(FEED, {"cursor": encode_cursor([place])}).json()
        assert [event["position"] for event in page["results"]] == list(range(place + 1, 4))


def test_the_document_an_event_names_has_its_digest(client, three):
    for event in client.get(FEED).json()["results"]:
        for language, digest in event["digests"].items():
            answer = client.get(event["document"], headers={"Accept-Language": language})
            assert answer.headers["ETag"] == f'"{digest}"'


def test_an_empty_feed_says_where_to_wait(client):
    page = client.get(FEED).json()
    assert page["results"] == []
    assert client.get(page["next"]).json() == page


def test_the_answer_is_what_the_document_of_the_api_says(client, three):
    msgspec.json.decode(client.get(FEED).content, type=shapes.ChangePage, strict=True)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"cursor": "x"}, 400, "bad_cursor"),
        ({"cursor": encode_cursor(["1"])}, 400, "bad_cursor"),
        ({"cursor": encode_cursor([-1])}, 400, "bad_cursor"),
        ({"limit": "0"}, 400, "bad_limit"),
        ({"cursor": encode_cursor([4])}, 409, "cursor_ahead"),
    ],
)
def test_what_is_refused(client, three, query, status, code):
    answer = client.get(FEED, query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert CatalogueChange.objects.count() == 3
