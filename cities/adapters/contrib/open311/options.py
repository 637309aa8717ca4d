"""What a manifest may say of a GeoReport server or its files."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

from cities.adapters.bounds import MEBIBYTE
from cities.adapters.http.options import HttpOptions

COLUMNS: Final = {"old_id": "service_code", "title": "service_name", "summary": "description"}


class Open311Options(HttpOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``open311`` (GeoReport v2).

    ``url`` is the endpoint, without ``/services``; ``path`` a service list in a file instead. ``format`` is what the
    server is asked for; what a file is, it shows itself. With ``definitions`` the definition of each service that has
    one is asked for, or read from the folder ``definitions_path`` (``<service_code>.json`` or ``.xml``); it gives the
    columns ``attributes_required`` and ``attributes_optional``. ``columns`` adds to those of the standard; a column
    called ``""`` is not read.
    """

    path: str | None = None
    format: Literal["json", "xml"] = "json"
    jurisdiction_id: str | None = None
    definitions: bool = False
    definitions_path: str | None = None
    max_bytes: int = 16 * MEBIBYTE
    max_cell: int = 65_536
    max_rows: int = 100_000

    def __post_init__(self) -> None:
        elsewhere = set(self.constants) | set(self.extract)
        columns = {word: name for word, name in COLUMNS.items() if word not in elsewhere} | self.columns
        msgspec.structs.force_setattr(self, "columns", {word: name for word, name in columns.items() if name})
        super().__post_init__()

    def required(self) -> set[str]:
        """Return the columns that the standard demands of every service."""
        return {"service_code", "service_name"} & self.sources()
