"""What a feed says has changed since a cursor."""

from __future__ import annotations

from typing import Any, Final

from cities.adapters.base import Changes, OnFinding, refusal
from cities.adapters.contrib.json_feed.options import JsonFeedOptions
from cities.adapters.contrib.json_feed.pages import items_of
from cities.adapters.http.transport import PageFetcher
from cities.adapters.jsontext.rows import RecordReader
from cities.adapters.jsontext.values import as_text, dig, parse_page

LONGEST_CURSOR: Final = 4096


def changes_since(fetcher: PageFetcher, options: JsonFeedOptions, cursor: str | None, on_finding: OnFinding) -> Changes:
    """Ask for one answer and return it. Raises AdapterError, ``feed.shape`` for an answer that is not as agreed."""
    parameters = {options.changes_param or "": cursor} if cursor else {}
    page = fetcher.fetch(options.changes_url or options.url or "", parameters, parse_page)
    items = items_of(page, options)
    reader = RecordReader(options, on_finding, max_cell=options.max_cell, shape_code="feed.row_shape", whole=False)
    return Changes(
        rows=list(reader.read(items)),
        cursor=_following(page, items, options, cursor),
        more=options.changes_more is not None and dig(page, options.changes_more) not in (None, False, "", 0, "false"),
        gone=_gone(page, options),
    )


def _following(page: Any, items: list[Any], options: JsonFeedOptions, cursor: str | None) -> str:
    if options.changes_cursor is not None:
        told = dig(page, options.changes_cursor)
        if told in (None, ""):
            return cursor or ""
        if isinstance(told, bool) or not isinstance(told, str | int) or len(str(told)) > LONGEST_CURSOR:
            raise refusal("feed.shape", f"{options.changes_cursor}: {type(told).__name__}")
        return str(told)
    stamps = [as_text(dig(item, options.changed_at or "")) for item in items if isinstance(item, dict)]
    return max([cursor or "", *stamps])


def _gone(page: Any, options: JsonFeedOptions) -> tuple[str, ...]:
    if options.changes_gone is None:
        return ()
    listed = dig(page, options.changes_gone)
    if listed is None:
        return ()
    if not isinstance(listed, list) or not all(isinstance(each, str | int) for each in listed):
        raise refusal("feed.shape", f"{options.changes_gone}: {type(listed).__name__}")
    return tuple(text for each in listed if (text := str(each).strip()))
