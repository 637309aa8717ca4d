"""Somebody may not act for another for a while."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.agents.kinds import AgencyKind, AgencyState, Side
from accounts.agents.rules import RULES
from accounts.agents.sides import side_of
from accounts.errors import AGENCY_SETTLED
from accounts.events import AgencyInForce, AgencySuspended
from accounts.models import AgencyRelation
from services_portal.kernel import audit, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND, NOT_PERMITTED


@transaction.atomic
def agency_suspend(*, actor: Actor, agency_id: UUID, reason: str = "") -> AgencyRelation:
    """Let nothing be done by the agency until :func:`agency_resume`; by whom it is for, or at a window. At once, as
    ``agency_end``.

    ``reason`` is a file number. Suspending again changes nothing. Told by :class:`AgencySuspended`. Raises DomainError
    ``not_found`` for strangers, ``not_permitted`` for the agent and for a ward, ``agency_settled`` unless in force.
    """
    relation, side = _locked(actor, agency_id)
    if side is Side.AGENT or (side is Side.PRINCIPAL and RULES[AgencyKind(relation.kind)].statutory):
        raise DomainError(NOT_PERMITTED)
    if relation.state == AgencyState.SUSPENDED:
        return relation
    if relation.state != AgencyState.IN_FORCE:
        raise DomainError(AGENCY_SETTLED)
    _set(actor, relation, AgencyState.SUSPENDED, side, "accounts.agency.suspend", reason)
    event = AgencySuspended(agency_id=relation.pk)
    outbox.publish(event, aggregate_type="accounts.agency", aggregate_id=str(relation.pk), actor=actor)
    return relation


@transaction.atomic
def agency_resume(*, actor: Actor, agency_id: UUID, reason: str = "") -> AgencyRelation:
    """Lift a suspension: from the side that made it, and nobody lifts a window's but a window.

    Raises DomainError ``not_found``, ``not_permitted``, ``agency_settled`` unless suspended. Told by
    :class:`AgencyInForce`.
    """
    relation, side = _locked(actor, agency_id)
    if relation.state != AgencyState.SUSPENDED:
        raise DomainError(AGENCY_SETTLED)
    if side is not Side(relation.suspended_side):
        raise DomainError(NOT_PERMITTED)
    _set(actor, relation, AgencyState.IN_FORCE, None, "accounts.agency.resume", reason)
    event = AgencyInForce(agency_id=relation.pk)
    outbox.publish(event, aggregate_type="accounts.agency", aggregate_id=str(relation.pk), actor=actor)
    return relation


def _locked(actor: Actor, agency_id: UUID) -> tuple[AgencyRelation, Side]:
    relation = AgencyRelation.objects.select_for_update(of=("self",)).filter(pk=agency_id).first()
    side = side_of(actor, relation) if relation is not None else None
    if relation is None or side is None:
        raise DomainError(NOT_FOUND)
    return relation, side


def _set(
    actor: Actor, relation: AgencyRelation, state: AgencyState, side: Side | None, action: str, reason: str
) -> None:
    relation.state, relation.suspended_side = state, side or ""
    relation.save(update_fields=["state", "suspended_side"])
    audit.record(actor, action, relation, detail={"reason": reason})
