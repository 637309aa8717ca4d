"""Rows of a delimited text file, streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cities.adapters.base import AdapterError, AdapterFinding, OnFinding, Severity
from cities.adapters.contrib.tabular_file.encodings import settle_encoding
from cities.adapters.contrib.tabular_file.options import TabularOptions

MOST_CHARACTERS_A_CELL: Final = 1 << 17


def _records(path: Path, encoding: str, options: TabularOptions) -> Iterator[list[str]]:
    # The limit is global to the module csv; every reader of ours sets the same one.
    csv.field_size_limit(MOST_CHARACTERS_A_CELL)
    with path.open(encoding=encoding, errors="strict", newline="") as stream:
        try:
            yield from csv.reader(stream, delimiter=options.delimiter, strict=True)
        except csv.Error as error:
            code = "source.cell_too_large" if "field larger" in str(error) else "source.truncated"
            finding = AdapterFinding(code, Severity.ERROR, evidence=str(error))
            raise AdapterError(code, permanent=True, findings=(finding,)) from error


def delimited_rows(path: Path, options: TabularOptions, on_finding: OnFinding) -> Iterator[list[str]]:
    """Yield the rows of ``path``, header first.

    The encoding is proved on the whole file before the first row is given out; damage of the table itself is met where
    it stands, and rows given out before it are then not the whole (see the port). Raises AdapterError.
    """
    encoding = settle_encoding(path, options.encoding, on_finding)
    for row in _records(path, encoding, options):
        if len(row) > options.max_columns:
            raise AdapterError("source.too_many_columns", permanent=True)
        yield row
