"""The official example of the profile comes in, whichever way it is written."""

from __future__ import annotations

import pytest
from rdflib import Graph

from tests.cities.adapters.cpsv_ap.graphs import read_graph, real_file

SERVICE = {
    "old_id": "Tax-on-web",
    "title": "Tax-on-web",
    "title_en": "Tax-on-web",
    "summary": "Service pour la déclaration à l'impôt des personnes physiques en ligne",
    "agency_name": "Federal Public Service FINANCE",
    "conditions": "Request to provide certificate about childcare costs",
    "conditions_en": "Request to provide certificate about childcare costs",
    "materials": "Attestation garde d'enfants||Attestation en matière de frais de garde d'enfants de l'année 2020|",
    "channels": "b37115f83e",
    "office_hours": "Every day from 9 a.m. to 5 p.m.",
    "office_hours_en": "Every day from 9 a.m. to 5 p.m.",
    "phone": "+32 257 25757",
}
TOLD = [("source.language", 1, "dct:title")]


@pytest.mark.parametrize("name", ["cpsv320.example.ttl", "cpsv320.example.jsonld"])
def test_as_it_is_published(tmp_path, name):
    reading = read_graph(tmp_path, real_file(name).read_bytes())
    assert reading.error is None
    assert reading.fields == [SERVICE]
    assert reading.told == TOLD


def test_as_rdf_xml(tmp_path):
    graph = Graph().parse(real_file("cpsv320.example.ttl"))
    reading = read_graph(tmp_path, graph.serialize(format="pretty-xml", encoding="utf-8"))
    assert reading.fields == [SERVICE]
    assert reading.told == TOLD
