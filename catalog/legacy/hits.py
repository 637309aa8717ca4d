"""Counting how old addresses are used, without a write to PostgreSQL per request.

Requests count in Redis, one field an address and day. Every minute beat moves what has been counted into PostgreSQL:
the counters are set aside under a key of their own in one step, and taken over in one transaction with a note of that
key. A process that dies in between leaves the key, and the next one takes it over once. What is lost is what Redis
loses when it falls: the hits since its last save. While Redis is away nothing is counted, and nobody is kept waiting.
"""

from __future__ import annotations

import logging
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec
import redis
from django.conf import settings
from django.db import transaction

from catalog.legacy.resolving import OldAddress
from services_portal.kernel import rawsql
from services_portal.kernel.clock import today
from services_portal.kernel.ids import uuid7
from services_portal.kernel.models import ConsumedEvent

COUNTERS: Final = "catalog:legacy:hits"
BATCHES: Final = "catalog:legacy:batches"
SUBSCRIBER: Final = "catalog.legacy_hits"
# In one step: who counts afterwards counts anew, and what was set aside is on the list.
SET_ASIDE: Final = """
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RENAME', KEYS[1], KEYS[1] .. ':' .. ARGV[1])
redis.call('RPUSH', KEYS[2], ARGV[1])
return 1
"""
ADD: Final = """
INSERT INTO catalog_legacyhit (city_id, kind, key, day, count)
SELECT n.city, n.kind, n.key, n.day, n.hits
FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::date[], %s::int[]) AS n(city, kind, key, day, hits)
JOIN cities_city c ON c.id = n.city
ON CONFLICT (city_id, kind, key, day) DO UPDATE SET count = catalog_legacyhit.count + excluded.count
"""
logger = logging.getLogger(__name__)
_client: redis.Redis | None = None


def client() -> Any:
    """Return this process's Redis client; it waits half a second at most."""
    global _client
    if _client is None:
        _client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5)
    return _client


class Counter(msgspec.Struct, array_like=True, frozen=True):
    """What is counted under one field."""

    city: UUID
    kind: str
    key: str
    day: date


def count_hit(address: OldAddress) -> None:
    """Count one use of an old address today; a Redis that is away is only logged."""
    field = msgspec.json.encode(Counter(address.city_id, address.kind, address.key, today()))
    try:
        client().hincrby(COUNTERS, field, 1)
    except redis.RedisError as error:
        logger.warning("hit not counted: %s", type(error).__name__)


def flush_hits() -> int:
    """Move what has been counted into PostgreSQL, each hit once; return how many. Raises redis.RedisError."""
    connection = client()
    connection.eval(SET_ASIDE, 2, COUNTERS, BATCHES, str(uuid7()))
    total = 0
    for raw in connection.lrange(BATCHES, 0, -1):
        name = raw.decode()
        total += _take_over(UUID(name), connection.hgetall(f"{COUNTERS}:{name}"))
        connection.delete(f"{COUNTERS}:{name}")
        connection.lrem(BATCHES, 0, name)
    return total


def _take_over(batch: UUID, counters: dict[bytes, bytes]) -> int:
    """Add one batch, unless another process has done so already."""
    rows = []
    for field, hits in counters.items():
        counter = msgspec.json.decode(field, type=Counter)
        rows.append((counter.city, counter.kind, counter.key, counter.day, int(hits)))
    if not rows:
        return 0
    with transaction.atomic():
        _note, fresh = ConsumedEvent.objects.get_or_create(subscriber=SUBSCRIBER, event_id=batch)
        if not fresh:
            return 0
        rows.sort()
        rawsql.execute(ADD, [list(column) for column in zip(*rows, strict=True)])
    return sum(row[4] for row in rows)
