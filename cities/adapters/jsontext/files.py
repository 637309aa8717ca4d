"""JSON in a file: its encoding, and its records as rows."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from cities.adapters.base import CatalogueRow, OnFinding
from cities.adapters.bounds import MEBIBYTE
from cities.adapters.encodings import Encoding, prove_encoding, settle_encoding
from cities.adapters.jsontext.rows import RecordReader
from cities.adapters.jsontext.stream import RecordStream
from cities.adapters.mapping import MappingOptions
from cities.adapters.plugin import require_file, unchanged


class JsonOptions(MappingOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of an adapter that reads JSON from files.

    ``path`` is beside the manifest. ``items`` is the dotted path to the list of records within a document; without it,
    the document is the list, or the file holds a record a line. ``max_bytes`` bounds the file, ``max_cell`` the
    characters of one value, ``max_rows`` the records.
    """

    path: str | None = None
    encoding: Encoding = "auto"
    items: str = ""
    max_bytes: int = 4096 * MEBIBYTE
    max_cell: int = 65_536
    max_rows: int = 10_000_000


# JSON begins with a sign of ASCII, so zeros tell how wide its signs are (RFC 4627, section 3).
_WIDE: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
)


def json_rows(path: Path, options: JsonOptions, on_finding: OnFinding) -> Iterator[CatalogueRow]:
    """Yield the records of ``path`` as rows; see the port for what is promised and raised."""
    require_file(path, options.max_bytes)
    reader = RecordReader(options, on_finding, max_cell=options.max_cell, max_rows=options.max_rows)
    return reader.read(json_records(path, options.items, options.encoding, on_finding))


def json_records(path: Path, items: str, encoding: Encoding, on_finding: OnFinding) -> Iterator[Any]:
    """Yield the records of ``path``, whatever they are, in bounded memory. Raises AdapterError."""
    return unchanged(path, _records(path, items, encoding, on_finding))


def _records(path: Path, items: str, encoding: Encoding, on_finding: OnFinding) -> Iterator[Any]:
    settled = _wide_encoding(path) or settle_encoding(path, encoding, on_finding)
    with path.open(encoding=settled, newline="") as stream:
        yield from RecordStream(stream, items.split(".") if items else ()).records()


def _wide_encoding(path: Path) -> str | None:
    """Return the encoding where signs are two or four bytes wide and nothing but zeros tells it, else None."""
    with path.open("rb") as stream:
        head = stream.read(4)
    encoding = next((name for mark, name in _WIDE if head.startswith(mark)), None)
    if encoding is None and len(head) == 4:
        widths: dict[tuple[bool, ...], str] = {
            (False, True, True, True): "utf-32-le",
            (True, True, True, False): "utf-32-be",
            (False, True, False, True): "utf-16-le",
            (True, False, True, False): "utf-16-be",
        }
        encoding = widths.get(tuple(byte == 0 for byte in head))
    if encoding is not None:
        prove_encoding(path, encoding)
    return encoding
