"""Who may open a socket: setting PORTAL_SOCKET_DOOR."""

from __future__ import annotations

from uuid import UUID

from allauth.headless.internal.sessionkit import authenticate_by_x_session_token

from accounts.identity.access import access_token
from accounts.models import User
from accounts.selectors import USER, actor_of, standing_for
from services_portal.kernel.actor import Actor
from services_portal.kernel.sockets.door import Credential, CredentialKind, Visitor


class AccountDoor:
    """Opens to sessions of the portal's own clients, and to cities' apps by an access token, for what it allows."""

    def enter(self, credential: Credential) -> Visitor | None:
        """Return whom ``credential`` lets in now, or None: a session or token that has ended, or none at all."""
        found = authenticate_by_x_session_token(credential.secret)
        if found is not None:
            user: User = found[0]
            return Visitor(user.pk, actor_of(user)) if user.is_active else None
        return self._by_access_token(credential.secret) if credential.kind is CredentialKind.TOKEN else None

    def is_barred(self, person: UUID) -> bool:
        """Whether the account is suspended; one that has become a part of another is not, for its person signs in."""
        user = User.objects.filter(pk=person).first()
        return user is not None and not user.is_active and standing_for(user) == user

    def _by_access_token(self, value: str) -> Visitor | None:
        token = access_token(value)
        if token is None:
            return None
        # A city's app holds none of the rights that its user may have as a member of staff.
        return Visitor(token.user_id, Actor(type=USER, id=str(token.user_id)), frozenset(token.get_scopes()))
