"""Who works on a run: claimed by compare-and-set, held by a lease, taken over when its process is gone.

Two signs tell that a process is gone. It holds an advisory lock for as long as its database session lives, so a
process that was killed is known at once; one that hangs, or sits behind a pooler that keeps no sessions, is known when
its lease has passed. The lease is renewed in the transaction of every chunk: a process that lost it finds no row to
renew, and its chunk is rolled back. Two processes never write one run.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db import connection

from services_portal.kernel.ids import uuid7

SECONDS: Final = 60
# The states of a run that a process may take up.
TAKEABLE: Final = ("waiting", "running", "retry")
_LOCK: Final = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
_UNLOCK: Final = "SELECT pg_advisory_unlock(%s, hashtext(%s))"
_CLAIM: Final = """
    UPDATE {table}
       SET state = 'running', lease_owner = %s, lease_until = now() + %s * interval '1 second', attempts = attempts + 1,
           started_at = coalesce(started_at, now()), retry_at = NULL, error_code = '', phase_since = NULL,
           updated_at = now()
     WHERE id = %s AND state = ANY(%s) AND (%s OR lease_until IS NULL OR lease_until < now())
    RETURNING attempts
"""
_HOLD: Final = """
    SELECT cancel_requested FROM {table}
     WHERE id = %s AND lease_owner = %s AND state = 'running' FOR NO KEY UPDATE
"""
_RENEW: Final = """
    UPDATE {table}
       SET lease_until = now() + %s * interval '1 second', phase = %s, done_rows = %s, total_rows = %s,
           outcomes = %s::jsonb, findings = %s::jsonb, updated_at = now(),
           phase_since = CASE WHEN phase = %s THEN coalesce(phase_since, now()) ELSE now() END
     WHERE id = %s AND lease_owner = %s AND state = 'running'
    RETURNING cancel_requested
"""


class LeaseLostError(Exception):
    """Another process has taken the run over; this one must stop and write nothing more."""


class RunCancelledError(Exception):
    """Somebody cancelled the run: what is committed stands, nothing more is written."""


class Lease:
    """The right to work on one run."""

    def __init__(self, runs: Leases, run_id: UUID, owner: UUID, attempt: int, *, locked: bool) -> None:
        self._runs = runs
        self.run_id = run_id
        self.owner = owner
        self.attempt = attempt
        self._locked = locked
        self._may_be_cancelled = True

    def renew(self, *, phase: str, done: int, total: int | None, outcomes: str = "{}", findings: str = "{}") -> None:
        """Hold on for another while and show how far the run is. Raises LeaseLostError, RunCancelledError."""
        values: list[Any] = [SECONDS, phase, done, total, outcomes, findings, phase, self.run_id, self.owner]
        self._ask(self._runs.renew_sql, values)

    def hold(self) -> None:
        """Make sure of the lease before a chunk is written, and lock it until the chunk is.

        Raises LeaseLostError, RunCancelledError.
        """
        self._ask(self._runs.hold_sql, [self.run_id, self.owner])

    def finish_anyway(self) -> None:
        """Let nobody cancel what is left to do."""
        self._may_be_cancelled = False

    def _ask(self, statement: str, values: list[Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            row = cursor.fetchone()
        if row is None:
            raise LeaseLostError(str(self.run_id))
        if row[0] and self._may_be_cancelled:
            raise RunCancelledError(str(self.run_id))

    def release(self) -> None:
        """Let go of the session's lock; a session that is broken has let go already."""
        if self._locked and connection.is_usable():
            self._runs.unlock(self.run_id)


class Leases:
    """The leases on the runs of one table, whose columns are those of the statements above.

    ``lock_class`` is the first half of the lock's key, so that it meets no other lock of the portal; the second is made
    of the run's id.
    """

    def __init__(self, table: str, *, lock_class: int) -> None:
        self._lock_class = lock_class
        self._claim_sql = _CLAIM.format(table=table)
        self.hold_sql = _HOLD.format(table=table)
        self.renew_sql = _RENEW.format(table=table)

    def claim(self, run_id: UUID) -> Lease | None:
        """Take the run, or return None when another process holds it or it is settled."""
        owner = uuid7()
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [self._lock_class, str(run_id)])
            locked = bool(cursor.fetchone()[0])
            cursor.execute(self._claim_sql, [owner, SECONDS, run_id, list(TAKEABLE), locked])
            row = cursor.fetchone()
        if row is None:
            if locked:
                self.unlock(run_id)
            return None
        return Lease(self, run_id, owner, row[0], locked=locked)

    def unlock(self, run_id: UUID) -> None:
        """Let go of the session's lock on a run."""
        with connection.cursor() as cursor:
            cursor.execute(_UNLOCK, [self._lock_class, str(run_id)])
