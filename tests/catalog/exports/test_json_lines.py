"""JSON Lines lose nothing."""

from __future__ import annotations

import io

import msgspec
from hypothesis import given

from catalog.exports.fields import fields_of
from catalog.exports.formats.json_lines import JsonLines, line_of, record_of
from catalog.exports.registry import exporters
from tests.catalog.exports.generated import records


@given(records)
def test_a_line_is_the_whole_record(record):
    line = line_of(record)
    assert line.count(b"\n") == 1
    assert record_of(line) == record


@given(records)
def test_a_line_bears_the_words_too(record):
    assert msgspec.json.decode(line_of(record))["fields"] == fields_of(record)


def test_it_is_registered_and_carries_everything():
    exporter = exporters.get("json_lines")
    assert isinstance(exporter, JsonLines)
    assert exporter.loses == ()
    stream = io.BytesIO()
    exporter.write([], stream)
    assert stream.getvalue() == b""
