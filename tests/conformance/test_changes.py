"""What every adapter promises that tells changes since a cursor."""

from __future__ import annotations

import pytest

from cities.adapters.base import Capability
from cities.adapters.registry import adapters
from tests.cities.adapters.reading import manifest
from tests.conformance.specimens import CATALOGUE, SPECIMENS

ABLE = [adapter for adapter in adapters if Capability.CHANGES_SINCE in adapter.capabilities]


@pytest.mark.parametrize("adapter", ABLE, ids=lambda adapter: adapter.name)
def test_its_changes_from_the_beginning_are_the_whole(adapter, tmp_path):
    source = SPECIMENS[adapter.name].write(tmp_path)
    options = {**SPECIMENS[adapter.name].options, "path": source.name}
    own = manifest(adapter.name, options, folder=str(tmp_path))
    rows, cursor, more = [], None, True
    while more:
        told = adapter.changes(own, cursor, on_finding=lambda found: None)
        rows += [dict(row.fields) for row in told.rows]
        cursor, more = told.cursor, told.more
    assert sorted(rows, key=lambda row: row["old_id"]) == CATALOGUE
    again = adapter.changes(own, cursor, on_finding=lambda found: None)
    assert all(dict(row.fields) in CATALOGUE for row in again.rows)
    assert (again.cursor, again.more) == (cursor, False)
