"""CPSV-AP out: valid by the profile's own shapes, and the same when it is taken in again."""

from __future__ import annotations

import io
import os
from pathlib import Path

import msgspec
import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, assume, given, settings
from pyshacl import validate
from rdflib import SH, Graph
from rdflib.compare import isomorphic

from catalog.exports.fields import fields_of
from catalog.exports.formats.cpsv_ap import CPSV_LOSSES
from catalog.exports.losses import without
from catalog.exports.registry import exporters
from tests.catalog.exports.generated import make_record, records
from tests.cities.adapters.reading import manifest, read
from tests.factories.catalog import make_content

REAL_DATA = Path(os.environ.get("PORTAL_REAL_DATA") or Path(django_settings.BASE_DIR).parent / "shared" / "data")
FORMATS = {"cpsv_ap_turtle": "turtle", "cpsv_ap_json_ld": "json-ld"}
FULL = {
    "fees": [{"name": {"zh-hans": "工本费（每证）"}, "amount_fen": 1050}, {"name": {"zh-hans": "按件计"}}],
    "legal_basis": [{"title": {"zh-hans": "《中华人民共和国行政许可法》"}, "article": {"zh-hans": "第十二条"}}],
    "offices": [
        {
            "name": {"zh-hans": "市民中心", "en": "Civic centre"},
            "address": {"zh-hans": "站前路9号"},
            "hours": {"zh-hans": "周一至周五"},
            "longitude": 117.000923,
            "latitude": 36.675807,
        }
    ],
    "promised_unit": "calendar",
    "phone": "0531-12345",
    "complaint_phone": "12345",
    "effective_on": "2026-01-01",
}
needs_real_data = pytest.mark.skipif(
    not (REAL_DATA / "cpsv_ap").is_dir(), reason="cpsv_ap is not in the folder that PORTAL_REAL_DATA names"
)


def written(name, *members):
    stream = io.BytesIO()
    exporters.get(name).write(members, stream)
    return stream.getvalue()


def violations(graph):
    shapes = Graph().parse(REAL_DATA / "cpsv_ap" / "cpsv320.shacl.ttl")
    _conforms, report, _text = validate(graph, shacl_graph=shapes)
    return sorted(
        (str(report.value(result, SH.focusNode)).rpartition("/")[2], str(report.value(result, SH.resultPath)))
        for result in report.subjects(SH.resultPath, None)
    )


@needs_real_data
def test_the_official_example_fails_these_six_constraints_of_code_lists():
    assert violations(Graph().parse(REAL_DATA / "cpsv_ap" / "cpsv320.example.ttl")) == [
        ("channel1", "http://purl.org/dc/terms/type"),
        ("evidenceType1", "http://data.europa.eu/m8g/evidenceTypeClassification"),
        ("openingHours1", "http://data.europa.eu/m8g/frequency"),
        ("publicOrganisation1", "http://purl.org/dc/terms/spatial"),
        ("requirement1", "http://purl.org/dc/terms/type"),
        ("specialOpeningHours1", "http://data.europa.eu/m8g/frequency"),
    ]


@needs_real_data
@pytest.mark.parametrize("name", FORMATS)
def test_what_we_write_fails_none(name):
    document = written(name, make_record(make_content(**FULL)), make_record(make_content(summary={})))
    assert violations(Graph().parse(data=document, format=FORMATS[name])) == []


@needs_real_data
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records)
def test_whatever_is_published_is_valid(record):
    assume(record.content.title.zh_hans.strip() and fields_of(record).get("title"))
    assert violations(Graph().parse(data=written("cpsv_ap_turtle", record), format="turtle")) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records)
def test_both_serialisations_are_the_same_graph(record):
    one, other = (
        Graph().parse(data=written(name, record), format=kind, publicID="urn:x") for name, kind in FORMATS.items()
    )
    assert isomorphic(one, other)


@pytest.mark.parametrize("name", FORMATS)
def test_taken_in_again_it_says_the_same(name, tmp_path_factory):
    path = tmp_path_factory.mktemp("export") / "registry"

    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(records)
    def holds(record):
        assume(fields_of(record).get("title"))
        path.write_bytes(written(name, record))
        reading = read(manifest("cpsv_ap", {"columns": {}}), path)
        assert reading.error is None
        carried = fields_of(without(record, CPSV_LOSSES))
        assert reading.fields == [carried]

    holds()


@pytest.mark.parametrize("name", FORMATS)
def test_shared_nodes_stand_once_and_services_in_their_order(name, tmp_path):
    members = [
        make_record(make_content(title={"zh-hans": f"事项{number}"}), service_id=key)
        for number, key in enumerate(("b" * 32, "a" * 32, "c" * 32))
    ]
    members = [msgspec.convert(msgspec.to_builtins(member), type(member)) for member in members]
    document = written(name, *members)
    path = tmp_path / "registry"
    path.write_bytes(document)
    reading = read(manifest("cpsv_ap", {"columns": {}}), path)
    assert [fields["title"] for fields in reading.fields] == ["事项0", "事项1", "事项2"]
    assert [finding.code for finding in reading.findings] == []
    assert document.decode().count("济南市住房公积金中心") == 1


def test_identifiers_begin_with_the_portal_s_address(settings):
    settings.PORTAL_BASE_URL = "https://portal.example"
    document = written("cpsv_ap_turtle", make_record(make_content())).decode()
    assert "<https://portal.example/id/service/00000000-0000-0000-0000-000000000007> a cpsv:PublicService" in document


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_registry_is_an_empty_graph(name):
    assert len(Graph().parse(data=written(name), format=FORMATS[name])) == 0
