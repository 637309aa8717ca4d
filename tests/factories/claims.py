"""Claims that somebody holds."""

from __future__ import annotations

from accounts.models import Claim, ClaimBasis, Claiming, HolderKind, User
from services_portal.kernel.clock import now


def make_claiming(person: User) -> Claiming:
    """Let a person hold a claim, without old accounts."""
    claim = Claim.objects.create(kind=HolderKind.PERSON)
    facts = {"basis": ClaimBasis.WINDOW, "asked_by": "user:1", "asked_at": now(), "held_at": now()}
    return Claiming.objects.create(claim=claim, user=person, **facts)
