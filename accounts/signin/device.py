"""Devices from which a person has signed in: a signed token that they keep and show again.

A browser keeps it as a cookie, an app as the header ``X-Device-Token``. It opens nothing. It says that somebody has
signed in from here before, so that those who guess at an account from elsewhere cannot lock its owner out of his own
telephone (OWASP, "Slow down online guessing attacks with device cookies").
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core import signing
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from services_portal.kernel.crypto import blind_index
from services_portal.kernel.ids import uuid7

COOKIE: Final = "portal_device"
HEADER: Final = "X-Device-Token"
APP_PREFIX: Final = "/_allauth/app/"
SALT: Final = "accounts.signin.device"
KEPT_SECONDS: Final = 365 * 24 * 3600
# A family shares a telephone; a counter of an internet café is no device of anybody's.
MOST_PEOPLE: Final = 5
_SIGNED_IN: Final = "_accounts_signed_in_here"


@dataclass(frozen=True)
class Device:
    """One device: its number, and keyed marks of those who signed in from it, the latest last."""

    number: str
    people: tuple[str, ...]

    def knows(self, user: User) -> bool:
        """Whether ``user`` has signed in from here."""
        return mark_of(user) in self.people

    def after(self, user: User) -> Device:
        """Return the device as it is when ``user`` has signed in from it."""
        mark = mark_of(user)
        return Device(self.number, (*(other for other in self.people if other != mark), mark)[-MOST_PEOPLE:])

    def token(self) -> str:
        """Return what the device keeps."""
        return signing.dumps([self.number, self.people], salt=SALT)


def mark_of(user: User) -> str:
    """Return what a token says for a person: it tells nobody who that is."""
    return blind_index(str(user.pk), "accounts.signin.device").hex()[:24]


def device_of(request: HttpRequest) -> Device | None:
    """Return the device that shows its token, or None; a token of others, damaged or a year old is none."""
    token = request.headers.get(HEADER, "") or request.COOKIES.get(COOKIE, "")
    try:
        number, people = signing.loads(token, salt=SALT, max_age=KEPT_SECONDS)
        return Device(number, tuple(people))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _remember(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Note on the request that all steps of a sign-in are done."""
    if request is not None and isinstance(user, User):
        setattr(request, _SIGNED_IN, user)


def connect() -> None:
    """Listen for sign-ins, of every kind."""
    user_logged_in.connect(_remember, dispatch_uid="accounts.signin.device")


class DeviceMiddleware:
    """Gives a device its token when somebody has signed in from it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve the request."""
        response = self.get_response(request)
        user: User | None = getattr(request, _SIGNED_IN, None)
        if user is None:
            return response
        token = (device_of(request) or Device(str(uuid7()), ())).after(user).token()
        if request.path_info.startswith(APP_PREFIX):
            response[HEADER] = token
        else:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(COOKIE, token, KEPT_SECONDS, httponly=True, secure=secure, samesite="Lax")
        return response
