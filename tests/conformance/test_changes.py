"""What every adapter promises that tells changes since a cursor."""

from __future__ import annotations

import pytest

from cities.adapters.base import Capability
from cities.adapters.registry import adapters
from tests.cities.adapters.reading import manifest
from tests.cities.feed_server import answering, serving
from tests.conformance.specimens import CATALOGUE, SPECIMENS

ABLE = [adapter for adapter in adapters if Capability.CHANGES_SINCE in adapter.capabilities]


@pytest.fixture
def own(adapter, tmp_path):
    """The manifest of a city that tells its specimen as changes."""
    specimen = SPECIMENS[adapter.name]
    source = specimen.write(tmp_path)
    if specimen.changes is None:
        yield manifest(adapter.name, {**specimen.options, "path": source.name}, folder=str(tmp_path))
        return
    with serving(behaviour=answering(200, source.read_bytes())) as feed:
        yield manifest(adapter.name, {**specimen.options, **specimen.changes, "url": feed.url})


@pytest.mark.parametrize("adapter", ABLE, ids=lambda adapter: adapter.name)
def test_its_changes_from_the_beginning_are_the_whole(adapter, own):
    rows, cursor, more = [], None, True
    while more:
        told = adapter.changes(own, cursor, on_finding=lambda found: None)
        rows += [dict(row.fields) for row in told.rows]
        cursor, more = told.cursor, told.more
    assert sorted(rows, key=lambda row: row["old_id"]) == CATALOGUE
    again = adapter.changes(own, cursor, on_finding=lambda found: None)
    assert all(dict(row.fields) in CATALOGUE for row in again.rows)
    assert (again.cursor, again.more) == (cursor, False)
