"""What a manifest may say of a JSON feed."""

from __future__ import annotations

from cities.adapters.bounds import MEBIBYTE
from cities.adapters.http.options import HttpOptions


class JsonFeedOptions(HttpOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``json_feed``.

    ``url`` is asked page by page; ``path`` is a dump of the same shape beside the manifest, for a city that hands over
    files. ``items`` is the dotted path to the list of rows, ``next`` to the next page's address or cursor (sent as
    ``cursor_param``); without ``next``, ``page_param`` counts pages of ``page_size`` from ``first_page``.
    ``total`` is the dotted path to the number of all rows, by which a feed that changes meanwhile is noticed.
    ``max_bytes`` bounds a dump, which is parsed in memory.
    """

    path: str | None = None
    items: str = ""
    next: str | None = None
    total: str | None = None
    cursor_param: str = "cursor"
    page_param: str | None = None
    page_size_param: str | None = None
    page_size: int = 100
    first_page: int = 1
    max_pages: int = 10_000
    max_bytes: int = 64 * MEBIBYTE
    max_cell: int = 65_536

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.url is not None and self.next is None and self.page_param is None:
            raise ValueError("a feed is paged: give next or page_param")
