"""Whom a person acts for and who acts for him, as both are shown it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from accounts.agents.kinds import AgencyState, Side
from accounts.agents.rules import PrincipalKind
from accounts.agents.standing import RELATED, why_not
from accounts.models import AgencyRelation, Proof
from accounts.models.agency_relation import OPEN
from accounts.services.agency_confirm import sides_that_confirm
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor


@dataclass(frozen=True)
class Card:
    """One relation as one of its sides sees it: names as proved, hidden in ``repr``; ``why`` it does not hold, empty
    when it does; ``may_confirm`` whether it waits for the reader."""

    relation: AgencyRelation
    side: Side
    agent_name: str = field(repr=False)
    principal_name: str = field(repr=False)
    why: str
    may_confirm: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing can become of it any more."""
        return self.relation.state == AgencyState.ENDED

    @property
    def principal_kind(self) -> PrincipalKind:
        """For what sort of one."""
        return self.relation.principal[0]


def cards_of(actor: Actor) -> list[Card]:
    """Return the relations on whose side ``actor`` stands, the latest first; few queries, however many there are."""
    related = (*RELATED, "dependant__user")
    found = list(AgencyRelation.objects.of(actor).select_related(*related).order_by("-asked_at", "-pk")[:200])
    names = _names(found)
    now = clock.now()
    return [_card(actor, each, names, now) for each in found]


def card_of(actor: Actor, relation: AgencyRelation) -> Card:
    """Return one relation as :func:`cards_of` does."""
    fresh = AgencyRelation.objects.select_related(*RELATED, "dependant__user").get(pk=relation.pk)
    return _card(actor, fresh, _names([fresh]), clock.now())


def _names(relations: Iterable[AgencyRelation]) -> dict[object, str]:
    """Return the names of all people of these relations, as they were last proved."""
    people = {key for each in relations for key in (each.agent_id, each.person_id) if key}
    proofs = Proof.objects.filter(user__in=people, revoked_at=None).order_by("proved_at", "pk")
    return {proof.user_id: proof.name for proof in proofs.only("user_id", "name")}


def _card(actor: Actor, relation: AgencyRelation, names: dict[object, str], now: datetime) -> Card:
    side = Side.AGENT if actor.id == str(relation.agent_id) else Side.PRINCIPAL
    waits = relation.state in OPEN and actor.acted_by != relation.asked_by and side in sides_that_confirm(relation)
    return Card(
        relation,
        side,
        names.get(relation.agent_id, ""),
        _principal_name(relation, names),
        why_not(relation, now),
        waits,
    )


def _principal_name(relation: AgencyRelation, names: dict[object, str]) -> str:
    if relation.enterprise is not None:
        return str(relation.enterprise)
    if relation.dependant is not None:
        return relation.dependant.name
    return names.get(relation.person_id, "")
