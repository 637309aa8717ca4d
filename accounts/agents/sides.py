"""From which side somebody comes to a relation."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from accounts.agents.guard import share
from accounts.agents.kinds import AgencyKind, AgencyState, Side
from accounts.agents.standing import RELATED, why_not
from accounts.models import AgencyRelation, Dependant, Enterprise, User
from accounts.scopes import AGENCY_CONFIRM
from accounts.selectors import USER
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor

Principal = User | Dependant | Enterprise


def represents(actor: Actor, enterprise_id: UUID | None) -> bool:
    """Whether ``actor`` is the legal representative of the enterprise now; held until the transaction ends."""
    if enterprise_id is None or actor.type != USER:
        return False
    found = AgencyRelation.objects.filter(
        Q(agent_id=actor.id),
        enterprise_id=enterprise_id,
        kind=AgencyKind.LEGAL_REPRESENTATIVE,
        state=AgencyState.IN_FORCE,
    )
    key = found.values_list("pk", flat=True).first()
    if key is None:
        return False
    share([key])
    relation = found.select_related(*RELATED).first()
    return relation is not None and not why_not(relation, clock.now())


def side_of(actor: Actor, relation: AgencyRelation) -> Side | None:
    """Return the side on which ``actor`` stands: who acts, for whom (also who appointed another in his place), a
    window; None for strangers, and for who acts for somebody else himself."""
    if actor.type != USER or actor.on_behalf_of is not None:
        return None
    if actor.id == str(relation.agent_id):
        return Side.AGENT
    superior = relation.under
    own = {relation.person_id, relation.dependant.user_id if relation.dependant else None}
    own.add(superior.agent_id if superior else None)
    if actor.id in {str(each) for each in own if each} or represents(actor, relation.enterprise_id):
        return Side.PRINCIPAL
    return Side.STAFF if actor.may(AGENCY_CONFIRM) else None
