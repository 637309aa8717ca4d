"""One document from a city's server."""

from __future__ import annotations

import pytest

from tests.cities.adapters.cpsv_ap.graphs import PREFIXES, WHOLE
from tests.cities.adapters.reading import manifest, read
from tests.cities.feed_server import answering, serving

TURTLE = f"{PREFIXES}<urn:s> a cpsv:PublicService ; {WHOLE} .".encode()


def asked(feed, **options):
    return read(manifest("cpsv_ap", {"columns": {}, "url": feed.url, "tries": 1, **options}, timeout_seconds=5))


@pytest.mark.django_db
def test_it_is_asked_for_and_read():
    with serving(behaviour=answering(200, TURTLE, "text/turtle; charset=utf-8")) as feed:
        assert [fields["old_id"] for fields in asked(feed).fields] == ["A-1"]
        [(_path, headers)] = feed.asked
    assert headers["Accept"].startswith("text/turtle")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("status", "body", "kind", "refused"),
    [
        (200, TURTLE[:-9], "text/turtle", ("feed.not_rdf", False)),
        (200, b"<html>login</html>", "text/html", ("feed.not_rdf", False)),
        (200, b'<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>', "application/rdf+xml", ("source.unsafe_xml", True)),
        (503, b"", "text/turtle", ("feed.server_error", False)),
    ],
)
def test_what_is_no_document_is_refused(status, body, kind, refused):
    with serving(behaviour=answering(status, body, kind)) as feed:
        reading = asked(feed)
    assert reading.refused == refused
    assert reading.rows == []


@pytest.mark.django_db
def test_an_answer_is_bounded():
    with serving(behaviour=answering(200, TURTLE, "text/turtle")) as feed:
        assert asked(feed, max_page_bytes=100).refused == ("feed.page_too_large", True)
