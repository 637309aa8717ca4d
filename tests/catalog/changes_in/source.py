"""A city whose system is a feed that knows what has changed since a cursor."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from catalog.models import Service
from cities.manifests import load_file
from cities.models import City
from cities.services import city_register
from services_portal.kernel.actor import SYSTEM
from tests.catalog.intake import generated
from tests.cities.feed_server import Answer, Feed, json_answer

COLUMNS = "\n".join(f'{column} = "{column}"' for column in generated.COLUMNS)
MANIFEST = """slug = "{slug}"
order = 90
[name]
zh-hans = "试城市"
[region]
code = "379900000000"
name = {{ zh-hans = "试城市" }}
[adapter]
name = "json_feed"
[adapter.options]
url = "{url}"
items = "records"
next = "next"
changes_param = "since"
changes_cursor = "cursor"
changes_more = "more"
changes_gone = "gone"
tries = 1
list_separator = "；"
[adapter.options.columns]
{columns}
[limits]
breaker_failures = 1000
[freshness]
stale_after = 3600
push_key_env = "TESTING_PUSH_KEY"
"""


@dataclass
class Source:
    """The city's own registry: rows by old id, and a journal of what changed, entry by entry."""

    rows: dict[str, dict[str, str]] = field(default_factory=dict)
    journal: list[str] = field(default_factory=list)
    page: int = 3
    fault: Callable[[], Answer | None] = lambda: None

    def put(self, row: dict[str, str]) -> None:
        """Add a row or change it."""
        self.rows[row["old_id"]] = row
        self.journal.append(row["old_id"])

    def drop(self, old_id: str) -> None:
        """Withdraw a row."""
        del self.rows[old_id]
        self.journal.append(old_id)

    def answer(self, _feed: Feed, request: BaseHTTPRequestHandler) -> Answer | None:
        """Answer like the city's server: without ``since`` everything, else a page of the journal."""
        if (broken := self.fault()) is not None:
            return broken
        query = parse_qs(urlsplit(request.path).query)
        if "since" not in query:
            return json_answer({"records": list(self.rows.values()), "cursor": str(len(self.journal)), "next": None})
        begin = int(query["since"][0])
        met = self.journal[begin : begin + self.page]
        end = begin + len(met)
        return json_answer(
            {
                "records": [self.rows[key] for key in dict.fromkeys(met) if key in self.rows],
                "gone": [key for key in dict.fromkeys(met) if key not in self.rows],
                "cursor": str(end),
                "more": end < len(self.journal),
            }
        )


def make_city(folder: Path, url: str, slug: str = "testing") -> City:
    """Register the city."""
    path = folder / f"{slug}.toml"
    path.write_text(MANIFEST.format(slug=slug, url=url, columns=COLUMNS), encoding="utf-8")
    return city_register(manifest=load_file(path), actor=SYSTEM)


def public(city: City) -> dict[str, Any]:
    """Return what is public of the city: title and promised days by old id."""
    found = Service.objects.filter(city=city, state="published").select_related("current_version")
    return {service.aliases.get().old_id: service.current_version.content.get("promised_days") for service in found}


def body(event_id: str, rows: list[dict[str, str]] | None = None, gone: list[str] | None = None, **more: Any) -> bytes:
    """Return what a city would send."""
    return json.dumps({"event_id": event_id, "rows": rows or [], "gone": gone or [], **more}).encode()
