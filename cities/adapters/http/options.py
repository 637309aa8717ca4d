"""What a manifest may say of a city's server."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

import msgspec

from cities.adapters.bounds import MEBIBYTE
from cities.adapters.mapping import MappingOptions


class Auth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How we prove ourselves; the secret itself stands in the environment variable ``token_env`` (or ``…_FILE``)."""

    kind: Literal["bearer", "header", "basic"]
    token_env: str
    header: str = "X-API-Key"


class HttpOptions(MappingOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of an adapter that asks a server at ``url``.

    ``tries`` a page; ``max_page_bytes`` bounds a page, ``max_feed_bytes`` all of them; ``max_feed_seconds`` bounds how
    long we wait for all pages together.
    """

    url: str | None = None
    auth: Auth | None = None
    tries: int = 3
    max_page_bytes: int = 16 * MEBIBYTE
    max_feed_bytes: int = 4096 * MEBIBYTE
    max_feed_seconds: float = 3600

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.url is not None and not (urlsplit(self.url).scheme in {"http", "https"} and urlsplit(self.url).netloc):
            raise ValueError("url begins with http:// or https:// and a host")
