"""How an API request says who makes it: a browser by its session cookie, an app by its session token."""

from __future__ import annotations

from typing import Any

from allauth.headless.contrib.rest_framework.authentication import XSessionTokenAuthentication
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.api.acting import act_for
from accounts.means import use_session
from accounts.selectors import actor_for_request


class AppSessionAuthentication(XSessionTokenAuthentication):
    """``X-Session-Token`` as given out by ``/_allauth/app/v1/``. A token that no longer opens is refused (401)."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return user and session, None without a token. Raises AuthenticationFailed."""
        token = self.get_session_token(request._request)
        if not token:
            return None
        found = super().authenticate(request._request)
        if found is None:
            raise AuthenticationFailed
        use_session(request._request, found[1])
        _act_as(request._request, found[0])
        act_for(request, found[0])
        return found

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing session is 401 and not 403."""
        return "X-Session-Token"


class BrowserSessionAuthentication(SessionAuthentication):
    """The session cookie, with a CSRF token on every write."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Return user and no session, None where nobody has signed in."""
        found: tuple[Any, Any] | None = super().authenticate(request)
        if found is not None:
            act_for(request, found[0])
        return found


def _act_as(request: HttpRequest, user: Any) -> None:
    """Let ``request.actor`` be the bearer of the token, also where somebody has asked for it already."""
    request.user = user
    request.actor = SimpleLazyObject(lambda: actor_for_request(request))  # type: ignore[attr-defined]
