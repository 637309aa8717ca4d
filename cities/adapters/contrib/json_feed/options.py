"""What a manifest may say of a JSON feed."""

from __future__ import annotations

from typing import ClassVar

from cities.adapters.bounds import MEBIBYTE
from cities.adapters.http.options import HttpOptions
from cities.adapters.mapping import ACCOUNTS, Vocabulary


class JsonFeedOptions(HttpOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter ``json_feed``.

    ``url`` is asked page by page; ``path`` is a dump of the same shape beside the manifest, for a city that hands over
    files. ``items`` is the dotted path to the list of rows, ``next`` to the next page's address or cursor (sent as
    ``cursor_param``); without ``next``, ``page_param`` counts pages of ``page_size`` from ``first_page``.
    ``total`` is the dotted path to the number of all rows, by which a feed that changes meanwhile is noticed.
    ``max_bytes`` bounds a dump, which is parsed in memory.

    With ``changes_param`` the feed is asked every half minute for what has changed: at ``changes_url`` (else ``url``),
    the parameter holding the cursor, left out the first time. The next cursor is what the answer says at
    ``changes_cursor``, else the greatest text at ``changed_at`` of its rows. ``changes_more`` is the path of what says
    that there are more at once, ``changes_gone`` that of a list of old ids which are gone.
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
    changes_param: str | None = None
    changes_url: str | None = None
    changes_cursor: str | None = None
    changed_at: str | None = None
    changes_more: str | None = None
    changes_gone: str | None = None
    max_pages: int = 10_000
    max_bytes: int = 64 * MEBIBYTE
    max_cell: int = 65_536

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.url is not None and self.next is None and self.page_param is None:
            raise ValueError("a feed is paged: give next or page_param")
        if self.changes_param is not None and (self.changes_cursor is None) == (self.changed_at is None):
            raise ValueError("changes_param goes with changes_cursor or changed_at")


class JsonFeedAccountOptions(JsonFeedOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Options of the adapter for a feed of accounts, which is read as a whole: nothing is said of changes."""

    vocabulary: ClassVar[Vocabulary] = ACCOUNTS

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.changes_param is not None:
            raise ValueError("changes_param: accounts are read as a whole")
