"""`GET /api/v1/catalogue/export/{format}/`."""

from __future__ import annotations

import pytest
from rdflib import Graph

from catalog.exports import streams
from catalog.exports.formats.json_lines import record_of
from catalog.exports.records import iter_records, published
from catalog.services import service_retire
from services_portal.kernel import outbox
from services_portal.kernel.actor import ANONYMOUS, SYSTEM
from tests.factories.catalog import make_agency, make_city, make_item, make_published, make_submitted

pytestmark = pytest.mark.django_db
URL = "/api/v1/catalogue/export/{}/"


@pytest.fixture
def services():
    item = make_item()
    make_submitted(make_item("002017170006", "购房贷款"))
    return [make_published(item, make_agency(make_city(slug))) for slug in ("jinan", "qingdao")]


def body(answer):
    assert answer.status_code == 200
    return answer.getvalue()


def refused(answer):
    return answer.status_code, answer.json()["code"]


def test_what_is_public_comes_whole(client, services):
    answer = client.get(URL.format("json_lines"))
    assert [record_of(line) for line in body(answer).splitlines()] == list(iter_records(published(ANONYMOUS)))
    assert answer["Content-Type"] == "application/x-ndjson"
    assert answer["Content-Disposition"] == 'attachment; filename="catalogue-province.jsonl"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_city_alone_in_any_format_whatever_accept_says(client, services):
    answer = client.get(URL.format("cpsv_ap_turtle"), {"city": "qingdao"}, headers={"Accept": "text/turtle"})
    assert answer["Content-Type"] == "text/turtle"
    assert answer["Content-Disposition"] == 'attachment; filename="catalogue-qingdao.ttl"'
    document = body(answer).decode()
    assert str(services[1].pk) in document
    assert str(services[0].pk) not in document
    assert len(Graph().parse(data=document, format="turtle")) > 50


@pytest.mark.django_db(transaction=True)
def test_a_tag_spares_what_is_held_already(client, services):
    first = client.get(URL.format("json_lines"))
    body(first)
    held = {"If-None-Match": first["ETag"]}
    again = client.get(URL.format("json_lines"), headers=held)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(URL.format("json_lines"), {"city": "jinan"}, headers=held).getvalue() != b""
    service_retire(actor=SYSTEM, service_id=services[0].pk)
    outbox.Relay().drain()
    assert len(body(client.get(URL.format("json_lines"), headers=held)).splitlines()) == 1


def test_head_tells_the_same_without_the_file(client, services):
    answer = client.head(URL.format("json_lines"))
    assert (answer.status_code, answer.content) == (200, b"")
    whole = client.get(URL.format("json_lines"))
    assert body(whole) != b""
    assert answer["ETag"] == whole["ETag"]


@pytest.mark.parametrize(
    ("name", "query", "code"),
    [
        ("xml", {}, "unknown_format"),
        ("json_lines", {"city": "nowhere"}, "unknown_city"),
        ("json_lines", {"agency": "x"}, "unknown_agency"),
        ("json_lines", {"city": "\x00"}, "unknown_city"),
        ("json_lines", {"agency": "\x00"}, "unknown_agency"),
    ],
)
def test_what_is_not_there_is_refused(client, services, name, query, code):
    assert refused(client.get(URL.format(name), query)) == (404, code)


def test_no_more_readers_than_the_process_can_spare(client, services):
    reading = [streams.HeldPieces(lambda: iter([b"1", b"2"])) for _place in range(streams.AT_A_TIME)]
    late = client.get(URL.format("json_lines"))
    assert refused(late) == (503, "export_busy")
    assert late["Retry-After"] == "30"
    # A reader that goes away in the middle gives its place back, and so does one that read to the end.
    assert next(reading[0]) == b"1"
    reading[0].close()
    for _time in range(streams.AT_A_TIME + 1):
        assert body(client.get(URL.format("json_lines"))) != b""


def test_an_export_that_fails_gives_its_place_back():
    def broken():
        yield b"1"
        raise ValueError("torn")

    for _time in range(streams.AT_A_TIME + 1):
        with pytest.raises(ValueError, match="torn"):
            list(streams.HeldPieces(broken))
    with pytest.raises(ZeroDivisionError):
        streams.HeldPieces(lambda: 1 // 0)
    assert list(streams.HeldPieces(lambda: iter([b"1"]))) == [b"1"]
