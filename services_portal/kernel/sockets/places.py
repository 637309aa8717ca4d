"""How many sockets a person has open, in all processes together: counted in Redis, where the dead fade away."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.conf import settings

from services_portal.kernel import clock
from services_portal.kernel.outbox.nudge import client

# A socket renews its place at each ping; one whose process died loses it after three that did not come.
MISSED_PINGS: Final = 3
TAKE: Final = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1])
if not redis.call('ZSCORE', KEYS[1], ARGV[4]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[4])
redis.call('EXPIREAT', KEYS[1], math.ceil(ARGV[2]))
return 1
"""


def take(person: UUID, socket: str) -> bool:
    """Give ``socket`` a place among those of ``person``, or renew it; False when PORTAL_SOCKETS_PER_PERSON are open."""
    now = clock.now().timestamp()
    until = now + MISSED_PINGS * settings.PORTAL_SOCKET_PING_SECONDS
    return bool(client().eval(TAKE, 1, _key(person), now, until, settings.PORTAL_SOCKETS_PER_PERSON, socket))


def leave(person: UUID, socket: str) -> None:
    """Give the place back."""
    client().zrem(_key(person), socket)


def _key(person: UUID) -> str:
    return f"portal:sockets:{person.hex}"
