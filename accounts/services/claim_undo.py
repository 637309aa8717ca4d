"""A claim is given back: it was another person's after all."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.claiming.opening import CLAIMING_POINTER
from accounts.claiming.refusals import CLAIM_SETTLED, CLAIM_TERM_OVER
from accounts.events import ClaimGivenBack
from accounts.merging.entrance import first_holder
from accounts.models import Claim, Claiming, ClaimingState, Identifier, User
from accounts.models.claiming import BEGINNINGS
from accounts.scopes import ACCOUNT_MERGE
from accounts.selectors import USER
from accounts.services.everything_end import everything_end
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import EVERYWHERE, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


@transaction.atomic
def claim_undo(*, actor: Actor, claiming_id: UUID, reason: str = "") -> Claiming:
    """Give a claim back, as it was: nobody's, opened by its old passwords.

    What it had said of the person, and he has not proved since, goes with it. He may do so himself within
    ``PORTAL_CLAIM_UNDO_DAYS`` days, but not with the claim that his account began with: that account would have no name
    left. Staff who merge accounts may at any time; an account that began with the claim is closed then, and signed out
    everywhere. In: ``reason``, a case number. Told by :class:`ClaimGivenBack`.

    Raises DomainError ``not_found`` for whom it is not, ``claim_settled`` unless it is held, ``claim_term_over``.
    """
    found = Claiming.objects.filter(pk=claiming_id).first()
    by_staff = actor.may(ACCOUNT_MERGE, EVERYWHERE)
    if found is None or not (by_staff or (actor.type == USER and actor.id == str(found.user_id))):
        raise DomainError(NOT_FOUND)
    user = User.objects.select_for_update(no_key=True).get(pk=found.user_id)
    Claim.objects.select_for_update(no_key=True).get(pk=found.claim_id)
    claiming: Claiming = Claiming.objects.select_for_update(no_key=True).get(pk=claiming_id)
    if claiming.state != ClaimingState.HELD or claiming.held_at is None or claiming.user_id != user.pk:
        raise DomainError(CLAIM_SETTLED)
    last = claiming.held_at + timedelta(days=settings.PORTAL_CLAIM_UNDO_DAYS)
    if not by_staff and (claiming.basis in BEGINNINGS or clock.now() > last):
        raise DomainError(CLAIM_TERM_OVER)
    give_back(actor, claiming, user, reason=reason)
    return claiming


def give_back(actor: Actor, claiming: Claiming, user: User, *, reason: str) -> None:
    """Let a claim be nobody's again in the caller's transaction, who has locked its person and it; audited and told."""
    Identifier.objects.live().filter(pk__in=claiming.said, verified_at=None).delete()
    claiming.state, claiming.ended_at = ClaimingState.UNDONE, clock.now()
    claiming.settled_by = f"{actor.type}:{actor.id}"
    claiming.save(update_fields=["state", "ended_at", "settled_by"])
    began_with_it = claiming.basis in BEGINNINGS
    if began_with_it and first_holder(CLAIMING_POINTER, claiming.pk, user) == user:
        _close(user)
    audit.record(actor, "accounts.claim.undo", claiming, detail={"user": str(user.pk), "reason": reason})
    event = ClaimGivenBack(claiming_id=claiming.pk, user_id=user.pk)
    outbox.publish(event, aggregate_type="accounts.user", aggregate_id=str(user.pk))


def _close(user: User) -> None:
    """Close an account of which nothing is left: who has proved or claimed anything else since keeps it."""
    if Identifier.objects.proved().filter(user=user).exists() or Claiming.objects.held().filter(user=user).exists():
        return
    everything_end(user=user)
    user.is_active = False
    user.save(update_fields=["is_active"])
