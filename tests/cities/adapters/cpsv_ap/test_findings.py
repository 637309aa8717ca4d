"""What a document lacks of the profile is told with its row; what can be read is read."""

from __future__ import annotations

import pytest

from tests.cities.adapters.cpsv_ap.graphs import WHOLE, read_turtle


def test_a_whole_service_has_no_finding(tmp_path):
    reading = read_turtle(tmp_path, f"<urn:s> a cpsv:PublicService ; {WHOLE} .")
    assert reading.findings == []
    assert reading.fields == [
        {
            "old_id": "A-1",
            "title": "某事",
            "summary": "办某事。",
            "agency_code": "113701000000000015",
            "agency_name": "某局",
        }
    ]


@pytest.mark.parametrize(
    ("missing", "name"),
    [
        ('dct:identifier "A-1" ; ', "dct:identifier"),
        ('dct:title "某事"@zh ; ', "dct:title"),
        ('dct:description "办某事。"@zh ; ', "dct:description"),
        (" ; cv:hasCompetentAuthority <urn:b>", "cv:hasCompetentAuthority"),
    ],
)
def test_a_missing_property_is_told(tmp_path, missing, name):
    reading = read_turtle(tmp_path, f"<urn:s> a cpsv:PublicService ; {WHOLE.replace(missing, '')} .")
    assert reading.told == [("source.missing_property", 1, name)]
    assert len(reading.rows) == 1


def test_without_an_identifier_the_iri_is_the_old_id(tmp_path):
    reading = read_turtle(tmp_path, '<urn:s> a cpsv:PublicService ; dct:title "某事"@zh .')
    assert reading.fields[0]["old_id"] == "urn:s"


def test_a_service_without_an_iri_is_known_by_its_identifier(tmp_path):
    reading = read_turtle(tmp_path, f"[] a cpsv:PublicService ; {WHOLE} .")
    assert reading.told == [("source.blank_service", 1, "iri")]
    assert reading.fields[0]["old_id"] == "A-1"


def test_a_nameless_service_has_no_old_id(tmp_path):
    reading = read_turtle(tmp_path, '[] a cpsv:PublicService ; dct:title "某事"@zh .')
    assert "old_id" not in reading.fields[0]


def test_doubled_identifiers_are_told(tmp_path):
    body = f'<urn:s> a cpsv:PublicService ; {WHOLE} . <urn:t> a cpsv:PublicService ; {WHOLE} ; dct:identifier "A-2" .'
    reading = read_turtle(tmp_path, body)
    assert reading.told == [("source.doubled_identifier", 2, "dct:identifier")]
    assert [fields["old_id"] for fields in reading.fields] == ["A-1", "A-1"]


@pytest.mark.parametrize(
    ("titles", "title", "english", "told"),
    [
        ('"简"@zh-Hans, "T"@en', "简", "T", []),
        ('"繁"@zh-Hant, "简"@zh-Hans', "简", None, []),
        ('"无标签"', "无标签", None, []),
        ('"T"@en-GB', "T", "T", ["source.language"]),
        ('"Titel"@de, "Titre"@fr', "Titel", None, ["source.language"]),
    ],
)
def test_languages(tmp_path, titles, title, english, told):
    body = f"<urn:s> a cpsv:PublicService ; {WHOLE.replace(chr(34) + '某事' + chr(34) + '@zh', titles)} ."
    reading = read_turtle(tmp_path, body)
    assert (reading.fields[0]["title"], reading.fields[0].get("title_en")) == (title, english)
    assert [finding.code for finding in reading.findings] == told


@pytest.mark.parametrize(
    ("cost", "line"),
    [
        ('dct:description "工本费"@zh ; cv:hasValue "12.5"^^xsd:double', "工本费：12.5元"),
        ('dct:description "工本费12.50元"@zh ; cv:hasValue "12.5"^^xsd:double', "工本费12.50元"),
        ('dct:description "费"@zh ; cv:hasValue "5"^^xsd:double ; cv:currency <http://x.example/EUR>', "费：5 EUR"),
        ('cv:hasValue "3"^^xsd:double', "3元"),
        ('dct:description "视情况"@zh', "视情况"),
    ],
)
def test_costs(tmp_path, cost, line):
    reading = read_turtle(tmp_path, f"<urn:s> a cpsv:PublicService ; {WHOLE} ; cv:hasCost [ {cost} ] .")
    assert reading.fields[0]["fees"] == line


def test_the_order_of_a_list_is_that_of_its_positions(tmp_path):
    steps = "".join(
        f', [ dct:title "第{number}步"@zh ; dct:description "第{number}步"@zh ; schema:position {number} ]'
        for number in (10, 2, 1)
    )
    reading = read_turtle(tmp_path, f"<urn:s> a cpsv:PublicService ; {WHOLE} ; cpsv:follows {steps[1:]} .")
    assert reading.fields[0]["steps"] == "第1步\n第2步\n第10步"


def test_a_property_of_ours_that_is_none_is_passed_over(tmp_path):
    added = '[ schema:propertyID "visits" ; schema:value "2" ], [ schema:propertyID "title" ; schema:value "x" ]'
    reading = read_turtle(tmp_path, f"<urn:s> a cpsv:PublicService ; {WHOLE} ; schema:additionalProperty {added} .")
    assert (reading.fields[0]["visits"], reading.fields[0]["title"]) == ("2", "某事")
