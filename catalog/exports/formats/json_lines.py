"""JSON Lines: one service a line, whole, and beside it the words by which any catalogue can be taken in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final

import msgspec

from catalog.exports.exporter import StreamedExporter
from catalog.exports.fields import WORDS, fields_of
from catalog.exports.losses import Loss
from catalog.exports.records import ServiceRecord


class Line(ServiceRecord, frozen=True, kw_only=True):
    """One line: the record with nothing left out, and ``fields``, the same in our catalogue words."""

    fields: dict[str, str]


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(Line)


def line_of(record: ServiceRecord) -> bytes:
    """Return a record as its line."""
    values: dict[str, Any] = {name: getattr(record, name) for name in record.__struct_fields__}
    return _encoder.encode(Line(**values, fields=fields_of(record))) + b"\n"


def record_of(line: bytes) -> ServiceRecord:
    """Return the record of a line. Raises msgspec.DecodeError, msgspec.ValidationError."""
    read = _decoder.decode(line)
    return ServiceRecord(**{name: getattr(read, name) for name in ServiceRecord.__struct_fields__})


class JsonLines(StreamedExporter):
    """Carries everything."""

    name = "json_lines"
    label_zh = "JSON Lines（完整）"
    label_en = "JSON Lines (lossless)"
    media_type = "application/x-ndjson"
    extension = "jsonl"
    carries = WORDS
    loses: ClassVar[tuple[Loss, ...]] = ()

    def parts(self, records: Iterable[ServiceRecord]) -> Iterator[bytes]:
        """Yield a line a record."""
        return map(line_of, records)
