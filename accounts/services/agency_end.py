"""Somebody acts for another no longer."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.agents.kinds import AgencyKind, AgencyState, EndReason, Side
from accounts.agents.rules import RULES
from accounts.agents.sides import side_of
from accounts.events import AgencyEnded
from accounts.models import AgencyRelation
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import SYSTEM, Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND, NOT_PERMITTED

_BY = {Side.AGENT: EndReason.BY_AGENT, Side.PRINCIPAL: EndReason.BY_PRINCIPAL, Side.STAFF: EndReason.BY_STAFF}


@transaction.atomic
def agency_end(*, actor: Actor, agency_id: UUID, reason: str = "") -> AgencyRelation:
    """End what allows somebody to act for another, or turn down what was asked for; from either side, or at a window.

    At once and everywhere: no later write by it succeeds, in any process, and what was appointed under it ends with
    it. A write that has begun is waited for. ``reason`` is a file number. Ending what has ended changes nothing. Told
    by :class:`AgencyEnded`. What the law makes, its ward cannot end (民法典 arts 26–27, 34): a parent gives it up
    himself, or a clerk ends it.

    Raises DomainError ``not_found`` for strangers, ``not_permitted`` for a ward.
    """
    # Not no_key: whoever writes by this agency holds it FOR SHARE, and whoever points at it is to wait too.
    relation = AgencyRelation.objects.select_for_update(of=("self",)).filter(pk=agency_id).first()
    side = side_of(actor, relation) if relation is not None else None
    if relation is None or side is None:
        raise DomainError(NOT_FOUND)
    if relation.state == AgencyState.ENDED:
        return relation
    if side is Side.PRINCIPAL and RULES[AgencyKind(relation.kind)].statutory:
        raise DomainError(NOT_PERMITTED)
    end(actor, relation, _BY[side], reason=reason)
    return relation


def end_what_has_run_out(relations: QuerySet[AgencyRelation]) -> None:
    """End those of ``relations`` whose term is over, so that they make room; in the caller's transaction."""
    over = relations.filter(ended_at=None, ends_at__lte=clock.now())
    for relation in over.select_for_update(of=("self",)).order_by("pk"):
        end(SYSTEM, relation, EndReason.EXPIRED)


def end(actor: Actor, relation: AgencyRelation, why: EndReason, *, reason: str = "") -> None:
    """End ``relation``, which the caller has locked, and what rests on it; audited, and told by an event."""
    relation.state, relation.ended_at = AgencyState.ENDED, clock.now()
    relation.ended_by, relation.end_reason = actor.acted_by, why
    relation.save(update_fields=["state", "ended_at", "ended_by", "end_reason"])
    audit.record(actor, "accounts.agency.end", relation, detail={"why": why.value, "reason": reason})
    event = AgencyEnded(agency_id=relation.pk, reason=why.value)
    outbox.publish(event, aggregate_type="accounts.agency", aggregate_id=str(relation.pk), actor=actor)
    for below in relation.below.select_for_update().filter(ended_at=None).order_by("pk"):
        end(actor, below, EndReason.SUPERIOR_ENDED)
