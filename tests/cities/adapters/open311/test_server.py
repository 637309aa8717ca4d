"""A GeoReport server: the list is asked for, then the definitions, in the format and for the place that is agreed."""

import json

import pytest

from tests.cities.adapters.reading import manifest, read
from tests.cities.feed_server import answering, json_answer, serving

SERVICES = [
    {"service_code": "001", "service_name": "Lamp", "description": "A lamp is out", "metadata": True},
    {"service_code": "0/2", "service_name": "Street", "metadata": True},
    {"service_code": "003", "service_name": "Bin", "metadata": False},
]
ATTRIBUTES = {"attributes": [{"variable": True, "code": "N", "required": True, "description": "Its number?"}]}
XML = (
    '<?xml version="1.0" encoding="utf-8"?><services><service><service_code>001</service_code>'
    "<service_name>Lamp</service_name><metadata>true</metadata></service></services>"
)
DEFINED = (
    "<service_definition><attributes><attribute><code>N</code><required>true</required>"
    "<description>Its number?</description></attribute></attributes></service_definition>"
)


def replaying(answers):
    def behaviour(feed, request):
        return answers.get(request.path, (404, {"Content-Type": "text/plain"}, b"not here"))

    return behaviour


def read_server(feed, **options):
    columns = {"conditions": "attributes_required"}
    base = feed.url.removesuffix("/items")
    return read(manifest("open311", {"url": f"{base}/v2/", "columns": columns, **options}, timeout_seconds=2))


def test_the_list_alone():
    with serving(behaviour=replaying({"/v2/services.json": json_answer(SERVICES)})) as feed:
        reading = read_server(feed, columns={})
    assert (reading.error, reading.findings) == (None, [])
    assert reading.fields == [
        {"old_id": "001", "title": "Lamp", "summary": "A lamp is out"},
        {"old_id": "0/2", "title": "Street"},
        {"old_id": "003", "title": "Bin"},
    ]
    assert feed.paths == ["/v2/services.json"]
    assert feed.asked[0][1]["Accept"] == "application/json"


def test_the_definitions_of_those_that_have_one():
    answers = {
        "/v2/services.json?jurisdiction_id=a.example": json_answer({"services": SERVICES}),
        "/v2/services/001.json?jurisdiction_id=a.example": json_answer(ATTRIBUTES),
        "/v2/services/0%2F2.json?jurisdiction_id=a.example": json_answer([ATTRIBUTES]),
    }
    with serving(behaviour=replaying(answers)) as feed:
        reading = read_server(feed, definitions=True, jurisdiction_id="a.example")
    assert (reading.error, reading.findings) == (None, [])
    assert [row.get("conditions") for row in reading.fields] == ["Its number?", "Its number?", None]
    assert feed.paths == list(answers)


def test_one_definition_that_is_missing_does_not_stop_the_others():
    answers = {"/v2/services.json": json_answer(SERVICES), "/v2/services/0%2F2.json": json_answer(ATTRIBUTES)}
    with serving(behaviour=replaying(answers)) as feed:
        reading = read_server(feed, definitions=True)
    assert [row.get("conditions") for row in reading.fields] == [None, "Its number?", None]
    assert reading.told == [("source.definition", 1, None)]
    assert feed.paths == ["/v2/services.json", "/v2/services/001.json", "/v2/services/0%2F2.json"]


def test_in_xml():
    kind = {"Content-Type": "text/xml; charset=utf-8"}
    answers = {
        "/v2/services.xml": (200, kind, XML.encode()),
        "/v2/services/001.xml": (200, kind, DEFINED.encode()),
    }
    with serving(behaviour=replaying(answers)) as feed:
        reading = read_server(feed, format="xml", definitions=True)
    assert reading.fields == [{"old_id": "001", "title": "Lamp", "conditions": "Its number?"}]


@pytest.mark.parametrize(
    ("answer", "kind", "refused"),
    [
        (answering(200, json.dumps({"a": 1}).encode()), "json", ("feed.shape", True)),
        (answering(200, b"[", "application/json"), "json", ("feed.not_json", False)),
        (answering(200, b"<services/>", "text/html"), "json", ("feed.not_json", False)),
        (answering(200, b"<services/>", "text/html"), "xml", ("feed.not_xml", False)),
        (answering(200, b"<services>", "text/xml"), "xml", ("feed.not_xml", False)),
        (answering(200, b"<other/>", "text/xml"), "xml", ("feed.shape", True)),
        (answering(200, b"<!DOCTYPE a []><services/>", "text/xml"), "xml", ("feed.unsafe_xml", True)),
        (answering(200, b"<services>" + b" " * 2000, "text/xml"), "xml", ("feed.page_too_large", True)),
        (answering(404, b""), "json", ("feed.unexpected_status", False)),
        (answering(403, b""), "json", ("feed.refused", True)),
        (answering(500, b""), "json", ("feed.server_error", False)),
    ],
)
def test_a_bad_answer(answer, kind, refused):
    with serving(behaviour=answer) as feed:
        reading = read_server(feed, format=kind, tries=1, max_page_bytes=1000)
    assert (reading.rows, reading.refused) == ([], refused)


def test_a_server_that_fails_halfway_gives_no_whole():
    def behaviour(feed, request):
        return json_answer(SERVICES) if request.path == "/v2/services.json" else (503, {}, b"")

    with serving(behaviour=behaviour) as feed:
        assert read_server(feed, definitions=True, tries=1).refused == ("feed.server_error", False)
