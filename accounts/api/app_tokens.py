"""A city's app asks in a person's name, by its access token; and for whom he acts in it, where he does.

A view that lets apps in says by which scope of theirs: ``app_scope = "acting"``. For whom a request is made, its token
says: ``X-Acting-For`` beside one is a mistake.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.agents.acting import actor_for
from accounts.agents.consents import require_own_account
from accounts.api.acting import HEADER, scope_of
from accounts.errors import ACTING_NOT_HERE
from accounts.identity.access import access_token
from accounts.identity.grants import Grant
from accounts.models import User
from accounts.selectors import USER, remember_actor
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.refusals import NOT_PERMITTED


class CityAppAuthentication(BaseAuthentication):
    """``Authorization: Bearer`` (RFC 6750, §2.1) with an access token that the portal gave a city's app."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return user and token, None without one. The app holds none of the rights that he has as a member of staff.

        Raises AuthenticationFailed for a token that opens nothing any more; DomainError ``not_permitted`` where the
        view or the token does not let apps in, ``acting_not_here``, and as ``actor_for``.
        """
        scheme, _space, value = request._request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = access_token(value.strip())
        if token is None:
            raise AuthenticationFailed
        user: User = token.user
        wanted = getattr(request.parser_context.get("view"), "app_scope", None)
        if wanted is None or wanted not in token.get_scopes():
            raise DomainError(NOT_PERMITTED)
        require_own_account(user)
        actor = self._actor(request, user, Grant.read(token.data))
        request._request.user = user
        remember_actor(request._request, actor)
        request._request.actor = actor  # type: ignore[attr-defined]
        return user, token

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme (RFC 6750, §3)."""
        return "Bearer"

    def _actor(self, request: Request, user: User, grant: Grant | None) -> Actor:
        if HEADER in request._request.headers:
            raise DomainError(ACTING_NOT_HERE)
        if grant is None or not grant.agency:
            return Actor(type=USER, id=str(user.pk), label=str(user))
        scope = scope_of(request)
        if scope is None:
            raise DomainError(ACTING_NOT_HERE)
        return actor_for(user, UUID(grant.agency), scope)
