"""Nothing is fetched, nothing unpacks, nothing crashes."""

from __future__ import annotations

import json
import socket

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cities.adapters.contrib.cpsv_ap.contexts import KNOWN
from tests.cities.adapters.cpsv_ap.graphs import WHOLE, read_graph, read_turtle
from tests.cities.feed_server import serving

SERVICE = {"@id": "urn:s", "@type": "PublicService", "identifier": "A-1", "name": {"@value": "某事", "@language": "zh"}}
BOMB = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dct="http://purl.org/dc/terms/">
<rdf:Description rdf:about="urn:s"><dct:title>&b;</dct:title></rdf:Description></rdf:RDF>"""


@pytest.fixture
def no_network(monkeypatch):
    """Fail whatever opens a connection."""

    def refuse(*_args, **_kwargs):
        raise AssertionError("a document made us open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("context", KNOWN)
def test_the_profile_s_context_is_kept_here(tmp_path, no_network, context):
    reading = read_graph(tmp_path, json.dumps({"@context": context, "@graph": [SERVICE]}))
    assert [fields["title"] for fields in reading.fields] == ["某事"]


def contexts(url):
    return [
        {"@context": url, **SERVICE},
        {"@context": [KNOWN[0], url], **SERVICE},
        {"@context": {"@import": url}, **SERVICE},
        {"@context": [KNOWN[0], {"holdsRequirement": {"@id": "urn:r", "@context": url}}], **SERVICE},
        {"@context": KNOWN[0], "@graph": [{**SERVICE, "produces": {"@context": url, "name": "x"}}]},
        [{"@context": {"@context": url}, **SERVICE}],
    ]


@pytest.mark.parametrize("place", range(6))
def test_no_other_context_is_fetched(tmp_path, place):
    with serving() as feed:
        reading = read_graph(tmp_path, json.dumps(contexts(feed.url)[place]))
        assert reading.refused == ("source.remote_context", True)
        assert reading.evidence == [feed.url]
        assert feed.asked == []
    assert reading.rows == []


@pytest.mark.parametrize(
    "document",
    [
        "@base <http://10.0.0.1/> . <x> <http://www.w3.org/2002/07/owl#imports> <http://10.0.0.1/y> .",
        '<?xml version="1.0"?><rdf:RDF xml:base="http://10.0.0.1/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:s="http://10.0.0.1/s#">'
        '<rdf:Description rdf:about="x"><s:y rdf:resource="z"/></rdf:Description></rdf:RDF>',
        json.dumps({"@context": {"@base": "http://10.0.0.1/", "@vocab": "http://10.0.0.1/v#"}, "@id": "x", "y": "z"}),
    ],
)
def test_addresses_in_a_document_are_names_and_not_asked(tmp_path, no_network, document):
    assert read_graph(tmp_path, document).refused == ("source.shape", True)


def test_a_document_type_is_refused(tmp_path, no_network):
    assert read_graph(tmp_path, BOMB).refused == ("source.unsafe_xml", True)
    assert read_graph(tmp_path, BOMB, format="xml").refused == ("source.unsafe_xml", True)


def test_markup_within_a_literal_is_not_parsed(tmp_path):
    entity = '<!DOCTYPE r [<!ENTITY a "boom">]><r>&a;</r>'.replace('"', '\\"')
    body = f'<urn:s> a cpsv:PublicService ; {WHOLE} ; dct:title "{entity}"^^rdf:XMLLiteral .'
    reading = read_turtle(tmp_path, body)
    assert "boom" not in reading.fields[0]["title"].replace('"boom"', "")
    assert reading.error is None


def test_size_and_triples_are_bounded(tmp_path):
    body = f"<urn:s> a cpsv:PublicService ; {WHOLE} ."
    assert read_turtle(tmp_path, body, max_triples=8).error is None
    assert read_turtle(tmp_path, body, max_triples=7).refused == ("source.too_many_triples", True)
    assert read_turtle(tmp_path, body, max_bytes=100).refused == ("source.too_large", True)


@pytest.mark.parametrize(
    "document",
    ["[" * 5000, '{"a":' * 5000, "<urn:a> <urn:b> " + "[ <urn:c> " * 5000, "(" * 5000, '<urn:a> <urn:b> """'],
)
def test_what_nests_too_deep_or_never_ends_is_refused(tmp_path, document):
    assert read_graph(tmp_path, document).refused == ("source.malformed", True)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text("<>@\"'[](){};.,:^#\\uaé zc1", max_size=120).map(str.encode)))
@example(b"\xef\xbb\xbf")
@example(b"<rdf:RDF")
@example(b'{"@graph": [{"@type": 7}]}')
def test_any_bytes_are_refused_or_read(tmp_path, content):
    for kind in ("auto", "turtle", "xml", "json-ld"):
        reading = read_graph(tmp_path, content or b" ", format=kind)
        assert reading.rows == []
        assert reading.error is not None
        assert reading.error.permanent
