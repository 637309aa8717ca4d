"""Whole values are shown, and grave steps taken, only where the person has just shown that it is he.

Whoever finds a telephone lying open reads nothing more with it than its screen.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account import app_settings
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY as RECORDS
from allauth.account.internal.userkit import user_id_to_str

from accounts.errors import RECENT_SIGN_IN_NEEDED
from accounts.models import User
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError

WHOSE: Final = "account_authentication_methods_user"


def signed_in_recently(session: Any, user: User) -> bool:
    """Whether ``user`` has shown in ``session`` who he is, within ``ACCOUNT_REAUTHENTICATION_TIMEOUT`` seconds.

    Signing in counts as much as confirming it: who has only a number cannot do the one without the other.
    """
    if session.get(WHOSE) != user_id_to_str(user):
        return False
    oldest = clock.now().timestamp() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(record.get("at", 0) > oldest for record in session.get(RECORDS) or [])


def require_recent_sign_in(session: Any, user: User) -> None:
    """Raise DomainError ``recent_sign_in_needed`` unless the person has just shown who he is."""
    if not signed_in_recently(session, user):
        raise DomainError(RECENT_SIGN_IN_NEEDED)
