"""What an account holds: every row that points at it, as it stands."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from accounts.merging.pointers import OnMerge, pointers
from accounts.models import User

Row = dict[str, Any]
# What says only when the account was last used, and how often it was signed out.
_PASSING = frozenset({"last_login", "session_epoch"})


def holdings_of(user_id: UUID) -> dict[str, list[Row]]:
    """Return the account's own row and, by the name of each pointer, the rows that point at it, every column as it is
    in Python; sessions and tokens, which end with a merge, are left out. Decrypts what is encrypted: for the person
    himself, and for tests."""
    own = User.objects.filter(pk=user_id).values().get()
    held = {"accounts.User": [{name: value for name, value in own.items() if name not in _PASSING}]}
    for pointer in pointers():
        if pointer.on_merge is not OnMerge.ENDS:
            rows = pointer.model._base_manager.filter(**{pointer.field_name: user_id}).order_by("pk")
            held[pointer.name] = list(rows.values())
    return held
