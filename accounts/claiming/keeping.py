"""What an import leaves alone: old accounts that are somebody's already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from services_portal.kernel import rawsql

# Who is about to take one of them holds its lock, and is waited for; who comes later waits for the import.
_LOCK: Final = "SELECT id FROM accounts_claim WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
_HELD: Final = "SELECT claim_id FROM accounts_claiming WHERE claim_id = ANY(%s) AND ended_at IS NULL"


def held_among(claims: Sequence[UUID]) -> set[UUID]:
    """Lock these claims in the caller's transaction, and return those that are somebody's or wait to be."""
    if not claims:
        return set()
    rawsql.execute(_LOCK, [list(claims)])
    return {values[0] for values in rawsql.fetch_all(_HELD, [list(claims)])}
