"""Reads of claimed old accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from accounts.models import Claiming, OldAccount, User
from accounts.models.claiming import BEGINNINGS


@dataclass(frozen=True)
class HeldClaim:
    """A claim as its person sees it: never the values of its old accounts."""

    id: UUID
    basis: str
    state: str
    held_at: datetime | None
    undo_until: datetime | None
    accounts: list[OldAccount]


def claims_of(user: User, *, only: UUID | None = None) -> list[HeldClaim]:
    """Return the claims that ``user`` holds, the latest first, or the one named ``only`` (two queries)."""
    found = Claiming.objects.held().filter(user=user).order_by("-held_at", "-pk")
    if only is not None:
        found = found.filter(pk=only)
    held = list(found)
    accounts: dict[UUID, list[OldAccount]] = {each.claim_id: [] for each in held}
    rows = OldAccount.objects.filter(claim__in=accounts).select_related("city").defer("facts", "password")
    for row in rows.order_by("city__order", "city__slug", "pk"):
        assert row.claim_id is not None  # noqa: S101 - that is how it was found
        accounts[row.claim_id].append(row)
    return [
        HeldClaim(each.pk, each.basis, each.state, each.held_at, _undo_until(each), accounts[each.claim_id])
        for each in held
    ]


def _undo_until(claiming: Claiming) -> datetime | None:
    if claiming.held_at is None or claiming.basis in BEGINNINGS:
        return None
    return claiming.held_at + timedelta(days=settings.PORTAL_CLAIM_UNDO_DAYS)
