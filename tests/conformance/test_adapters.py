"""The kit: what every adapter promises, whoever wrote it. A city is in when the kit is green for its adapter."""

from __future__ import annotations

import json

import msgspec
import pytest

from cities.adapters.base import CATALOGUE_FIELDS, PORTS, AdapterError, Severity
from cities.adapters.registry import adapters
from services_portal.kernel.registry import CheckResult, PluginOptionsError
from tests.cities.adapters.reading import manifest, read
from tests.conformance.specimens import CATALOGUE, SPECIMENS

pytestmark = pytest.mark.parametrize("adapter", list(adapters), ids=lambda adapter: adapter.name)
RUBBISH = [
    b"\x00" * 64,
    b"\xff\xfe\x00",
    b"<html>login</html>",
    b"PK\x03\x04",
    b"{",
    b"[[[[",
    "济南,青岛\n".encode("gb18030"),
]


def city(adapter):
    assert adapter.name in SPECIMENS, f"tests/conformance/specimens.py has no specimen for {adapter.name}"
    return manifest(adapter.name, SPECIMENS[adapter.name].options)


@pytest.fixture
def source(adapter, tmp_path):
    return SPECIMENS[adapter.name].write(tmp_path)


def test_it_has_names_for_people(adapter):
    assert adapter.name.isidentifier()
    assert adapter.label_zh
    assert adapter.label_en


def test_what_it_declares_it_implements_and_nothing_else(adapter):
    able = {word for word, port in PORTS.items() if isinstance(adapter, port)}
    assert able == set(adapter.capabilities)


def test_its_options_are_a_schema_that_refuses_what_it_does_not_know(adapter):
    assert issubclass(adapter.options_schema, msgspec.Struct)
    options = dict(SPECIMENS[adapter.name].options)
    assert isinstance(adapters.options(adapter.name, options), adapter.options_schema)
    with pytest.raises(PluginOptionsError, match="colour"):
        adapters.options(adapter.name, {**options, "colour": "red"})
    with pytest.raises(PluginOptionsError, match="titel"):
        adapters.options(adapter.name, {**options, "columns": {**options["columns"], "titel": "x"}})


def test_its_check_says_in_both_languages_how_it_stands(adapter):
    result = adapter.check(adapters.options(adapter.name, SPECIMENS[adapter.name].options))
    assert isinstance(result, CheckResult)
    assert result.ok
    assert result.zh
    assert result.en


def test_it_gives_every_row_in_our_words(adapter, source):
    reading = read(city(adapter), source)
    assert reading.error is None
    assert reading.fields == CATALOGUE
    assert [row.number for row in reading.rows] == [1, 2, 3]
    assert {word for row in reading.rows for word in row.fields} <= CATALOGUE_FIELDS


def test_what_it_read_can_be_kept_as_it_was(adapter, source):
    for row in read(city(adapter), source).rows:
        kept = json.loads(json.dumps(row.raw, allow_nan=False))
        assert kept == row.raw
        assert "\x00" not in str(kept)


def test_a_second_reading_is_the_first(adapter, source):
    first, second = read(city(adapter), source), read(city(adapter), source)
    assert first.fields == second.fields
    assert [(row.raw, row.basis) for row in first.rows] == [(row.raw, row.basis) for row in second.rows]
    assert first.findings == second.findings


def test_a_formula_is_told_with_its_row(adapter, source):
    told = [(found.code, found.severity, found.row) for found in read(city(adapter), source).findings]
    assert told == [("source.formula", Severity.WARNING, 3)]


def test_a_source_that_is_not_there_is_refused_for_good(adapter, tmp_path):
    reading = read(city(adapter), tmp_path / "nowhere")
    assert reading.refused == ("source.missing_file", True)
    assert [found.code for found in reading.error.findings] == ["source.missing_file"]


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_is_refused_with_a_finding_and_no_row(adapter, tmp_path, rubbish):
    (tmp_path / "rubbish").write_bytes(rubbish)
    reading = read(city(adapter), tmp_path / "rubbish")
    assert reading.rows == []
    assert isinstance(reading.error, AdapterError)
    assert all(found.severity == Severity.ERROR for found in reading.error.findings)
    assert reading.error.findings


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_half_a_row_is_never_given_without_a_word(adapter, source, share):
    content = source.read_bytes()
    source.write_bytes(content[: int(len(content) * share)])
    reading = read(city(adapter), source)
    told = {found.row for found in reading.findings}
    assert [row.number for row in reading.rows if row.fields not in CATALOGUE and row.number not in told] == []
    assert len([row for row in reading.rows if row.fields in CATALOGUE]) < len(CATALOGUE)
