"""Reading a feed in a test."""

from __future__ import annotations

from typing import Any

from tests.cities.adapters.reading import Reading, manifest, read

ROWS = [{"id": number, "base": {"name": f"事项{number}"}} for number in range(1, 6)]
TITLES = [f"事项{number}" for number in range(1, 6)]
COLUMNS = {"old_id": "id", "title": "base.name"}
SHAPE = {"items": "data.records", "columns": COLUMNS}


def city(url: str | None, *, slug: str = "mou", limits: dict[str, Any] | None = None, **options: Any) -> Any:
    """Return the manifest of a city with a feed; one try unless told otherwise, so that no test waits."""
    shape = {**SHAPE, "page_param": "page", "tries": 1, **options}
    if url is not None:
        shape["url"] = url
    return manifest("json_feed", shape, slug=slug, **(limits or {"timeout_seconds": 5}))


def read_feed(url: str, **options: Any) -> Reading:
    """Read the feed at ``url`` to its end, or to where it breaks."""
    return read(city(url, **options))


def titles(reading: Reading) -> list[str]:
    """Return the titles read."""
    return [row["title"] for row in reading.fields]
