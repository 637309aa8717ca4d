"""Whose something is that an account holds which is made of several: what was brought, and what was written since.

An owner is an account as it stood alone. Of what nobody can tell there are several possible owners.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from accounts.means import owners_in
from accounts.merging.entrance import first_holder
from accounts.merging.pointers import Pointer, pointer_named
from accounts.models import Merge, MergeState, User
from accounts.selectors import parts_of
from services_portal.kernel.models import AuditEntry

AT_ONCE: Final = 500


def owners_of(pointer: str, row: Any, holder: User) -> frozenset[UUID]:
    """Return whose a row is that ``holder`` has by ``pointer``: one account, or all that it may be of.

    Who lost it first in a merge brought it, unless it was written while that account was made of several itself: then
    it is theirs by whose means it was written.
    """
    first = first_holder(pointer, row, holder)
    merges = Merge.objects.filter(survivor=first, state=MergeState.DONE).select_related("absorbed")
    since = [merge for merge in merges if str(row) not in (merge.brought or {}).get(pointer, ())]
    if not since:
        return frozenset({first.pk})
    family = frozenset({first.pk, *(part.pk for part in parts_of(first))})
    said = writers_of(pointer_named(pointer), [row], family).get(str(row))
    return said or _joined(first, since)


def owners_of_password(asked: User) -> frozenset[UUID]:
    """Return whose the password of ``asked`` is: its own, and all's with whom it stood together when it was set."""
    merges = Merge.objects.filter(survivor=asked, state=MergeState.DONE).exclude(survivor_password="")
    return _joined(asked, merges.select_related("absorbed"))


def _joined(account: User, merges: Iterable[Merge]) -> frozenset[UUID]:
    found = {account.pk}
    for merge in merges:
        found |= {merge.absorbed_id, *(part.pk for part in parts_of(merge.absorbed))}
    return frozenset(found)


def writers_of(pointer: Pointer, rows: Sequence[Any], family: frozenset[UUID]) -> Mapping[str, frozenset[UUID]]:
    """Return by whose means each of these rows was written, by its key as text, where the audit log tells: the first
    entry about it that one of ``family`` made. Rows that somebody else wrote are theirs who answered them first."""
    found: dict[str, frozenset[UUID]] = {}
    keys = [str(row) for row in rows]
    for start in range(0, len(keys), AT_ONCE):
        told = AuditEntry.objects.filter(
            subject_type=pointer.model._meta.label_lower, subject_id__in=keys[start : start + AT_ONCE], refused=False
        ).exclude(via="")
        for key, via in told.order_by("pk").values_list("subject_id", "via"):
            owners = owners_in(via)
            if owners <= family:
                found.setdefault(key, owners)
    return found
