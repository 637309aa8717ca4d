"""Which account a name opens, and whose password is asked for it, where accounts have become one.

One password a name: that of the account which brought the name ("you sign in with what you signed in with before"). To
try those of all parts would let the time of a refusal tell how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from accounts.models import Identifier, Merge, MergeMove, MergeState, User
from accounts.selectors import parts_of

IDENTIFIER_POINTER: Final = "accounts.Identifier.user"


@dataclass(frozen=True)
class Entrance:
    """``account`` is who signs in, ``asked`` the account whose password is the right one: itself, or a part of it."""

    account: User
    asked: User


def entrance_of(held: Identifier) -> Entrance:
    """Return where a proved identifier leads; ``held.user`` is at hand."""
    return entrance_from(first_holder(IDENTIFIER_POINTER, held.pk, held.user))


def entrance_from(bringer: User) -> Entrance:
    """Return where the names lead that ``bringer`` had when it stood by itself.

    Its own password is asked, until a merge above it in which the survivor has set another for all names.
    """
    account = asked = bringer
    while (merge := _merge_of(account)) is not None:
        account = merge.survivor
        if merge.survivor_password:
            asked = account
    return Entrance(account, asked)


def _merge_of(absorbed: User) -> Merge | None:
    found: Merge | None = (
        Merge.objects.filter(absorbed=absorbed, state=MergeState.DONE)
        .select_related("survivor")
        .defer("brought")
        .first()
    )
    return found


def first_holder(pointer: str, row: Any, holder: User) -> User:
    """Return the account that had a row before any merge that stands: who lost it first brought it.

    In: the name of the pointer, the row's key, the account that it points at now.
    """
    parts = parts_of(holder)
    if not parts:
        return holder
    moves = MergeMove.objects.filter(
        merge__absorbed__in=parts, merge__state=MergeState.DONE, pointer=pointer, row=str(row)
    )
    first = moves.select_related("merge__absorbed").order_by("merge__done_at", "merge_id").first()
    return first.merge.absorbed if first is not None else holder
