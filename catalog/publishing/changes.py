"""The change feed's writing side: events are recorded with their cause, and given their place after its commit.

A number drawn inside a transaction says when it was drawn, not when the transaction was committed: who has read up to
12 would never see 11 where that is committed later. So an event is recorded without a place. When its cause has been
committed, :func:`append_changes` gives places to all that are visible, one appender at a time, and commits before the
next one looks. That commit waits for the disk, and with it all before: what has a place is never lost again, though
the chunks of an intake do not wait.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from django.db import transaction

from catalog.events import CHANGES_AGGREGATE, CatalogueChanged
from catalog.models import ChangeKind
from catalog.publishing.render import Published
from services_portal.kernel import outbox, rawsql
from services_portal.kernel.clock import now
from services_portal.kernel.ids import uuid7

BATCH: Final = 5000
# The lock's key: its first half sets it apart from the portal's other advisory locks.
LOCK_CLASS: Final = 0x1418
COLUMNS: Final = {
    "kind": "text",
    "service_id": "uuid",
    "number": "int4",
    "implementation_code": "text",
    "basic_code": "text",
    "region_code": "text",
    "agency_uscc": "text",
    "city": "text",
    "etags": "jsonb",
    "at": "timestamptz",
}
SEEN_BEFORE: Final = "SELECT DISTINCT service_id FROM catalog_cataloguechange WHERE service_id = ANY(%s)"
# The documents go, and of each service that had any the feed tells; one statement, so the two cannot differ.
DROP: Final = """
WITH gone AS (DELETE FROM catalog_publisheddocument WHERE service_id = ANY(%s) RETURNING service_id)
INSERT INTO catalog_cataloguechange
  (kind, service_id, number, implementation_code, basic_code, region_code, agency_uscc, city, etags, at)
SELECT 'retired', s.id, v.number, coalesce(s.implementation_code, ''), i.code, r.code, a.uscc, coalesce(c.slug, ''),
       '{}'::jsonb, %s
FROM (SELECT DISTINCT service_id FROM gone) g
JOIN catalog_service s ON s.id = g.service_id
JOIN catalog_serviceversion v ON v.id = s.current_version_id
JOIN catalog_basicitem i ON i.id = s.basic_item_id
JOIN cities_agency a ON a.id = s.agency_id
JOIN cities_region r ON r.id = s.region_id
LEFT JOIN cities_city c ON c.id = s.city_id
ORDER BY s.id
"""
LOCK: Final = "SELECT pg_advisory_xact_lock(%s, 0)"
APPEND: Final = """
WITH last AS (SELECT coalesce(max(position), 0) AS place FROM catalog_cataloguechange),
     fresh AS (SELECT id, row_number() OVER (ORDER BY id) AS step FROM
                 (SELECT id FROM catalog_cataloguechange WHERE position IS NULL ORDER BY id LIMIT %s) visible)
UPDATE catalog_cataloguechange c SET position = last.place + fresh.step FROM last, fresh WHERE c.id = fresh.id
"""


class Written(NamedTuple):
    """A service whose document was written, and the document's entity tag in each language."""

    service: Published
    etags: Mapping[str, str]


def record_first(written: Sequence[Written]) -> None:
    """Record in the caller's transaction that these services are public for the first time."""
    _record([(ChangeKind.PUBLISHED.value, each) for each in written])


def record_written(written: Sequence[Written], fresh: Collection[UUID]) -> None:
    """Record in the caller's transaction that these documents say something else now; ``fresh`` had none before."""
    known = {row[0] for row in rawsql.fetch_all(SEEN_BEFORE, [list(fresh)])} if fresh else set()

    def kind(service_id: UUID) -> str:
        if service_id not in fresh:
            return ChangeKind.UPDATED.value
        return ChangeKind.RESTORED.value if service_id in known else ChangeKind.PUBLISHED.value

    _record([(kind(each.service.service_id), each) for each in written])


def _record(written: Sequence[tuple[str, Written]]) -> None:
    if not written:
        return
    at, encode = now(), msgspec.json.encode
    rows = [
        (
            kind,
            service.service_id,
            service.number,
            service.implementation_code or "",
            service.names.basic_code,
            service.names.region_code,
            service.names.agency_uscc,
            service.names.city_slug or "",
            encode(etags),
            at,
        )
        for kind, (service, etags) in written
    ]
    rawsql.copy_in("catalog_cataloguechange", COLUMNS, rows)
    _tell(len(rows))


def drop_documents(service_ids: Collection[UUID]) -> None:
    """Remove the documents of these services and record, in the caller's transaction, that those are retired."""
    dropped = rawsql.execute(DROP, [list(service_ids), now()])
    if dropped:
        _tell(dropped)


def _tell(count: int) -> None:
    # An aggregate of its own: appending does not depend on the order, so no event need wait for another.
    outbox.publish(CatalogueChanged(count=count), aggregate_type=CHANGES_AGGREGATE, aggregate_id=str(uuid7()))


def append_changes() -> int:
    """Give every committed event that has no place yet the next one in the feed; return how many there were.

    Opens its own transactions and is safe to call at any time, from any number of processes: they take turns.
    """
    total = 0
    while True:
        with transaction.atomic():
            # Two statements: the second must see what was committed while the first waited.
            rawsql.fetch_one(LOCK, [LOCK_CLASS])
            appended = rawsql.execute(APPEND, [BATCH])
        total += appended
        if appended < BATCH:
            return total


def append_on_commit() -> None:
    """Append once the present transaction has been committed, however many events ask for it."""
    connection = transaction.get_connection()
    if not any(function is append_changes for _sids, function, _robust in connection.run_on_commit):
        transaction.on_commit(append_changes, robust=True)
