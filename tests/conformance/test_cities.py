"""Every city that has a manifest: its adapter is known, its options fit, and its own catalogue is read to the end."""

from __future__ import annotations

import pytest

from catalog.intake.sources import OTHER, reported
from cities.adapters.base import Capability
from cities.adapters.registry import adapter_for, adapters, options_for, supports
from cities.manifests import all_slugs, load
from tests.cities.adapters.reading import read
from tests.conformance.matrix import adapter_matrix, capability_matrix


@pytest.mark.parametrize("slug", all_slugs())
def test_a_city_is_in(slug):
    manifest = load(slug)
    assert adapter_for(manifest).check(options_for(manifest)).ok
    reading = read(manifest)
    assert reading.refused is None
    assert len(reading.rows) > 100
    assert [row.number for row in reading.rows] == list(range(1, len(reading.rows) + 1))
    undeclared = {found.code for found in reading.findings if reported(found.code, str(found.severity)).zh == OTHER.zh}
    assert undeclared == set()


def test_the_matrix_says_what_each_city_can_do():
    lines = capability_matrix()
    assert lines[0].split() == list(Capability)
    assert len(lines) == 1 + len(all_slugs())
    for line in lines[1:]:
        slug, *marks = line.split()
        assert [mark == "yes" for mark in marks] == [supports(load(slug), word) for word in Capability]


def test_the_matrix_says_what_each_adapter_could_do():
    lines = adapter_matrix()
    told = {line.split()[0]: [mark == "yes" for mark in line.split()[1:]] for line in lines[1:]}
    assert told == {adapter.name: [word in adapter.capabilities for word in Capability] for adapter in adapters}
