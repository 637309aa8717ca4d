"""A person lets an app know that he acts in it for another."""

from __future__ import annotations

from uuid import UUID

from allauth.idp.oidc.models import Client
from django.db import transaction

from accounts.agents.guard import share
from accounts.agents.standing import RELATED, why_not
from accounts.errors import AGENCY_NOT_IN_FORCE
from accounts.levels import Level, require_level
from accounts.models import AgencyRelation, User
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_FOUND


@transaction.atomic
def app_acting_allow(*, actor: Actor, user: User, client: Client, agency_id: UUID) -> None:
    """Write down that ``user`` signs in to ``client`` as who acts by his agency ``agency_id``.

    It gives nothing by itself: whether he may is asked again whenever a token is made or used. Audited, in the name of
    whom he acts for too. Raises DomainError ``not_found`` for an agency that is not his, ``agency_not_in_force``,
    ``step_up_required``.
    """
    share([agency_id])
    relation = AgencyRelation.objects.select_related(*RELATED).filter(pk=agency_id, agent=user).first()
    if relation is None:
        raise DomainError(NOT_FOUND)
    why = why_not(relation, clock.now())
    if why:
        raise DomainError(AGENCY_NOT_IN_FORCE, params={"why": why})
    require_level(user=user, wanted=Level(relation.least_level))
    kind, key = relation.principal
    detail = {"client": client.pk, "for": f"{kind.value}:{key}"}
    audit.record(actor, "accounts.acting.allow", relation, detail=detail)
