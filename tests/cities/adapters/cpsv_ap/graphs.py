"""Small documents of CPSV-AP, and how a test reads them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import settings

from tests.cities.adapters.reading import Reading, manifest, read

REAL_DATA = Path(os.environ.get("PORTAL_REAL_DATA") or Path(settings.BASE_DIR).parent / "shared" / "data")
PREFIXES = """@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix cv: <http://data.europa.eu/m8g/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:b> a cv:PublicOrganisation ; dct:identifier "113701000000000015" ; skos:prefLabel "某局"@zh .
"""
WHOLE = 'dct:identifier "A-1" ; dct:title "某事"@zh ; dct:description "办某事。"@zh ; cv:hasCompetentAuthority <urn:b>'


def real_file(name: str) -> Path:
    """Return the official example, or skip the test that needs it."""
    path = REAL_DATA / "cpsv_ap" / name
    if not path.is_file():
        pytest.skip(f"{name} is not in the folder that PORTAL_REAL_DATA names")
    return path


def read_graph(folder: Path, content: str | bytes, **options: object) -> Reading:
    """Write a document and read it."""
    path = folder / "document"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(manifest("cpsv_ap", {"columns": {}, **options}), path)


def read_turtle(folder: Path, body: str, **options: object) -> Reading:
    """Read Turtle without its prefixes."""
    return read_graph(folder, PREFIXES + body, **options)
