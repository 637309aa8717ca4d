"""By whose means somebody is here: which of the accounts that one was made of the credential belonged to.

Found out at sign-in (``accounts.signin.opened_by``), kept in the session, carried by the actor and written into the
audit log, so that what is written can be told apart when the accounts are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest

from services_portal.kernel.actor import Actor

# In a session: the account that it is of, and by whose means it was opened.
KEY: Final = "_accounts_means"
# Who shares a credential with more than these shares it with nobody whom it could tell apart.
MOST: Final = 8
_SESSION: Final = "_accounts_session"


def written(owners: Iterable[UUID]) -> str:
    """Return owners as ``Actor.via`` holds them: empty for none, and for too many to tell."""
    found = sorted(map(str, owners))
    return " ".join(found) if len(found) <= MOST else ""


def owners_in(via: str) -> frozenset[UUID]:
    """Return the owners that :func:`written` wrote."""
    return frozenset(map(UUID, via.split()))


def keep(session: Any, account: UUID, owners: Iterable[UUID]) -> None:
    """Write into the session of ``account`` by whose means it was opened."""
    session[KEY] = [str(account), written(owners)]


def use_session(request: HttpRequest, session: Any) -> None:
    """Let ``session``, which a token named, be the one that ``request`` is made in."""
    setattr(request, _SESSION, session)


def means_of_request(request: HttpRequest, actor: Actor) -> str:
    """Setting PORTAL_MEANS_RESOLVER: by whose means ``actor`` is here (no query), empty where nobody can tell."""
    session = getattr(request, _SESSION, None)
    if session is None:
        session = getattr(request, "session", {})
    account, via = session.get(KEY) or ("", "")
    return str(via) if (actor.type, actor.id) == ("user", account) else ""
