"""A sign-in in which a person acts for another: whom the app is told of, and whether he still may.

The claim is our own, ``acting_for``, beside ``sub``, which stays who signed in. The ``act`` of RFC 8693 (§4.1) turns
that round, ``sub`` being for whom: an app that does not know the claim would take the agent for the person.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from allauth.idp.oidc.models import Client
from django.utils.translation import gettext as _

from accounts.agents.kinds import Side
from accounts.agents.listing import cards_of
from accounts.agents.rules import PrincipalKind
from accounts.agents.standing import RELATED, why_not
from accounts.identity.grants import Grant
from accounts.identity.subjects import sector_of, subject_of
from accounts.levels import Level, level_of
from accounts.models import AgencyRelation, User
from accounts.selectors import actor_of
from services_portal.kernel import clock

CLAIM: Final = "acting_for"
TYPES: Final = {
    PrincipalKind.PERSON: "person",
    PrincipalKind.DEPENDANT: "dependant",
    PrincipalKind.ENTERPRISE: "enterprise",
}


@dataclass(frozen=True)
class Choice:
    """One for whom a person can act now: the id of the agency, and whom the page names."""

    id: str
    label: str = field(repr=False)


def choices_of(user: User) -> list[Choice]:
    """Return for whom ``user`` can act at this moment, with his level."""
    level = level_of(user)
    return [
        Choice(str(card.relation.pk), f"{card.principal_name or _('A person')} · {card.relation.get_kind_display()}")
        for card in cards_of(actor_of(user))
        if card.side is Side.AGENT and not card.why and card.relation.least_level <= level
    ]


def still_acts(user_id: UUID, grant: Grant) -> bool:
    """Whether the person of ``grant`` may do so still; always where he acts for himself (no query then)."""
    return not grant.agency or _standing(user_id, grant.agency) is not None


def acting_claim(client: Client, grant: Grant | None) -> dict[str, Any]:
    """Return the claim, or nothing where the person acts for himself.

    ``sub`` is for whom, by a number of the app's own sector: that of his account, where he has one. ``scopes`` are the
    matters (``*`` for all), ``until`` the end of the term (seconds since 1970), where there is one.
    """
    if grant is None or not grant.agency:
        return {}
    relation = AgencyRelation.objects.select_related("enterprise", "dependant").get(pk=grant.agency)
    kind, key = relation.principal
    ward = relation.dependant
    number = ward.user_id if ward is not None and ward.user_id else UUID(key)
    said: dict[str, Any] = {
        "sub": subject_of(sector_of(client), number),
        "type": TYPES[kind],
        "scopes": relation.scopes,
    }
    if relation.ends_at is not None:
        said["until"] = int(relation.ends_at.timestamp())
    if relation.enterprise is not None:
        said["uscc"] = relation.enterprise.uscc
    return {CLAIM: said}


def _standing(user_id: UUID, agency_id: str) -> AgencyRelation | None:
    found: AgencyRelation | None = (
        AgencyRelation.objects.select_related(*RELATED).filter(pk=agency_id, agent_id=user_id).first()
    )
    if found is None or why_not(found, clock.now()) or level_of(found.agent) < Level(found.least_level):
        return None
    return found
