"""A guardian consents to an account of his ward's own, or takes that back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from accounts.agents.acting import actor_for
from accounts.agents.ages import needs_consent
from accounts.agents.consents import GUARDIANS, TEXT, is_consented
from accounts.agents.kinds import AgencyState
from accounts.errors import AGENCY_AGE
from accounts.models import AgencyRelation, Dependant, GuardianConsent, User
from accounts.services.everything_end import everything_end
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


@transaction.atomic
def guardian_consent_give(*, actor: Actor, user: User, dependant_id: UUID) -> GuardianConsent:
    """Keep that ``user`` consents, as guardian in force, to an account of the child's own: who, when, to which text.

    Giving it again changes nothing. Raises DomainError ``not_found`` for who is not his ward, ``agency_age`` from 14
    on, when the child decides for himself, and as ``accounts.agents.standing.require_standing``.
    """
    relation = _guardianship(actor, user, dependant_id)
    guardian = actor_for(user, relation.pk)
    dependant = Dependant.objects.select_for_update(no_key=True).get(pk=dependant_id)
    if not needs_consent(dependant.born, clock.today()):
        raise DomainError(AGENCY_AGE)
    consent, made = GuardianConsent.objects.get_or_create(
        dependant=dependant,
        agency=relation,
        withdrawn_at=None,
        defaults={"text": TEXT, "given_at": clock.now(), **GuardianConsent.deed_of(guardian)},
    )
    if made:
        audit.record(guardian, "accounts.consent.give", consent, detail={"text": TEXT})
    return consent


@transaction.atomic
def guardian_consent_withdraw(*, actor: Actor, user: User, dependant_id: UUID) -> int:
    """Take back the consent that ``user`` gave; returns how many stood. The child's account is signed out where no
    other guardian's counts. Raises DomainError ``not_found`` for who is not his ward."""
    relation = _guardianship(actor, user, dependant_id)
    guardian = actor_for(user, relation.pk)
    dependant = Dependant.objects.select_for_update(no_key=True).get(pk=dependant_id)
    standing = GuardianConsent.objects.standing().filter(dependant=dependant, agency=relation)
    for consent in standing:
        consent.withdrawn_at = clock.now()
        consent.save(update_fields=["withdrawn_at"])
        audit.record(guardian, "accounts.consent.withdraw", consent)
    if dependant.user_id is not None and not is_consented(dependant, clock.now()):
        everything_end(user=User.objects.select_for_update(no_key=True).get(pk=dependant.user_id))
    return len(standing)


def _guardianship(actor: Actor, user: User, dependant_id: UUID) -> AgencyRelation:
    """Return the agency by which ``actor`` himself is guardian of the ward."""
    found = AgencyRelation.objects.filter(
        agent=user, dependant=dependant_id, kind__in=GUARDIANS, state=AgencyState.IN_FORCE
    )
    relation: AgencyRelation | None = found.order_by("pk").first()
    if relation is None or actor.acted_by != f"user:{user.pk}" or actor.on_behalf_of is not None:
        raise DomainError(NOT_FOUND)
    return relation
