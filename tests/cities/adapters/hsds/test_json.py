"""HSDS 3 in a file of JSON: in each of its shapes, with each fault told."""

from __future__ import annotations

import json

import pytest

from tests.cities.adapters.hsds.nested import MEALS, meals, word
from tests.cities.adapters.hsds.reading import read_json

OTHER = {**MEALS, "old_id": "s2", "title": "Advice"}


def two():
    return [meals(), meals(id="s2", name="Advice")]


def told(reading):
    return [(each.code, str(each.severity), each.row, each.field, each.evidence) for each in reading.findings]


SHAPES = {
    "list": json.dumps(two()),
    "compilation": json.dumps({"version": "3.2", "services": two(), "note": {"services": 1}}),
    "page": json.dumps({"total_items": 2, "contents": two(), "last_page": True}, indent=2),
    "lines": "\n".join(map(json.dumps, two())),
    "pages": "\n".join(json.dumps({"contents": [each]}) for each in two()),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_services_are_read_whatever_holds_them(tmp_path, shape):
    reading = read_json(tmp_path, SHAPES[shape])
    assert (reading.refused, told(reading)) == (None, [])
    assert reading.fields == [MEALS, OTHER]
    assert [row.raw for row in reading.rows] == two()


def test_one_service_alone_is_a_catalogue_too(tmp_path):
    assert read_json(tmp_path, meals()).fields == [MEALS]


def test_our_own_attribute_goes_before_the_place_that_the_standard_has(tmp_path):
    attributes = [word("title", "餐食"), word("title", "again"), word("colour", "red"), word("fees", ""), "junk"]
    reading = read_json(tmp_path, [meals(attributes=attributes)])
    expected = {**MEALS, "title": "餐食"}
    del expected["fees"], expected["visits"]
    assert reading.fields == [expected]


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        (meals(organization=None), ("source.no_parent", "error", 1, "organization", "")),
        (
            meals(organization=None, organization_id="o9"),
            ("source.no_parent", "error", 1, "organization", "o9"),
        ),
        (meals(organization_id="o9"), ("source.unknown_parent", "error", 1, "organization_id", "o9 ≠ o1")),
        (meals(status=""), ("source.missing_value", "error", 1, "status", "")),
        (meals(status="open"), ("source.unknown_word", "warning", 1, "status", "open")),
        (meals(url="meals"), ("source.malformed_value", "warning", 1, "url", "meals")),
        (meals(phones="none"), ("source.malformed_value", "warning", 1, "phones", "str")),
        (
            meals(phones=[{"id": "p1", "number": "call us"}]),
            ("source.malformed_value", "warning", 1, "phones.number", "call us"),
        ),
        (meals(phones=[{"id": "p1"}]), ("source.missing_value", "warning", 1, "phones.number", "")),
        (
            meals(service_at_locations=[{"id": "x", "service_id": "s9"}]),
            ("source.unknown_parent", "warning", 1, "service_at_locations.service_id", "s9 ≠ s1"),
        ),
        (meals(description="=1+1"), ("source.formula", "warning", 1, "summary", "=1+1")),
        (7, ("source.row_shape", "error", 1, "", "int")),
    ],
)
def test_a_fault_is_told(tmp_path, service, expected):
    reading = read_json(tmp_path, [service])
    assert (len(reading.rows), reading.refused) == (1, None)
    assert told(reading) == [expected]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "source.shape"),
        ('{"organizations": []}', "source.shape"),
        ("7", ""),
        ('[{"id": "s1"', "source.truncated"),
        ('{"services": [{"id": "s1", "name": }]}', "source.malformed"),
        ("<html>", "source.malformed"),
    ],
)
def test_what_is_no_catalogue_is_refused_or_no_service(tmp_path, text, code):
    reading = read_json(tmp_path, text)
    assert [row for row in reading.rows if row.fields] == []
    assert reading.refused == ((code, True) if code else None)


def test_a_value_without_end_is_cut_and_told(tmp_path):
    reading = read_json(tmp_path, [meals(description="x" * 70_000)])
    assert len(reading.fields[0]["summary"]) == 65_536
    assert [(each.code, each.row, each.field) for each in reading.findings] == [("source.cell_too_large", 1, "summary")]
