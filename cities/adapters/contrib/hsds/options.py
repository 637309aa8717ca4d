"""What a manifest may say of a catalogue of Open Referral."""

from __future__ import annotations

from typing import Final

import msgspec

from cities.adapters.base import CATALOGUE_FIELDS
from cities.adapters.bounds import MEBIBYTE
from cities.adapters.encodings import Encoding
from cities.adapters.http.options import HttpOptions

# A column called so is what the service says under one of our words, wherever it stands.
OURS: Final = "ours."
COLUMNS: Final = {word: f"{OURS}{word}" for word in sorted(CATALOGUE_FIELDS)}
STATUS: Final = {"active": "on", "inactive": "off", "defunct": "off", "temporarily closed": "off"}


class HsdsOptions(HttpOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``hsds``.

    ``path`` is a folder of tables in the older CSV layout, a ZIP of one, or a file of HSDS 3 JSON; ``url`` the
    ``/services`` of an API of HSDS 3, asked ``page_size`` at a time and, with ``detail``, for each service that a page
    does not give in full. ``columns`` adds to the mapping that the standard fixes, or takes the place of a part of it:
    a dotted path within the nested service (``organization.website``). ``country`` is whose postal codes and telephone
    numbers are meant where a row names none. ``max_related`` bounds what is read of each kind that belongs to one
    service, ``max_bytes`` a file, ``max_unpacked_bytes`` a ZIP's content or all tables of a folder, ``max_cell`` the
    characters of one cell, ``max_rows`` the rows of a table.
    """

    path: str | None = None
    # Not auto: whatever is no UTF-8 would be tried as Chinese, and windows-1252 passes for it with broken names.
    encoding: Encoding = "utf-8"
    delimiter: str = ","
    country: str = ""
    detail: bool = True
    page_size: int = 100
    max_pages: int = 100_000
    max_related: int = 200
    max_bytes: int = 1024 * MEBIBYTE
    max_unpacked_bytes: int = 4096 * MEBIBYTE
    max_cell: int = 65_536
    max_columns: int = 500
    max_rows: int = 10_000_000

    def __post_init__(self) -> None:
        msgspec.structs.force_setattr(self, "columns", {**COLUMNS, **self.columns})
        msgspec.structs.force_setattr(self, "values", {"status": STATUS, **self.values})
        super().__post_init__()
        if len(self.delimiter) != 1 or self.delimiter in '\r\n"\0':
            raise ValueError("delimiter is one character, and none that a table has another use for")
        if self.page_size < 1 or self.max_related < 1:
            raise ValueError("page_size and max_related count from 1")
