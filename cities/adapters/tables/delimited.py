"""Rows of a delimited text file, streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from cities.adapters.base import AdapterError, OnFinding, refusal
from cities.adapters.encodings import settle_encoding
from cities.adapters.tables.header import column_names
from cities.adapters.tables.options import DELIMITERS, TableOptions

MOST_CHARACTERS_A_CELL: Final = 1 << 17
# A record may run over many lines; a file without line ends, or with a quote that is never closed, must not be read
# into memory whole.
MOST_CHARACTERS_A_RECORD: Final = 1 << 22


class _Lines:
    """The lines of a file, which end when a record has taken more of them than it may."""

    def __init__(self, stream: TextIO) -> None:
        self._readline = partial(stream.readline, MOST_CHARACTERS_A_RECORD)
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        for line in iter(self._readline, ""):
            self.taken += len(line)
            if self.taken >= MOST_CHARACTERS_A_RECORD:
                raise refusal("source.row_too_large", f"more than {MOST_CHARACTERS_A_RECORD} characters")
            yield line


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    # The limit is global to the module csv; every reader of ours sets the same one.
    csv.field_size_limit(MOST_CHARACTERS_A_CELL)
    with path.open(encoding=encoding, errors="strict", newline="") as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            for record in reader:
                lines.taken = 0
                yield record
        except csv.Error as error:
            raise refusal(_code(str(error)), f"line {reader.line_num}: {error}") from error


def _code(message: str) -> str:
    if "field larger" in message:
        return "source.cell_too_large"
    return "source.truncated" if "unexpected end" in message else "source.malformed"


def delimited_rows(path: Path, options: TableOptions, on_finding: OnFinding) -> Iterator[list[str]]:
    """Yield the rows of ``path``, header first.

    The encoding is proved on the whole file before the first row is given out; damage of the table itself is met where
    it stands, and rows given out before it are then not the whole (see the port). Raises AdapterError.
    """
    encoding = settle_encoding(path, options.encoding, on_finding)
    delimiter = options.delimiter if options.delimiter != "auto" else _settle_delimiter(path, encoding, options)
    for row in _records(path, encoding, delimiter):
        if len(row) > options.max_columns:
            raise refusal("source.too_many_columns", f"{len(row)} > {options.max_columns}")
        yield row


def _settle_delimiter(path: Path, encoding: str, options: TableOptions) -> str:
    """Return the delimiter under which the header has every column that is needed; the first where none does."""
    for delimiter in DELIMITERS:
        with suppress(AdapterError):
            header = next(islice(_records(path, encoding, delimiter), options.header_row - 1, None), [])
            if options.required() <= set(column_names(header)):
                return delimiter
    return DELIMITERS[0]
