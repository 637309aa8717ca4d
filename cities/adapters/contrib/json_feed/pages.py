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


def walk(fetcher: PageFetcher, options: JsonFeedOptions) -> Iterator[list[Any]]:
    """Yield the rows of each page until the feed ends. Raises AdapterError, ``feed.page_loop`` among others.

    A page seen before, by address or by content, is a loop: a feed that never ends must not keep us for ever.
    """
    url = options.url or ""
    parameters: dict[str, str] = {}
    number = options.first_page
    seen: set[bytes] = set()
    asked: set[tuple[str, str]] = set()
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
            return
        mark = hashlib.blake2b(json.dumps(items, sort_keys=True).encode(), digest_size=16).digest()
        if items and mark in seen:
            raise _loop(f"page {len(seen) + 1} repeats an earlier one")
        seen.add(mark)
        yield items
        if options.next is None:
            number += 1
            continue
        following = dig(page, options.next)
        if following in (None, "", False):
            return
        url, parameters = _onward(url, following, options)
    raise _loop(f"more than {options.max_pages} pages")
