"""The mechanics behind the ``Idempotency-Key`` header (draft-ietf-httpapi-idempotency-key-header).

A key belongs to an actor. Its row is taken in a transaction of its own, so that a second sender sees it at once; the
result is stored in the work's transaction, so that either both stand or neither. A process that dies in the middle
leaves a lease that runs out; the next sender takes it over by compare-and-set, and the late one cannot commit.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.actor import Actor
from services_portal.kernel.clock import now
from services_portal.kernel.errors import DomainError, define_error
from services_portal.kernel.ids import uuid7
from services_portal.kernel.models import IdempotencyRecord

LEASE: Final = timedelta(seconds=60)
MAX_KEY: Final = 200

KEY_REQUIRED = define_error(
    "idempotency_key_required",
    status=400,
    title=_("Idempotency-Key is required"),
    explanation=_("Send a header `Idempotency-Key` of 1 to 200 characters, a new one for every new intention."),
)
KEY_REUSED = define_error(
    "idempotency_key_reused",
    status=422,
    title=_("This key was used for another request"),
    explanation=_("The same key came with another body. A repeat sends the same bytes; a new intention, a new key."),
)
IN_PROGRESS = define_error(
    "request_in_progress",
    status=409,
    title=_("The first request is still at work"),
    explanation=_("A request with this key has not ended yet. Repeat it after the seconds in `Retry-After`."),
)


@dataclass(frozen=True)
class Result:
    """What the first request answered: an HTTP status and a JSON-ready body; ``replayed`` when it is a repeat."""

    status: int
    body: Any
    replayed: bool = False


def fingerprint(method: str, path: str, body: bytes) -> bytes:
    """Return what must be equal for two requests to be the same one."""
    return hashlib.sha256(b"\x00".join((method.upper().encode(), path.encode(), body))).digest()


def run_once(
    *, actor: Actor, key: str | None, fingerprint: bytes, work: Callable[[], Result], lease: timedelta = LEASE
) -> Result:
    """Run ``work`` in a transaction unless this actor's ``key`` has a result already, and return the result.

    ``work`` must be done within ``lease``. A refusal (DomainError) or fault of ``work`` frees the key: nothing took
    effect. Raises DomainError ``idempotency_key_required``, ``idempotency_key_reused``, ``request_in_progress``.
    """
    if not key or len(key) > MAX_KEY or not key.isprintable():
        raise DomainError(KEY_REQUIRED)
    owner = uuid7()
    record = _take(actor, key, fingerprint, owner, lease)
    if record.status is not None:
        return Result(record.status, record.body, replayed=True)
    mine = IdempotencyRecord.objects.filter(id=record.id, owner=owner, status=None)
    try:
        with transaction.atomic(durable=True):
            result = work()
            if not mine.update(status=result.status, body=result.body):
                raise DomainError(IN_PROGRESS, headers={"Retry-After": "1"})
    except Exception:
        mine.delete()
        raise
    return result


def _take(actor: Actor, key: str, mark: bytes, owner: UUID, lease: timedelta) -> IdempotencyRecord:
    """Return the key's row, held by ``owner`` unless it is done. Raises DomainError when it cannot be."""
    with transaction.atomic(durable=True):
        identity = {"actor_type": actor.type, "actor_id": actor.id, "key": key}
        fresh = {"fingerprint": mark, "owner": owner, "lease_until": now() + lease}
        record, created = IdempotencyRecord.objects.get_or_create(**identity, defaults=fresh)
        if bytes(record.fingerprint) != mark:
            raise DomainError(KEY_REUSED)
        if created or record.status is not None:
            return record
        free = IdempotencyRecord.objects.filter(id=record.id, owner=record.owner, status=None, lease_until__lte=now())
        if not free.update(owner=owner, lease_until=now() + lease):
            wait = max(1, math.ceil((record.lease_until - now()).total_seconds()))
            raise DomainError(IN_PROGRESS, headers={"Retry-After": str(wait)})
        return record
