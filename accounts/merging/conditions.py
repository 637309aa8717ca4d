"""What must hold of two accounts before they become one."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from accounts.errors import ACCOUNT_ABSORBED, DIFFERENT_PERSON, SAME_ACCOUNT, STAFF_ACCOUNT
from accounts.identifiers import IdentifierType
from accounts.models import Identifier, Merge, User
from accounts.models.merge import LIVE
from accounts.selectors import is_staff_account
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


def lock_both(survivor_id: UUID, absorbed_id: UUID) -> tuple[User, User]:
    """Lock both accounts and return them; two merges that cross ask for the locks in the same order.

    Raises DomainError ``same_account``, ``not_found``.
    """
    if survivor_id == absorbed_id:
        raise DomainError(SAME_ACCOUNT)
    wanted = User.objects.select_for_update(no_key=True).filter(pk__in=(survivor_id, absorbed_id))
    found = {user.pk: user for user in wanted.order_by("pk")}
    if len(found) < 2:
        raise DomainError(NOT_FOUND)
    return found[survivor_id], found[absorbed_id]


def require_mergeable(survivor: User, absorbed: User, *, besides: Merge | None = None) -> None:
    """Raise DomainError unless ``absorbed`` may become a part of ``survivor``; the caller has locked both.

    ``staff_account``: rights are not merged. ``account_absorbed``: one of them is absorbed, or is to be, by another
    merge than ``besides``, or is suspended. ``different_person``: each has said or proved a resident
    ID, and they differ (GB 11643: a person has one for life).
    """
    if is_staff_account(survivor) or is_staff_account(absorbed):
        raise DomainError(STAFF_ACCOUNT)
    pair = (survivor.pk, absorbed.pk)
    others = Merge.objects.filter(state__in=LIVE).filter(Q(absorbed__in=pair))
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if others.exists() or not (survivor.is_active and absorbed.is_active):
        raise DomainError(ACCOUNT_ABSORBED)
    known = Identifier.objects.live().filter(user__in=pair, type=IdentifierType.RESIDENT_ID)
    if known.values("index").distinct().count() > 1:
        raise DomainError(DIFFERENT_PERSON)
