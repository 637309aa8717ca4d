"""Another says that somebody may act for whom he asked."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.agents.kinds import AgencyKind, AgencyState, EndReason, Side
from accounts.agents.rules import RULES, Confirmer, age_fits, clerks_needed
from accounts.agents.sides import side_of
from accounts.agents.standing import born_of, is_minor
from accounts.errors import AGENCY_AGE, AGENCY_FOR_ONESELF, AGENCY_NEEDS_ANOTHER, AGENCY_SETTLED, AGENCY_THERE_ALREADY
from accounts.events import AgencyInForce
from accounts.levels import Level, require_level
from accounts.models import AgencyRelation, Dependant, Enterprise, User
from accounts.models.agency_relation import OPEN
from accounts.services.agency_end import end
from services_portal.kernel import audit, clock, outbox
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


def agency_confirm(*, actor: Actor, agency_id: UUID) -> AgencyRelation:
    """Confirm what another asked for; it is in force from then on, within its term.

    Who can: the agent, where the other side asked; else as ``rules.RULES`` says the person himself, the enterprise's
    legal representative, or a clerk who holds the documents, never who asked and never who would act. A guardian of
    somebody of age takes two clerks. A dependant is registered with it, and one that is registered already is shared;
    a new legal representative takes the place of the former. Told by :class:`AgencyInForce`.

    Raises DomainError ``not_found`` for strangers, ``agency_needs_another``, ``agency_settled``, ``agency_age``,
    ``agency_for_oneself``, ``step_up_required`` below L2 (not for clerks), ``agency_there_already``.
    """
    try:
        with transaction.atomic():
            return _confirm(actor, agency_id)
    except IntegrityError:
        raise DomainError(AGENCY_THERE_ALREADY) from None


def _confirm(actor: Actor, agency_id: UUID) -> AgencyRelation:
    _lock_enterprise(agency_id)
    found = AgencyRelation.objects.select_for_update(of=("self",)).filter(pk=agency_id)
    relation: AgencyRelation | None = found.select_related(
        "agent", "person", "dependant", "enterprise", "under"
    ).first()
    side = side_of(actor, relation) if relation is not None else None
    if relation is None or side is None:
        raise DomainError(NOT_FOUND)
    if relation.state not in OPEN or (relation.ends_at is not None and relation.ends_at <= clock.now()):
        raise DomainError(AGENCY_SETTLED)
    if actor.acted_by == relation.asked_by or side not in sides_that_confirm(relation):
        raise DomainError(AGENCY_NEEDS_ANOTHER)
    if side is not Side.STAFF:
        require_level(user=User.objects.get(pk=actor.id), wanted=Level.MATCHED)
    needed = _require_ages(relation)
    if relation.state == AgencyState.CONFIRMED:
        if actor.acted_by == relation.confirmed_by:
            raise DomainError(AGENCY_NEEDS_ANOTHER)
        relation.seconded_by, relation.seconded_at = actor.acted_by, clock.now()
    else:
        relation.confirmed_by, relation.confirmed_at = actor.acted_by, clock.now()
    if relation.state == AgencyState.ASKED and needed > 1:
        relation.state = AgencyState.CONFIRMED
        relation.save()
        audit.record(actor, "accounts.agency.confirm", relation, detail={"state": relation.state})
        return relation
    return bring_into_force(actor, relation)


def _lock_enterprise(agency_id: UUID) -> None:
    """The parent first: two legal representatives of one enterprise are confirmed one after the other."""
    of = AgencyRelation.objects.filter(pk=agency_id).values("enterprise_id")
    list(Enterprise.objects.select_for_update(no_key=True).filter(pk__in=of).values("pk"))


def sides_that_confirm(relation: AgencyRelation) -> set[Side]:
    """Return from which sides somebody else than who asked can confirm ``relation``."""
    confirmers = RULES[AgencyKind(relation.kind)].confirmers
    if relation.asked_side == Side.PRINCIPAL and confirmers != {Confirmer.CLERK}:
        return {Side.AGENT}
    sides = {Side.STAFF} if Confirmer.CLERK in confirmers else set()
    return sides | ({Side.PRINCIPAL} if confirmers & {Confirmer.PRINCIPAL, Confirmer.REPRESENTATIVE} else set())


def _require_ages(relation: AgencyRelation) -> int:
    """Return how many clerks it takes. Raises DomainError ``agency_age``."""
    kind, today = AgencyKind(relation.kind), clock.today()
    born = None
    if relation.dependant is not None:
        born = relation.dependant.born
    elif relation.person is not None:
        born = born_of(relation.person)
    if is_minor(relation.agent, today) or not age_fits(kind, born, today):
        raise DomainError(AGENCY_AGE)
    return clerks_needed(kind, born, today)


def bring_into_force(actor: Actor, relation: AgencyRelation) -> AgencyRelation:
    """Let ``relation``, which the caller has locked and judged, hold from now on. Raises IntegrityError in a race."""
    now = clock.now()
    if relation.dependant is not None:
        _settle_dependant(relation, relation.dependant)
    if relation.enterprise is not None and relation.kind == AgencyKind.LEGAL_REPRESENTATIVE:
        _replace_representative(actor, relation.enterprise)
    relation.state, relation.in_force_at = AgencyState.IN_FORCE, now
    relation.begins_at = max(relation.begins_at, now)
    relation.save()
    detail = {"state": relation.state, "kind": relation.kind, "for": ":".join(relation.principal)}
    audit.record(actor, "accounts.agency.confirm", relation, detail=detail)
    event = AgencyInForce(agency_id=relation.pk)
    outbox.publish(event, aggregate_type="accounts.agency", aggregate_id=str(relation.pk), actor=actor)
    return relation


def _settle_dependant(relation: AgencyRelation, said: Dependant) -> None:
    """Register the dependant, or join who is registered under this resident ID already."""
    known = Dependant.objects.registered().filter(index=said.index).exclude(pk=said.pk).first()
    settled = known or said
    owner = User.objects.known_by(settled.number_type, settled.resident_id).first()
    if owner is not None and owner.pk == relation.agent_id:
        raise DomainError(AGENCY_FOR_ONESELF)
    if settled.confirmed_at is None or settled.user_id is None:
        settled.confirmed_at = settled.confirmed_at or clock.now()
        settled.user = owner
        settled.save(update_fields=["confirmed_at", "user", "updated_at"])
    if known is not None:
        relation.dependant = known
        relation.save(update_fields=["dependant"])
        if not said.agencies.exists():
            said.delete()


def _replace_representative(actor: Actor, enterprise: Enterprise) -> None:
    former = AgencyRelation.objects.select_for_update().filter(
        enterprise=enterprise,
        kind=AgencyKind.LEGAL_REPRESENTATIVE,
        in_force_at__isnull=False,
        ended_at=None,
    )
    for each in former:
        end(actor, each, EndReason.REPLACED)
    if enterprise.confirmed_at is None:
        enterprise.confirmed_at = clock.now()
        enterprise.save(update_fields=["confirmed_at", "updated_at"])
