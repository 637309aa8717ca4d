"""Residents with something of their own, and the people who merge them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import Merge, MergeBasis, User
from accounts.selectors import USER, actor_of
from accounts.services import emails_keep, resident_register
from accounts.services.merge_ask import merge_ask
from accounts.services.merge_carry_out import merge_carry_out
from services_portal.kernel.actor import SYSTEM, Actor
from services_portal.kernel.models import AuditEntry, OutboxEvent


def person(name: str, *, totp: bool = False) -> User:
    """Make a resident with a proved address, a recovery address and a passkey; with ``totp`` a second factor too."""
    user = User.objects.create_user(f"{name}@example.com")
    resident_register(user=user, display_name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailAddress.objects.create(user=user, email=f"{name}.spare@example.com", verified=True)
    emails_keep(user=user)
    Authenticator.objects.create(user=user, type="webauthn", data={"name": name})
    if totp:
        Authenticator.objects.create(user=user, type="totp", data={"secret": name})
    return user


def himself(user: User) -> Actor:
    """Return the person as an actor."""
    return Actor(type=USER, id=str(user.pk))


def clerk(name: str) -> Actor:
    """Return a member of staff who may merge accounts."""
    user = User.objects.create_user(f"{name}@gov.example", is_staff=True, is_superuser=True)
    return actor_of(user)


def merged(survivor: User, absorbed: User) -> Merge:
    """Merge at once, as the person himself asked; the cooling-off must be set to none."""
    asked = merge_ask(actor=himself(survivor), survivor_id=survivor.pk, absorbed_id=absorbed.pk, basis=MergeBasis.OWNER)
    return merge_carry_out(actor=SYSTEM, merge_id=asked.pk)


def traces() -> dict[str, Any]:
    """Return how much was written that tells of an act: entries that are no refusals, events, merges."""
    return {
        "audit": AuditEntry.objects.filter(refused=False).count(),
        "events": OutboxEvent.objects.count(),
        "merges": list(Merge.objects.order_by("pk").values_list("pk", "state", "approved_by")),
    }


def told(user_id: UUID) -> list[str]:
    """Return the events about an account, in their order, but for what it got to be signed in by."""
    events = OutboxEvent.objects.filter(aggregate_type="accounts.user", aggregate_id=str(user_id))
    events = events.exclude(name="accounts.account_changed")
    return list(events.order_by("sequence").values_list("name", flat=True))
