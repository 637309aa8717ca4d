"""Per city: a circuit breaker and a limit of calls at a time, shared by all processes through Redis.

After ``failures`` failures in a row the circuit opens for ``reset`` seconds; then one caller is let through as a probe
and its luck decides. A slow or dead city thus costs the others nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis
from django.conf import settings

from cities.adapters.base import AdapterError
from cities.manifests.schema import LimitsPart
from services_portal.kernel.ids import uuid7

SLOT_SECONDS = 600
REDIS_SECONDS = 5
TAKE_SLOT = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[4])
redis.call('EXPIRE', KEYS[1], ARGV[5])
return 1
"""


class CityGate:
    """The one door through which calls to a city's system go."""

    def __init__(self, slug: str, limits: LimitsPart, client: redis.Redis | None = None) -> None:
        self._limits = limits
        self._redis = client or redis.Redis.from_url(settings.REDIS_URL, socket_timeout=REDIS_SECONDS)
        self._failures = f"city:{slug}:failures"
        self._open = f"city:{slug}:open"
        self._tripped = f"city:{slug}:tripped"
        self._slots = f"city:{slug}:slots"

    def close(self) -> None:
        """Give back the connections."""
        self._redis.close()

    @contextmanager
    def call(self) -> Iterator[None]:
        """Let one call through. Raises AdapterError ``feed.circuit_open`` or ``feed.busy``, both not permanent.

        An AdapterError that is not permanent counts as a failure of the city; an answer, and one that is, as a sign
        of life. When Redis goes away meanwhile, the call counts as neither, and its slot runs out by itself.
        """
        try:
            self._enter()
            slot = self._take_slot()
        except redis.RedisError as error:
            # Nobody can say how many calls there are, so none is let through.
            raise AdapterError("feed.busy", permanent=False) from error
        try:
            yield
        except AdapterError as error:
            with suppress(redis.RedisError):
                self._succeeded() if error.permanent else self._failed()
            raise
        else:
            with suppress(redis.RedisError):
                self._succeeded()
        finally:
            with suppress(redis.RedisError):
                self._redis.zrem(self._slots, slot)

    def is_open(self) -> bool:
        """Whether calls are refused for now."""
        return bool(self._redis.exists(self._open))

    def _enter(self) -> None:
        if self._redis.exists(self._open):
            raise AdapterError("feed.circuit_open", permanent=False)
        if self._redis.exists(self._tripped):
            # The time is up: whoever sets the key first is the probe, the others wait for its luck.
            probe = self._redis.set(self._open, b"probe", nx=True, px=int(self._limits.timeout_seconds * 4000))
            if not probe:
                raise AdapterError("feed.circuit_open", permanent=False)

    def _take_slot(self) -> str:
        slot, now = str(uuid7()), time.time()
        taken = self._redis.eval(
            TAKE_SLOT, 1, self._slots, str(now), str(self._limits.concurrency), str(now + SLOT_SECONDS), slot,
            str(SLOT_SECONDS),
        )  # fmt: skip
        if not taken:
            raise AdapterError("feed.busy", permanent=False)
        return slot

    def _succeeded(self) -> None:
        self._redis.delete(self._failures, self._open, self._tripped)

    def _failed(self) -> None:
        failures = self._redis.incr(self._failures)
        self._redis.expire(self._failures, 3600)
        if int(failures) >= self._limits.breaker_failures or self._redis.exists(self._tripped):
            self._redis.set(self._open, b"open", px=int(self._limits.breaker_reset_seconds * 1000))
            self._redis.set(self._tripped, b"1", ex=86_400)
