"""Public reads: against their floor, and as the registry grows."""

from __future__ import annotations

import json
import random
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg

from bench.figures import Figure
from bench.load import LoadError, fetch, median_microseconds, requests_per_second
from bench.servers import FLOOR, OURS, serving
from catalog import reads
from services_portal.kernel.text import Language

CITY = "city01"
LANGUAGE: Language = "zh-hans"
TIMED = 400


def against_floor(address: str, *, rounds: int, seconds: float) -> Iterator[Figure]:
    """Yield requests a second of list, item and service, each with its floor; medians of alternating rounds."""
    paths, plan = _plan(address)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        file = Path(folder) / "plan.json"
        ours = stack.enter_context(serving(OURS, address))
        for name, path in paths.items():
            plan[f"/{name}"][3] = json.loads(fetch(ours, path)).get("next")
        file.write_text(json.dumps(plan), encoding="utf-8")
        floor = stack.enter_context(serving(FLOOR, address, {"BENCH_PLAN": str(file)}))
        for name, path in paths.items():
            if json.loads(fetch(ours, path)) != json.loads(fetch(floor, f"/{name}")):
                raise LoadError(f"{name}: the floor does not answer the same")
            pairs = [
                (requests_per_second(floor, f"/{name}", seconds), requests_per_second(ours, path, seconds))
                for _round in range(rounds + 1)
            ][1:]  # the first warms up
            yield Figure(
                name,
                statistics.median(pair[1] for pair in pairs),
                "requests/s",
                floor=statistics.median(pair[0] for pair in pairs),
                ratio=statistics.median(pair[1] / pair[0] for pair in pairs),
            )


def _plan(address: str) -> tuple[dict[str, str], dict[str, list[Any]]]:
    with psycopg.connect(address) as connection:
        row = connection.execute(
            "SELECT i.code, s.id::text FROM catalog_service s JOIN catalog_basicitem i ON i.id = s.basic_item_id"
            " JOIN cities_city c ON c.id = s.city_id WHERE c.slug = %s AND s.level = '3' ORDER BY i.code LIMIT 1",
            [CITY],
        ).fetchone()
    if row is None:
        raise LoadError("the database is empty")
    code, service = row
    paths = {
        "list_20": f"/api/v1/items/?city={CITY}",
        "item_detail": f"/api/v1/items/{code}/?city={CITY}",
        "service_detail": f"/api/v1/services/{service}/",
    }
    listing = reads.list_statement(reads.ItemFilter(city=CITY), LANGUAGE, after=None, words=None, limit=20)
    plan = {
        "/list_20": ["list", *listing, None],
        "/item_detail": ["item", reads.ITEM_PAGE, [LANGUAGE, CITY, code], None],
        "/service_detail": ["service", reads.SERVICE, [service, LANGUAGE], None],
    }
    return paths, plan


def growth(small: str, large: str, *, rounds: int) -> Iterator[Figure]:
    """Yield the median times of lists and matters all over the large registry, with those of the small one as floor."""
    with serving(OURS, small) as first, serving(OURS, large) as second:
        wanted = {first: _anywhere(small), second: _anywhere(large)}
        for name in ("list_20", "item_detail"):
            medians: dict[int, list[float]] = {first: [], second: []}
            for _round in range(rounds + 1):
                for port, paths in wanted.items():
                    medians[port].append(median_microseconds(port, paths[name]))
            before, after = (statistics.median(medians[port][1:]) for port in (first, second))
            yield Figure(f"{name}_growth", after, "microseconds", floor=before, ratio=after / before)


def _anywhere(address: str) -> dict[str, list[str]]:
    """Return paths of lists (any page, with and without a topic) and of matters, chosen alike in every registry."""
    choose = random.Random(20260105)  # noqa: S311  a choice of samples, no secret
    with psycopg.connect(address) as connection:
        keys = connection.execute(
            "SELECT sort_key, i.code, t.code FROM catalog_itemlisting l JOIN catalog_basicitem i"
            " ON i.id = l.basic_item_id JOIN catalog_topic t ON t.id = l.topic_id"
            " WHERE l.city_id IS NULL AND l.language = %s ORDER BY sort_key",
            [LANGUAGE],
        ).fetchall()
    lists, items = [], []
    for number in range(TIMED):
        # A page is full everywhere: twenty rows follow the place where it begins.
        key = keys[choose.randrange(max(1, len(keys) - 21))][0]
        city = f"city{choose.randrange(1, 17):02d}"
        cursor = reads.encode_cursor([key])
        lists.append(f"/api/v1/items/?city={city}" + (f"&cursor={cursor}" if number % 4 else ""))
        items.append(f"/api/v1/items/{choose.choice(keys)[1]}/?city={city}")
    return {"list_20": lists, "item_detail": items}
