"""Memory is flat in the number of records, whatever the format."""

from __future__ import annotations

import tracemalloc
from uuid import UUID

import msgspec
import pytest

from catalog.exports.exporter import StreamedExporter
from catalog.exports.registry import exporters
from tests.catalog.exports.generated import make_record
from tests.factories.catalog import make_content

pytestmark = pytest.mark.long

MEBIBYTE = 1 << 20


def members(count):
    record = make_record(make_content())
    for number in range(count):
        yield msgspec.structs.replace(record, service_id=UUID(int=number), old_ids=(f"A-{number}",))


def peak(exporter, count):
    tracemalloc.start()
    size = sum(map(len, exporter.pieces(members(count))))
    _now, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return size, highest


@pytest.mark.parametrize(
    "exporter", [each for each in exporters if isinstance(each, StreamedExporter)], ids=lambda each: each.name
)
def test_ten_times_the_records_take_no_more_memory(exporter):
    peak(exporter, 20)
    small, before = peak(exporter, 200)
    large, after = peak(exporter, 2000)
    assert large > small * 9
    assert after < before + MEBIBYTE
