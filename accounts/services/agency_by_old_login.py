"""A person who is signed in shows that he knows an enterprise's old login."""

from __future__ import annotations

from accounts.claiming.finding import login_index
from accounts.claiming.opening import opened
from accounts.errors import CLAIM_NOT_FREE
from accounts.levels import Level, require_level
from accounts.models import AgencyRelation, HolderKind, OldAccount, OldPasswordState, User
from accounts.passwords import MalformedHashError, verify
from accounts.services.agency_from_claim import agency_from_claim
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError


def agency_by_old_login(*, actor: Actor, user: User, city: str, name: str, password: str) -> AgencyRelation:
    """Make ``user`` a handler of the enterprise whose old login ``name`` and ``password`` open in ``city`` (a slug).

    What he typed is counted by the caller (``accounts.signin.limits``). Raises DomainError ``step_up_required`` below
    L2 before anything is looked at; ``claim_not_free`` for a wrong name or password, at the cost of one hash, whoever
    is meant; and as :func:`~accounts.services.agency_from_claim.agency_from_claim`.
    """
    require_level(user=user, wanted=Level.MATCHED)
    row = _login(city, name)
    if row is None:
        # The same work as for a login that is there.
        opened({"username": name, "city": city}, password)
        raise DomainError(CLAIM_NOT_FREE)
    try:
        fits = verify(row.password or "", password)
    except MalformedHashError:
        fits = False
    if not fits:
        raise DomainError(CLAIM_NOT_FREE)
    return agency_from_claim(actor=actor, user=user, old_account_id=row.pk)


def _login(city: str, name: str) -> OldAccount | None:
    found = OldAccount.objects.filter(
        kind=HolderKind.ENTERPRISE,
        claim__isnull=False,
        disabled=False,
        password_state=OldPasswordState.SEALED,
        city__slug=city,
        login_index=login_index(name),
    )
    rows = list(found[:2])
    return rows[0] if len(rows) == 1 else None
