"""Services from an API of HSDS 3: its list page by page, and each service that the list does not give in full."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Final
from urllib.parse import quote

from cities.adapters.base import refusal
from cities.adapters.contrib.hsds.options import HsdsOptions
from cities.adapters.http.transport import PageFetcher
from cities.adapters.jsontext.values import as_text, parse_page
from cities.manifests import CityManifest

LONGEST_ID: Final = 200


def services_at(manifest: CityManifest, options: HsdsOptions) -> Iterator[Any]:
    """Yield each service of the API at ``options.url``. Raises AdapterError.

    Pages are asked for until one says that it is the last, or is empty; a page that comes again is a loop. Where the
    API says how many services there are, another number of them is ``feed.changed``: a service that moved to a page
    which was read already would count as gone.
    """
    with closing(PageFetcher(manifest, options)) as fetcher:
        seen: set[bytes] = set()
        total: int | None = None
        count = 0
        for number in range(1, options.max_pages + 1):
            asked = {"page": str(number), "per_page": str(options.page_size), "full": "true"}
            page = fetcher.fetch(options.url or "", asked, parse_page)
            services = page.get("contents") if isinstance(page, dict) else None
            if not isinstance(services, list):
                raise refusal("feed.shape", f"contents: {type(services).__name__}")
            mark = hashlib.blake2b(json.dumps(services, sort_keys=True).encode(), digest_size=16).digest()
            if services and mark in seen:
                raise refusal("feed.page_loop", f"page {number} repeats an earlier one", permanent=False)
            seen.add(mark)
            count += len(services)
            total = _steady(total, _whole_number(page, "total_items"))
            for service in services:
                yield _whole(fetcher, service, options)
            if _is_last(page, number, services):
                _steady(total, None if total is None else count)
                return
        raise refusal("feed.page_loop", f"more than {options.max_pages} pages", permanent=False)


def _steady(before: int | None, now: int | None) -> int | None:
    """Return the number of services that is known now. Raises AdapterError ``feed.changed`` for another one."""
    if before is not None and now is not None and before != now:
        raise refusal("feed.changed", f"{before} → {now} services", permanent=False)
    return before if now is None else now


def _whole_number(page: dict[str, Any], name: str) -> int | None:
    value = page.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_last(page: dict[str, Any], number: int, services: list[Any]) -> bool:
    total = _whole_number(page, "total_pages")
    if total is not None:
        return number >= total
    return page.get("last_page") is True or not services


def _whole(fetcher: PageFetcher, service: Any, options: HsdsOptions) -> Any:
    """Return the service with all that belongs to it; as the list has it where it is asked for nothing more."""
    if not options.detail or not isinstance(service, dict) or "service_at_locations" in service:
        return service
    key = as_text(service.get("id"))
    if not key or len(key) > LONGEST_ID:
        return service
    base = (options.url or "").partition("?")[0].rstrip("/")
    return fetcher.fetch(f"{base}/{quote(key, safe='')}", {}, parse_page)
