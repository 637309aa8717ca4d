"""How often a password may be tried: by address, by what was typed, by account, and by device.

A try is counted before the password is looked at, so that tries at once count each; the right password takes back its
own try and no other, so that who signs in now and then gains no further guesses. allauth's own limit, which this
replaces, kept one count for all phone numbers together, a count for each name of one account, and cleared the count of
an address whenever a second factor was right or a password was reset.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from allauth.core.internal import ratelimit
from allauth.mfa.signals import authentication_failed
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.claiming.opening import holder_meant, meant, name_in
from accounts.identifiers import IdentifierType, normalise
from accounts.models import User
from accounts.signin.backend import entrance_named
from accounts.signin.device import device_of
from services_portal.kernel.crypto import blind_index

APP: Final = "portal"


@dataclass
class Try:
    """One try that was let through, or not: ``allowed``; ``quietly`` refused ones look like a wrong password."""

    allowed: bool = True
    quietly: bool = False
    usages: list[ratelimit.RateLimitUsage] = field(default_factory=list)

    def rollback(self) -> None:
        """Take the try back: the password was right."""
        for usage in self.usages:
            usage.rollback()


def begin(request: HttpRequest, credentials: Mapping[str, Any]) -> Try:
    """Count a try with ``credentials`` (``email``, ``phone`` or ``username``) and say whether it may go on.

    From a device of the account, or within a session of its owner, only the device is counted: no guessing elsewhere
    locks it out. From anywhere else the address and what was typed are counted, the same whether there is such an
    account; and then the account, or the claim of an old one, under all its names together, and its wrong second
    factors. These last are told to nobody, since they would tell that two names are of one person, or that a password
    was right: over them, the right password from a new device is answered like a wrong one.
    """
    user = account_named(request, credentials)
    device = _device_key(request, user)
    begun = Try()
    if device is not None:
        begun.allowed = _count(request, begun, "device", device)
    else:
        named = _key("name", _name(credentials))
        begun.allowed = _count(request, begun, "address", None) and _count(request, begun, "name", named)
        if begun.allowed and user is not None:
            account = _key("account", str(user.pk))
            begun.quietly = not (
                _count(request, begun, "account", account) and _free(request, "second_factor", account)
            )
        old = meant(credentials) if begun.allowed else None
        if old is not None and not _count(request, begun, "account", _key("account", str(old.claim_id))):
            begun.quietly = True
    return begun


def _second_factor_failed(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Count a wrong second factor. allauth's own count is cleared by the next right one; this is not."""
    _count(request, Try(), "second_factor", _key("account", str(user.pk)))


def connect() -> None:
    """Listen for wrong second factors."""
    authentication_failed.connect(_second_factor_failed, dispatch_uid="accounts.signin.limits")


def account_named(request: HttpRequest, credentials: Mapping[str, Any]) -> User | None:
    """Return the account that ``credentials`` name, as the backend finds it, or None."""
    found = entrance_named(credentials)
    if found is not None:
        return found.account
    if name_in(credentials):
        return holder_meant(credentials)
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None


def _device_key(request: HttpRequest, user: User | None) -> str | None:
    if user is None:
        return None
    if getattr(request, "user", None) == user and request.session.session_key:
        return _key("session", request.session.session_key)
    device = device_of(request)
    return _key("device", f"{device.number} {user.pk}") if device is not None and device.knows(user) else None


def _name(credentials: Mapping[str, Any]) -> str:
    """Return what was typed in one form, whether anybody has it or not."""
    if phone := credentials.get("phone"):
        try:
            return normalise(IdentifierType.PHONE, phone)
        except ValidationError:
            return str(phone)
    typed = credentials.get("email") or credentials.get("username") or ""
    return "".join(str(typed).split()).casefold()


def _key(kind: str, value: str) -> str:
    """Return the key of a count: the store of counts learns no name and no number."""
    return blind_index(value, f"accounts.signin.limits.{kind}").hex()


def _free(request: HttpRequest, action: str, key: str) -> bool:
    options: dict[str, Any] = {"config": settings.PORTAL_SIGNIN_LIMITS, "key": key, "limit_get": True, "dry_run": True}
    return ratelimit.consume(request, app=APP, action=action, **options) is not None


def _count(request: HttpRequest, begun: Try, action: str, key: str | None) -> bool:
    config = settings.PORTAL_SIGNIN_LIMITS
    usage = ratelimit.consume(request, app=APP, action=action, config=config, key=key, limit_get=True)
    if usage is None:
        return False
    begun.usages.append(usage)
    return True
