"""Whole values are shown, and grave steps taken, only where the person has just shown that it is he.

Whoever finds a telephone lying open reads nothing more with it than its screen. The rule is that of every change to how
an account is opened (``accounts.signin.presence``).
"""

from __future__ import annotations

from typing import Any

from accounts.models import User
from accounts.signin.presence import presence_of, require_presence


def signed_in_recently(session: Any, user: User) -> bool:
    """Whether ``user`` has shown in ``session``, within ``PORTAL_PRESENCE_SECONDS``, that it is he."""
    return presence_of(session, user).shown


def require_recent_sign_in(session: Any, user: User) -> None:
    """Raise DomainError ``reauthentication_required`` (401) unless the person has just shown that it is he."""
    require_presence(session, user)
