"""A person who is signed in shows that he knows an enterprise's old login."""

from __future__ import annotations

from accounts.claiming.opening import enterprise_login_opened
from accounts.errors import CLAIM_NOT_FREE
from accounts.levels import Level, require_level
from accounts.models import AgencyRelation, User
from accounts.services.agency_from_claim import agency_from_claim
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


def agency_by_old_login(*, actor: Actor, user: User, city: str, name: str, password: str) -> AgencyRelation:
    """Make ``user`` a handler of the enterprise whose old login ``name`` and ``password`` open in ``city`` (a slug).

    ``name`` may be its credit code too. What he typed is counted by the caller (``accounts.signin.counted``). Raises
    DomainError ``step_up_required`` below L2 before anything is looked at; ``claim_not_free`` for a wrong name or
    password, at the cost of one hash, whoever is meant; and as
    :func:`~accounts.services.agency_from_claim.agency_from_claim`.
    """
    require_level(user=user, wanted=Level.MATCHED)
    row = enterprise_login_opened(name, city, password)
    if row is None:
        raise DomainError(CLAIM_NOT_FREE)
    return agency_from_claim(actor=actor, user=user, old_account_id=row.pk)
