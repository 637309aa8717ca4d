"""The agency is asked again in the transaction of every write, and held until that ends."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Q

from accounts.agents.standing import RELATED, require_standing
from accounts.errors import AGENCY_NOT_IN_FORCE
from accounts.models import AgencyRelation
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor, Represented
from services_portal.kernel.errors import DomainError


def share(ids: Iterable[UUID]) -> None:
    """Hold these agencies as they are until the transaction ends; others may hold them at the same time.

    FOR SHARE, for ending one is an update of columns that are no key, which a weaker lock would let pass: who ends it
    waits for writes that have begun, and what is written afterwards reads that it has ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM accounts_agencyrelation WHERE id = ANY(%s) ORDER BY id FOR SHARE", [sorted(set(ids))]
        )


def hold(actor: Actor, represented: Represented) -> None:
    """The kernel's guard (``services_portal.kernel.authority``): raises DomainError as :func:`require_standing`."""
    found = AgencyRelation.objects.filter(Q(agent_id=actor.id), pk=represented.authority)
    row = found.values("pk", "under_id").first()
    if row is None:
        raise DomainError(AGENCY_NOT_IN_FORCE, params={"why": "ended"})
    share(each for each in (row["pk"], row["under_id"]) if each)
    relation: AgencyRelation = AgencyRelation.objects.select_related(*RELATED).get(pk=row["pk"])
    if (relation.principal[0].value, relation.principal[1]) != (represented.type, represented.id):
        raise DomainError(AGENCY_NOT_IN_FORCE, params={"why": "ended"})
    require_standing(relation, at=clock.now(), scope=represented.scope)
