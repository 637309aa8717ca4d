"""Undo a decision about source rows."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from catalog.access import actor_label
from catalog.errors import ALREADY_UNDONE, UNKNOWN_DECISION
from catalog.models import RowDecision
from catalog.services.decisions_start import decisions_start
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError


def decision_undo(*, actor: Actor, decision_id: UUID, hand_over: bool = True) -> RowDecision:
    """Undo a decision and return it: what it settled waits again, and what it changed stands as before.

    A service that a person has changed since stays as it is. A run carries it out, as with a decision. Raises
    DomainError ``unknown_decision`` (also for another city's), ``already_undone``.
    """
    with transaction.atomic():
        permitted = RowDecision.objects.for_actor(actor, Action.CHANGE).select_for_update(no_key=True, of=("self",))
        decision = permitted.select_related("city").filter(pk=decision_id).first()
        if decision is None:
            raise DomainError(UNKNOWN_DECISION)
        if decision.undone_at is not None:
            raise DomainError(ALREADY_UNDONE)
        decision.undone_at, decision.undone_by = clock.now(), actor_label(actor)
        decision.taken_at = decision.taken_run = None
        decision.save(update_fields=["undone_at", "undone_by", "taken_at", "taken_run"])
        told = {"city": decision.city.slug, "rule": decision.rule, "alike": decision.alike, "choice": decision.choice}
        audit.record(actor, "catalog.queue.undo", decision, detail=told)
        if hand_over:
            transaction.on_commit(lambda: decisions_start(city=decision.city), robust=True)
    return decision
