"""Passwords of old accounts, which lie encrypted, are sealed besides."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import Count

from accounts.intake.rows import OldPassword
from accounts.intake.writing import PASSWORD_PURPOSE
from accounts.models import OldAccount, OldPasswordState
from accounts.passwords import MalformedHashError, seal
from cities.models import City
from services_portal.kernel import audit, rawsql
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.crypto import decrypt, encrypt

AT_ONCE: Final = 100
# What another process seals just now is passed over; who seals waits for nobody and keeps nobody waiting for long.
_TAKE: Final = """
    SELECT id, password FROM accounts_oldaccount WHERE password_state = 'waiting' AND (%s::uuid IS NULL OR city_id = %s)
     ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""
_PUT: Final = """
    UPDATE accounts_oldaccount a SET password = told.password, password_state = told.state,
           findings = a.findings || CASE WHEN told.finding = '' THEN '{}' ELSE ARRAY[told.finding] END::varchar[]
      FROM unnest(%s::uuid[], %s::bytea[], %s::text[], %s::text[]) AS told(id, password, state, finding)
     WHERE a.id = told.id
"""
_decoder: Final = msgspec.json.Decoder(OldPassword)
Sealed = tuple[UUID, bytes | None, str, str]


def old_passwords_seal(
    *, city: City | None = None, seconds: float | None = None, progress: Callable[[int], None] | None = None
) -> int:
    """Seal the passwords that wait, of one city or of all, and return how many were dealt with.

    Stops after ``seconds`` at the latest, or when none waits. A quick hash comes into Argon2id, some 20 ms of a core
    each; what the scheme cannot have written is dropped, and the account says so (``password.<reason>``): its person
    claims it at a window. Several processes may work at once. A hundred a transaction, each with its audit entry.
    """
    until = None if seconds is None else time.monotonic() + seconds
    done = 0
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        while until is None or time.monotonic() < until:
            count = _batch(city.pk if city is not None else None, pool)
            if not count:
                break
            done += count
            if progress is not None:
                progress(done)
    return done


def password_states(city: City) -> dict[str, int]:
    """Return how many passwords of a city stand where (``OldPasswordState``)."""
    counted = OldAccount.objects.filter(city=city).values("password_state").annotate(count=Count("id"))
    return {row["password_state"]: row["count"] for row in counted.order_by("password_state")}


@transaction.atomic
def _batch(city_id: UUID | None, pool: ThreadPoolExecutor) -> int:
    waiting = rawsql.fetch_all(_TAKE, [city_id, city_id, AT_ONCE])
    if not waiting:
        return 0
    told: list[Sealed] = list(pool.map(_sealed, waiting))
    rawsql.execute(_PUT, [list(column) for column in zip(*told, strict=True)])
    refused = sum(state == OldPasswordState.UNUSABLE for _id, _password, state, _finding in told)
    detail = {"sealed": len(told) - refused, "unusable": refused}
    audit.record(SYSTEM, "accounts.old_password.seal", (OldAccount._meta.label_lower, str(told[0][0])), detail=detail)
    return len(told)


def _sealed(waiting: Sequence[Any]) -> Sealed:
    account_id, token = waiting
    kept = _decoder.decode(decrypt(token, purpose=PASSWORD_PURPOSE))
    try:
        sealed = seal(kept.scheme, kept.stored, kept.salt, encoding=kept.encoding)
    except MalformedHashError as error:
        return account_id, None, OldPasswordState.UNUSABLE.value, f"password.{error.reason}"
    return account_id, encrypt(sealed, purpose=PASSWORD_PURPOSE), OldPasswordState.SEALED.value, ""
