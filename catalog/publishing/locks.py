"""The locks of publishing: matters first, in the order of their keys, then services; always with a timeout."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from catalog.errors import REGISTRY_BUSY
from services_portal.kernel import rawsql
from services_portal.kernel.errors import DomainError

TIMEOUT: Final = "10s"
LOCK_ITEMS = "SELECT 1 FROM catalog_basicitem WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
LOCK_SERVICES = "SELECT 1 FROM catalog_service WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"


@contextmanager
def publishing_transaction() -> Iterator[None]:
    """Open a transaction whose locks wait ten seconds at most. Raises DomainError ``registry_busy``."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [TIMEOUT])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise DomainError(REGISTRY_BUSY, headers={"Retry-After": "1"}) from error
        raise


def lock_items(item_ids: Collection[UUID]) -> None:
    """Lock matters against any other publication of them until the transaction ends."""
    rawsql.fetch_all(LOCK_ITEMS, [sorted(item_ids)])


def lock_services(service_ids: Collection[UUID]) -> None:
    """Lock services against any other change until the transaction ends. Their matters are locked before."""
    rawsql.fetch_all(LOCK_SERVICES, [sorted(service_ids)])
