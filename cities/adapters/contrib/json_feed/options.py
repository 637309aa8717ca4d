"""What a manifest may say of a JSON feed."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

import msgspec

from cities.adapters.mapping import MappingOptions

MEBIBYTE = 1 << 20


class Auth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How we prove ourselves; the secret itself stands in the environment variable ``token_env`` (or ``…_FILE``)."""

    kind: Literal["bearer", "header", "basic"]
    token_env: str
    header: str = "X-API-Key"


class JsonFeedOptions(MappingOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``json_feed``.

    ``url`` is asked page by page; ``path`` is a dump of the same shape beside the manifest, for a city that hands over
    files. ``items`` is the dotted path to the list of rows, ``next`` to the next page's address or cursor (sent as
    ``cursor_param``); without ``next``, ``page_param`` counts pages of ``page_size`` from ``first_page``.
    ``max_page_bytes`` bounds a page, ``max_feed_bytes`` all of them, ``max_bytes`` a dump, which is parsed in memory;
    ``max_feed_seconds`` bounds how long we wait for all pages together.
    """

    url: str | None = None
    path: str | None = None
    auth: Auth | None = None
    items: str = ""
    next: str | None = None
    cursor_param: str = "cursor"
    page_param: str | None = None
    page_size_param: str | None = None
    page_size: int = 100
    first_page: int = 1
    tries: int = 3
    max_pages: int = 10_000
    max_page_bytes: int = 16 * MEBIBYTE
    max_feed_bytes: int = 4096 * MEBIBYTE
    max_feed_seconds: float = 3600
    max_bytes: int = 64 * MEBIBYTE
    max_cell: int = 65_536

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.url is not None and not (urlsplit(self.url).scheme in {"http", "https"} and urlsplit(self.url).netloc):
            raise ValueError("url begins with http:// or https:// and a host")
        if self.url is not None and self.next is None and self.page_param is None:
            raise ValueError("a feed is paged: give next or page_param")
