"""HSDS 3: what goes out comes back word for word, and is what the standard's schema asks for."""

from __future__ import annotations

import io
import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.content import Channel, ChannelKind, Fee, MaterialNeed, Office, ServiceContent, Text
from catalog.exports.fields import LOSSES, WORDS, fields_of
from catalog.exports.formats.hsds import Hsds, service_of
from catalog.exports.registry import exporters
from tests.catalog.exports.generated import make_record, records
from tests.catalog.exports.hsds_schema import faults
from tests.cities.adapters.reading import manifest, read

HSDS = manifest("hsds", {"columns": {}})
OFTEN = settings(deadline=None, max_examples=90, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(many):
    """Return the compilation of some records."""
    stream = io.BytesIO()
    Hsds().write(many, stream)
    return stream.getvalue()


@OFTEN
@given(many=st.lists(records, max_size=3))
def test_what_goes_out_comes_back(tmp_path, many):
    path = tmp_path / "services.json"
    path.write_bytes(written(many))
    reading = read(HSDS, path)
    assert reading.refused is None
    assert reading.fields == [fields_of(record) for record in many]


@given(records)
def test_it_loses_what_our_words_lose_and_nothing_else(record):
    words = {each["taxonomy_term"]["code"] for each in service_of(record).get("attributes", [])}
    assert words <= WORDS == Hsds.carries
    assert Hsds.loses == LOSSES


@OFTEN
@given(many=st.lists(records, max_size=3))
def test_it_is_what_the_schema_of_the_standard_asks_for(many):
    services = json.loads(written(many))["services"]
    assert [fault for service in services for fault in faults(service)] == []


def test_the_schema_refuses_what_is_no_service():
    bad = {"id": "1", "name": "x", "status": "open", "phones": [{"id": 1}], "colour": "red", "url": "https://办事"}
    assert sorted(faults(bad)) == [
        "$.id: '1' is not a 'uuid'",
        "$.phones[0].id: 1 is not of type 'string'",
        "$.phones[0]: 'number' is a required property",
        "$.status: 'open' is not one of ['active', 'inactive', 'defunct', 'temporarily closed']",
        "$.url: 'https://办事' is not a 'uri'",
        "$: Additional properties are not allowed ('colour' was unexpected)",
    ]


def test_what_people_read_stands_where_the_standard_has_it():
    content = ServiceContent(
        title=Text("住房公积金提取", "Withdrawal"),
        summary=Text("提取公积金。"),
        conditions=(Text("年满十八周岁。"),),
        materials=(MaterialNeed(name=Text("身份证")),),
        fees=(Fee(name=Text("工本费"), amount_fen=1050),),
        offices=(Office(name=Text("政务大厅"), address=Text("历下区1号"), longitude=117.0, latitude=36.65),),
        phone="0531-8888888、12345",
    )
    service = service_of(make_record(content))
    place = service["service_at_locations"][0]["location"]
    assert (service["name"], service["description"]) == ("住房公积金提取", "提取公积金。")
    assert service["eligibility_description"] == "年满十八周岁。"
    assert [each["number"] for each in service["phones"]] == ["0531-8888888", "12345"]
    assert [each["document"] for each in service["required_documents"]] == ["身份证"]
    assert [(each["option"], each["amount"], each["currency"]) for each in service["cost_options"]] == [
        ("工本费", 10.5, "CNY")
    ]
    assert (place["name"], place["longitude"], place["latitude"]) == ("政务大厅", 117.0, 36.65)
    assert place["addresses"][0]["address_1"] == "历下区1号"
    assert service["organization"]["organization_identifiers"][0]["identifier"] == "113701000000000015"
    words = {each["taxonomy_term"]["code"]: each["value"] for each in service["attributes"]}
    assert words["title_en"] == "Withdrawal"
    assert "title" not in words


def test_an_address_of_the_web_that_is_no_uri_stands_among_the_attributes():
    content = ServiceContent(
        title=Text("提取"), channels=(Channel(kind=ChannelKind.ONLINE, url="https://zwfw.jinan.example/办事"),)
    )
    record = make_record(content)
    words = {each["taxonomy_term"]["code"]: each["value"] for each in service_of(record)["attributes"]}
    assert "url" not in service_of(record)
    assert words["online_url"] == fields_of(record)["online_url"] == "https://zwfw.jinan.example/办事"


def test_it_is_registered_and_writes_an_empty_registry_too():
    assert isinstance(exporters.get("hsds"), Hsds)
    assert json.loads(written([])) == {"version": "3.2", "services": []}
