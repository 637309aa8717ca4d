"""Somebody is to act for another."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.agents.guard import share
from accounts.agents.kinds import AgencyKind, AgencySource, AgencyState, Side
from accounts.agents.rules import RULES, PrincipalKind, Terms, terms_fault, within
from accounts.agents.sides import Principal, side_of
from accounts.agents.standing import RELATED, is_minor, why_not
from accounts.errors import AGENCY_AGE, AGENCY_FOR_ONESELF, AGENCY_NO_CHAIN, AGENCY_THERE_ALREADY, AGENCY_UNFIT
from accounts.events import AgencyAsked
from accounts.levels import Level, require_level
from accounts.models import AgencyRelation, Dependant, Enterprise, User
from accounts.scopes import IDENTITY_PROVE
from accounts.services.agency_end import end_what_has_run_out
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED

AGGREGATE: Final = "accounts.agency"
_SOURCES: Final = {
    AgencyKind.PARENT: AgencySource.DOCUMENT,
    AgencyKind.GUARDIAN: AgencySource.DOCUMENT,
    AgencyKind.LEGAL_REPRESENTATIVE: AgencySource.DOCUMENT,
    AgencyKind.ENTRUSTED: AgencySource.SIGNED,
    AgencyKind.CLERK: AgencySource.SIGNED,
    AgencyKind.HANDLER: AgencySource.REPRESENTATIVE,
}


def agency_ask(
    *,
    actor: Actor,
    agent: User,
    principal: Principal,
    kind: AgencyKind,
    terms: Terms | None = None,
    under: AgencyRelation | None = None,
    reason: str = "",
) -> AgencyRelation:
    """Ask that ``agent`` act for ``principal``; nothing is allowed before another has confirmed it.

    In: who asks is the agent, the principal (for an enterprise its legal representative), a clerk, or, with ``under``,
    an agent who may let another act in his place (民法典 art 169: with no more and no longer than he may himself).
    ``reason`` is a file number. Both sides are told by :class:`AgencyAsked`. A relation of the same two that has run
    out is ended first.

    Raises DomainError ``not_permitted``, ``agency_for_oneself``, ``agency_no_chain``, ``agency_unfit``
    (``params.field``), ``agency_age`` for a minor who would act, ``step_up_required`` below L2 for who asks (not for
    clerks), ``agency_there_already``; the unique index decides a race.
    """
    terms = terms or Terms()
    relation = _drafted(actor, agent, principal, kind, terms)
    relation.under, relation.reason = under, reason
    _require_sense(relation, principal)
    try:
        with transaction.atomic():
            relation.asked_side = _side(actor, relation)
            _require_level(actor, relation.asked_side)
            _require_terms(relation, terms)
            same = {"person": relation.person, "dependant": relation.dependant, "enterprise": relation.enterprise}
            end_what_has_run_out(AgencyRelation.objects.filter(agent=agent, kind=kind, **same))
            relation.save(force_insert=True)
            detail = {"kind": kind.value, "agent": str(agent.pk), "for": ":".join(relation.principal)}
            audit.record(actor, "accounts.agency.ask", relation, detail={**detail, "reason": reason})
            event = AgencyAsked(agency_id=relation.pk)
            outbox.publish(event, aggregate_type=AGGREGATE, aggregate_id=str(relation.pk), actor=actor)
            return relation
    except IntegrityError:
        raise DomainError(AGENCY_THERE_ALREADY) from None


def _drafted(actor: Actor, agent: User, principal: Principal, kind: AgencyKind, terms: Terms) -> AgencyRelation:
    now = clock.now()
    return AgencyRelation(
        agent=agent,
        person=principal if isinstance(principal, User) else None,
        dependant=principal if isinstance(principal, Dependant) else None,
        enterprise=principal if isinstance(principal, Enterprise) else None,
        kind=kind,
        source=_SOURCES[kind],
        scopes=list(terms.scopes),
        begins_at=terms.begins_at or now,
        ends_at=terms.ends_at,
        least_level=max(terms.least_level, RULES[kind].least_level),
        may_delegate=terms.may_delegate,
        asked_by=actor.acted_by,
        asked_at=now,
    )


def _require_sense(relation: AgencyRelation, principal: Principal) -> None:
    if relation.principal[0] not in RULES[AgencyKind(relation.kind)].principals:
        raise DomainError(AGENCY_UNFIT, params={"field": "kind"})
    own = principal if isinstance(principal, User) else getattr(principal, "user", None)
    if own is not None and own.pk == relation.agent_id:
        raise DomainError(AGENCY_FOR_ONESELF)
    if is_minor(relation.agent, clock.today()):
        raise DomainError(AGENCY_AGE)


def _side(actor: Actor, relation: AgencyRelation) -> Side:
    superior = relation.under
    if superior is not None:
        _require_delegation(actor, relation, superior)
        return Side.PRINCIPAL
    side = side_of(actor, relation)
    if side is None and _acts_for(actor, relation):
        raise DomainError(AGENCY_NO_CHAIN)
    is_clerk = relation.kind != AgencyKind.CLERK or (side is Side.AGENT and actor.may(IDENTITY_PROVE))
    if side is None or not is_clerk:
        audit.record_refusal(actor, "accounts.agency.ask", (AGGREGATE, ""), detail={"kind": relation.kind})
        raise DomainError(NOT_PERMITTED)
    # A dependant is brought by who would act for him, or by a clerk: his own account asks for nothing.
    if side is Side.PRINCIPAL and relation.principal[0] is PrincipalKind.DEPENDANT:
        raise DomainError(NOT_PERMITTED)
    return side


def _acts_for(actor: Actor, relation: AgencyRelation) -> bool:
    theirs = {"person": relation.person_id, "dependant": relation.dependant_id, "enterprise": relation.enterprise_id}
    found = AgencyRelation.objects.filter(Q(agent_id=actor.id), state=AgencyState.IN_FORCE, **theirs)
    return actor.on_behalf_of is not None or found.exists()


def _require_delegation(actor: Actor, relation: AgencyRelation, superior: AgencyRelation) -> None:
    share([superior.pk])
    superior = AgencyRelation.objects.select_related(*RELATED).get(pk=superior.pk)
    fits = superior.may_delegate and superior.under_id is None and superior.principal == relation.principal
    if actor.acted_by != f"user:{superior.agent_id}" or actor.on_behalf_of is not None or not fits:
        raise DomainError(AGENCY_NO_CHAIN)
    if why_not(superior, clock.now()) or superior.kind != relation.kind or relation.may_delegate:
        raise DomainError(AGENCY_NO_CHAIN)
    longer = superior.ends_at is not None and (relation.ends_at is None or relation.ends_at > superior.ends_at)
    if longer or not within(relation.scopes, superior.scopes):
        raise DomainError(AGENCY_NO_CHAIN)
    relation.least_level = max(relation.least_level, superior.least_level)


def _require_level(actor: Actor, side: Side) -> None:
    if side is not Side.STAFF:
        # A clerk who would act for who stands before him is known to the house; others prove who they are.
        clerk = side is Side.AGENT and actor.may(IDENTITY_PROVE)
        if not clerk:
            require_level(user=User.objects.get(pk=actor.id), wanted=Level.MATCHED)


def _require_terms(relation: AgencyRelation, terms: Terms) -> None:
    fault = terms_fault(AgencyKind(relation.kind), terms, relation.begins_at)
    if fault:
        raise DomainError(AGENCY_UNFIT, params={"field": fault})
