"""How surely the portal knows who somebody is."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from accounts.errors import STEP_UP_REQUIRED
from accounts.models import Level, Proof, User
from accounts.verifiers import offered
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError

__all__ = ["Level", "level_of", "require_level"]


def level_of(user: User, at: datetime | None = None) -> Level:
    """Return the level of the strongest proof of ``user`` that counts at ``at`` (now by default); one query.

    Who has none stands at L1: what he says of himself.
    """
    strongest = Proof.objects.filter(user=user).live(at or clock.now()).aggregate(level=Max("level"))["level"]
    return Level(strongest or Level.DECLARED)


def require_level(*, user: User, wanted: Level) -> None:
    """Return when ``user`` stands at ``wanted`` or above.

    Raises DomainError ``step_up_required`` (403) whose ``params`` say the level wanted, the level held and the ways to
    get there. To be called before anything is written: the caller sends the same request again after the proof, so
    that nothing typed is lost.
    """
    held = level_of(user)
    if held >= wanted:
        return
    methods = [
        {"method": way.name, "level": int(way.level), "consent": way.consent or None, "remote": way.self_service}
        for way in offered(least=wanted)
    ]
    params = {"level_wanted": int(wanted), "level_held": int(held), "methods": methods}
    raise DomainError(STEP_UP_REQUIRED, params=params)
