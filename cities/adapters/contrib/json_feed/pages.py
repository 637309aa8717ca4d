"""Walking a feed page by page, and noticing when it walks in circles."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode, urljoin

from cities.adapters.base import AdapterError, refusal
from cities.adapters.contrib.json_feed.options import JsonFeedOptions
from cities.adapters.http.transport import PageFetcher
from cities.adapters.jsontext.values import dig, parse_page

# Addresses are remembered, all of them.
LONGEST_NEXT: Final = 4096
# More digits than a feed has rows; Python itself refuses to read a few thousand.
LONGEST_TOTAL: Final = 18


def items_of(page: Any, options: JsonFeedOptions) -> list[Any]:
    """Return the rows of a page. Raises AdapterError ``feed.shape`` when there is no list where one should be."""
    items = dig(page, options.items)
    if not isinstance(items, list):
        raise refusal("feed.shape", f"{options.items}: {type(items).__name__}")
    return items


def _loop(evidence: str) -> AdapterError:
    return refusal("feed.page_loop", evidence, permanent=False)


def _onward(url: str, following: Any, options: JsonFeedOptions) -> tuple[str, dict[str, str]]:
    """Return address and parameters of the page that the feed names: an address, or a cursor."""
    if isinstance(following, bool) or not isinstance(following, str | int):
        raise refusal("feed.shape", f"{options.next}: {type(following).__name__}")
    text = str(following)
    if len(text) > LONGEST_NEXT:
        raise refusal("feed.shape", f"{options.next}: {len(text)} characters")
    if not text.lower().startswith(("http://", "https://", "/", "?")):
        return url, {options.cursor_param: text}
    try:
        return urljoin(url, text), {}
    except ValueError as error:
        raise refusal("feed.shape", f"{options.next}: {text}") from error


class _Steady:
    """Notices that a feed is changed while it is walked: rows then stand on two pages, or on none."""

    def __init__(self, fetcher: PageFetcher, options: JsonFeedOptions) -> None:
        self._fetcher = fetcher
        self._options = options
        self._total: int | None = None
        self._rows = 0
        self._before: tuple[str, dict[str, str], list[Any]] | None = None

    def take(self, url: str, parameters: dict[str, str], page: Any, items: list[Any]) -> None:
        """Look at a page. Raises AdapterError ``feed.changed``."""
        self._rows += len(items)
        if self._options.total is not None:
            self._count(dig(page, self._options.total))
        if self._before is not None and items and items[0] in self._before[2]:
            self._ask_again(*self._before)
        self._before = (url, parameters, items)

    def end(self) -> None:
        """Look back at the whole. Raises AdapterError ``feed.changed`` when rows are missing or too many."""
        if self._total is not None and self._rows != self._total:
            raise refusal("feed.changed", f"{self._rows} of {self._total} rows", permanent=False)

    def _count(self, told: Any) -> None:
        if isinstance(told, str) and told.isdecimal() and len(told) <= LONGEST_TOTAL:
            told = int(told)
        if isinstance(told, bool) or not isinstance(told, int):
            raise refusal("feed.shape", f"{self._options.total}: {type(told).__name__}")
        if self._total is not None and told != self._total:
            raise refusal("feed.changed", f"{self._total} → {told} rows", permanent=False)
        self._total = told

    def _ask_again(self, url: str, parameters: dict[str, str], items: list[Any]) -> None:
        # A row of the page before begins this one. Either the feed has it twice, or what was put in before it moved
        # it here; then the page before is no longer what it was.
        again = items_of(self._fetcher.fetch(url, parameters, parse_page), self._options)
        if again != items:
            raise refusal("feed.changed", "a row moved from one page to the next", permanent=False)


def walk(fetcher: PageFetcher, options: JsonFeedOptions) -> Iterator[list[Any]]:
    """Yield the rows of each page until the feed ends. Raises AdapterError, ``feed.page_loop`` among others.

    A page seen before, by address or by content, is a loop: a feed that never ends must not keep us for ever. A feed
    that changes meanwhile is ``feed.changed``, and read again later.
    """
    url = options.url or ""
    parameters: dict[str, str] = {}
    number = options.first_page
    seen: set[bytes] = set()
    asked: set[tuple[str, str]] = set()
    steady = _Steady(fetcher, options)
    for _ in range(options.max_pages):
        if options.next is None and options.page_param is not None:
            parameters = {options.page_param: str(number)}
        if options.page_size_param is not None:
            parameters[options.page_size_param] = str(options.page_size)
        address = (url, urlencode(parameters))
        if address in asked:
            raise _loop(f"asked again for {address[1] or url}")
        asked.add(address)
        page = fetcher.fetch(url, parameters, parse_page)
        items = items_of(page, options)
        if not items and options.next is None:
            steady.take(url, parameters, page, items)
            return steady.end()
        mark = hashlib.blake2b(json.dumps(items, sort_keys=True).encode(), digest_size=16).digest()
        if items and mark in seen:
            raise _loop(f"page {len(seen) + 1} repeats an earlier one")
        seen.add(mark)
        steady.take(url, parameters, page, items)
        yield items
        if options.next is None:
            number += 1
            continue
        following = dig(page, options.next)
        if following in (None, "", False):
            return steady.end()
        url, parameters = _onward(url, following, options)
    raise _loop(f"more than {options.max_pages} pages")
