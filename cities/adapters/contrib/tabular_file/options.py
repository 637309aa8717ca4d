"""What a manifest may say of a table in a file."""

from __future__ import annotations

from typing import Literal

from cities.adapters.mapping import MappingOptions

MEBIBYTE = 1 << 20
Encoding = Literal["auto", "utf-8", "utf-8-sig", "gb18030", "utf-16"]


class TabularOptions(MappingOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``tabular_file``.

    ``path`` is beside the manifest; ``header_row`` counts from 1, rows above it are skipped; ``max_bytes`` bounds the
    file, ``max_unpacked_bytes`` what a workbook may unpack to, ``max_cell`` the characters of one cell.
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

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.delimiter) != 1 or self.delimiter in '\r\n"\0':
            raise ValueError("delimiter is one character, and none that a table has another use for")
        if self.header_row < 1:
            raise ValueError("header_row counts from 1")
