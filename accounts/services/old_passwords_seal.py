"""Old passwords that were taken in are sealed."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import msgspec
from django.db import transaction

from accounts.intake.rows import OldPassword
from accounts.models import OldAccount, OldPasswordState
from accounts.passwords import MalformedHashError, seal
from services_portal.kernel import audit
from services_portal.kernel.actor import SYSTEM

# Rows locked at once: about a second of one core.
BATCH: Final = 48
UNUSABLE: Final = "password.unusable"


@dataclass
class Sealing:
    """How many passwords were sealed, and how many were none that a sign-in could use."""

    sealed: int = 0
    unusable: int = 0

    @property
    def rows(self) -> int:
        """All that were looked at."""
        return self.sealed + self.unusable


def old_passwords_seal(*, limit: int | None = None, threads: int = 1) -> Sealing:
    """Seal waiting passwords of old accounts (:func:`accounts.passwords.seal`), ``limit`` at most, and say how many.

    A password that its scheme never wrote is dropped, and the row says so. Any number of processes may do this at once:
    each locks its own rows and leaves what others hold, an intake among them, for the next call. A process that dies
    leaves its rows waiting. Argon2id runs outside the interpreter's lock: ``threads`` may be as many as cores are free.
    Writes an audit entry a batch and city, with numbers alone.
    """
    done = Sealing()
    with ThreadPoolExecutor(threads) as pool:
        while limit is None or done.rows < limit:
            size = BATCH if limit is None else min(BATCH, limit - done.rows)
            batch = _batch(pool, size)
            done.sealed += batch.sealed
            done.unusable += batch.unusable
            if batch.rows == 0:
                break
    return done


@transaction.atomic
def _batch(pool: Executor, size: int) -> Sealing:
    waiting = OldAccount.objects.filter(password_state=OldPasswordState.WAITING).order_by("id")
    waiting = waiting.only("city_id", "password", "password_state", "findings")
    rows = list(waiting.select_for_update(skip_locked=True, no_key=True, of=("self",))[:size])
    counts: Counter[tuple[str, OldPasswordState]] = Counter()
    for row, sealed in zip(rows, pool.map(_sealed, [row.password for row in rows]), strict=True):
        row.password = sealed
        row.password_state = OldPasswordState.UNUSABLE if sealed is None else OldPasswordState.SEALED
        if sealed is None and UNUSABLE not in row.findings:
            row.findings = [*row.findings, UNUSABLE]
        row.save(update_fields=["password", "password_state", "findings"])
        counts[str(row.city_id), row.password_state] += 1
    for city in sorted({city for city, _ in counts}):
        numbers = {state.value: counts[city, state] for state in (OldPasswordState.SEALED, OldPasswordState.UNUSABLE)}
        audit.record(SYSTEM, "accounts.old_account.seal_passwords", ("cities.city", city), detail=numbers)
    by_state = Counter(row.password_state for row in rows)
    return Sealing(by_state[OldPasswordState.SEALED], by_state[OldPasswordState.UNUSABLE])


def _sealed(kept: str | None) -> str | None:
    """Return the sealed form of what the intake kept, or None where there is none; touches no database."""
    try:
        old = msgspec.json.decode(kept or "", type=OldPassword)
        return seal(old.scheme, old.stored, old.salt, encoding=old.encoding)
    except (MalformedHashError, msgspec.MsgspecError):
        return None
