"""The nudge: tells a waiting relay that there is work. Losing it costs a second, never an event."""

from __future__ import annotations

import logging
from typing import Final

import redis
from django.conf import settings
from django.db import transaction

CHANNEL: Final = "kernel.outbox"
logger = logging.getLogger(__name__)
_client: redis.Redis | None = None


def client() -> redis.Redis:
    """Return this process's Redis client."""
    global _client
    if _client is None:
        _client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1)
    return _client


def nudge() -> None:
    """Wake the relay now; a broker that is down is only logged."""
    try:
        client().publish(CHANNEL, b"1")
    except redis.RedisError as error:
        logger.warning("outbox nudge failed: %s", type(error).__name__)


def nudge_on_commit(using: str) -> None:
    """Wake the relay once this transaction has committed, however many events it holds."""
    connection = transaction.get_connection(using)
    if not any(function is nudge for _sids, function, _robust in connection.run_on_commit):
        transaction.on_commit(nudge, using=using, robust=True)
