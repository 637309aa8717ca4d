"""Who is here by the means of an account that became a part of his writes only while it is one.

Without this, something could be written for the survivor in the moment in which the accounts are taken apart, and
nobody would look for its owner any more.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from accounts.errors import MEANS_ENDED
from accounts.means import owners_in
from services_portal.kernel import rawsql
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError

# FOR SHARE, for undoing a merge is an update of columns that are no key, which a weaker lock would let pass.
_HOLD: Final = "SELECT survivor_id FROM accounts_merge WHERE absorbed_id = %s AND state = 'done' FOR SHARE"


def hold(actor: Actor) -> None:
    """The kernel's guard: hold the merges by which the owners of these means are parts of ``actor``'s account until the
    transaction ends. Raises DomainError ``means_ended`` where one of them is none any more."""
    account = UUID(actor.id)
    for owner in sorted(owners_in(actor.via)):
        while owner != account:
            found = rawsql.fetch_one(_HOLD, [owner])
            if found is None:
                raise DomainError(MEANS_ENDED)
            owner = found[0]
