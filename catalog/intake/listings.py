"""The list rows and pages of the matters that a run touched, written once at its end.

Written with every chunk they would be written many times over: a chunk touches most matters of the directory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.db import connection

from catalog.publishing.locks import lock_items, publishing_transaction
from catalog.publishing.rebuild import rebuild_items

BATCH: Final = 200
_TOUCHED: Final = """
    SELECT DISTINCT s.basic_item_id FROM catalog_sourcerecord r JOIN catalog_service s ON s.id = r.service_id
     WHERE r.city_id = %s AND r.run_id = %s ORDER BY 1
"""


def refresh_listings(city_id: UUID, run_id: UUID, renew: Callable[[], None]) -> None:
    """Write them, a batch of matters in each transaction; ``renew`` is called in each. Doing it twice does no harm."""
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, [city_id, run_id])
        items = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(items), BATCH):
        batch = items[start : start + BATCH]
        with publishing_transaction():
            lock_items(batch)
            rebuild_items(batch)
            renew()
