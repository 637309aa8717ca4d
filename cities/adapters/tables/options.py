"""What a manifest may say of a table in a file."""

from __future__ import annotations

from typing import Literal

from cities.adapters.bounds import MEBIBYTE
from cities.adapters.encodings import Encoding
from cities.adapters.mapping import MappingOptions

# Tried in this order where the manifest leaves it to the header.
DELIMITERS = (",", "\t", ";", "|")


class TableOptions(MappingOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of an adapter that reads tables from files.

    ``path`` is beside the manifest; ``header_row`` counts from 1, rows above it are skipped; ``delimiter`` is one
    character, or ``auto``: the one of ``, ; |`` and the tab under which the header has the columns that are needed.
    ``max_bytes`` bounds the file, ``max_unpacked_bytes`` what a workbook may unpack to, ``max_cell`` the characters of
    one cell, ``max_rows`` the rows.
    """

    path: str | None = None
    format: Literal["csv", "xlsx"] = "csv"
    encoding: Encoding = "auto"
    delimiter: str = ","
    header_row: int = 1
    sheet: str | None = None
    max_bytes: int = 512 * MEBIBYTE
    max_unpacked_bytes: int = 512 * MEBIBYTE
    max_cell: int = 65_536
    max_columns: int = 500
    max_rows: int = 10_000_000

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.delimiter != "auto" and (len(self.delimiter) != 1 or self.delimiter in '\r\n"\0'):
            raise ValueError("delimiter is auto or one character, and none that a table has another use for")
        if self.header_row < 1:
            raise ValueError("header_row counts from 1")
