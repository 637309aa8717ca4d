"""The list rows and pages of the matters that a run touched, written once at its end.

Written with every chunk they would be written many times over: a chunk touches most matters of the directory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final
from uuid import UUID

from catalog.publishing.locks import lock_items, publishing_transaction
from catalog.publishing.rebuild import rebuild_items
from services_portal.kernel import rawsql

# So many matters at a time, or as many as have so many offers: what is listed together is in memory together.
BATCH: Final = 200
OFFERS: Final = 2000
_TOUCHED: Final = """
    SELECT DISTINCT s.basic_item_id FROM catalog_sourcerecord r JOIN catalog_service s ON s.id = r.service_id
     WHERE r.city_id = %s AND r.run_id = %s
"""
_OFFERS: Final = """
    SELECT i.id, count(s.id) FROM catalog_basicitem i
      LEFT JOIN catalog_service s ON s.basic_item_id = i.id AND s.state = 'published'
     WHERE i.id = ANY(%s) GROUP BY i.id ORDER BY i.id
"""


def refresh_listings(city_id: UUID, run_id: UUID, renew: Callable[[], None]) -> None:
    """Write what a run touched; see :func:`list_items`."""
    list_items([row[0] for row in rawsql.fetch_all(_TOUCHED, [city_id, run_id])], renew)


def list_items(item_ids: Sequence[UUID], renew: Callable[[], None]) -> None:
    """Write the lists and pages of these matters, a batch in each transaction; ``renew`` is called in each.

    Doing it twice does no harm.
    """
    for batch in _batches(rawsql.fetch_all(_OFFERS, [list(item_ids)])):
        with publishing_transaction():
            lock_items(batch)
            rebuild_items(batch)
            renew()


def _batches(counts: Sequence[rawsql.Row]) -> Iterator[list[UUID]]:
    batch: list[UUID] = []
    offers = 0
    for item_id, count in counts:
        if batch and (len(batch) == BATCH or offers + count > OFFERS):
            yield batch
            batch, offers = [], 0
        batch.append(item_id)
        offers += count
    if batch:
        yield batch
