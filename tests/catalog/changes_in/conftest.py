from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from tests.catalog.changes_in.source import Source, make_city
from tests.catalog.intake import generated
from tests.catalog.intake.conftest import city_folder
from tests.cities.feed_server import serving

__all__ = ["city_folder"]


@pytest.fixture
def made(db, city_folder) -> Iterator[SimpleNamespace]:
    """A city with a feed, agencies and matters; ``row(n, …)`` makes its n-th row."""
    source = Source()
    with serving(behaviour=source.answer) as feed:
        city = make_city(city_folder, feed.url)
        agencies, items = generated.make_agencies(city, 5), generated.make_items(12)
        rows = list(generated.rows(agencies, items, 40))

        def row(number: int, **changes: str) -> dict[str, str]:
            return {**rows[number], **changes}

        yield SimpleNamespace(city=city, source=source, feed=feed, row=row, folder=city_folder)
