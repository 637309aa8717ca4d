"""What pages say of who acts for whom, and what can be done there."""

from __future__ import annotations

from typing import Any

from accounts.agents.ages import needs_consent
from accounts.agents.consents import GUARDIANS, is_consented
from accounts.agents.kinds import AgencyState, Side
from accounts.agents.listing import Card, cards_of
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor


def cards_shown(actor: Actor) -> list[dict[str, Any]]:
    """Return the relations of ``actor`` that are not over, as pages show them."""
    return [shown(card) for card in cards_of(actor) if not card.is_over]


def shown(card: Card) -> dict[str, Any]:
    """Return what the page says of one relation, and what can be done with it."""
    relation = card.relation
    mine = card.side is Side.AGENT
    holds = relation.state == AgencyState.IN_FORCE
    child = relation.dependant if mine and holds and relation.kind in GUARDIANS else None
    is_asked = child is not None and needs_consent(child.born, clock.today())
    return {
        "card": card,
        "acts": mine,
        "may_end": mine or relation.dependant_id is None,
        "may_suspend": not mine and holds and relation.dependant_id is None,
        "may_resume": not mine and relation.state == AgencyState.SUSPENDED and relation.suspended_side == card.side,
        "consent": "" if child is None or not is_asked else "given" if is_consented(child, clock.now()) else "missing",
    }
