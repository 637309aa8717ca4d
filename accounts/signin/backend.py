"""Signing in with a password, by anything that a person has proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.identifiers import IdentifierType, normalise, read_identity_number
from accounts.merging.entrance import Entrance, entrance_from, entrance_of
from accounts.models import User
from accounts.selectors import holder_of

PATH: Final = "accounts.signin.backend.IdentifierBackend"
# By which account's name a session was opened, so that the password is asked again that opened it.
_OPENED_BY: Final = "_accounts_opened_by"


def identity_of(text: str) -> User | None:
    """Return the account of whose proved resident ID, permit, passport or network number ``text`` is, or None."""
    found = _identity(text)
    return found.account if found is not None else None


def entrance_named(credentials: Mapping[str, Any]) -> Entrance | None:
    """Return where the name in ``credentials`` (``username``, ``email`` or ``phone``) leads, or None: one, whatever it
    could be read as."""
    username, email, phone = (credentials.get(name) or "" for name in ("username", "email", "phone"))
    if username:
        return _address(username) or _identity(username)
    found = _address(email) if email else None
    return found or (_proved(IdentifierType.PHONE, phone) if phone else None)


def _identity(text: str) -> Entrance | None:
    try:
        kind, number = read_identity_number(text)
    except ValidationError:
        return _proved(IdentifierType.PASSPORT, text) or _proved(IdentifierType.NETWORK_NUMBER, text)
    return _proved(kind, number)


def _proved(kind: IdentifierType, text: str) -> Entrance | None:
    try:
        held = holder_of(kind, normalise(kind, text))
    except ValidationError:
        return None
    return entrance_of(held) if held is not None else None


def _address(text: str) -> Entrance | None:
    """Return where an address leads; one that nobody has proved, to who says that it is his and must prove it."""
    found = _proved(IdentifierType.EMAIL, text)
    if found is None:
        said = filter_users_by_email(text, prefer_verified=True, for_login=True)
        found = entrance_from(min(said, key=lambda user: user.pk)) if said else None
    return found


class IdentifierBackend(AuthenticationBackend):
    """Setting AUTHENTICATION_BACKENDS. The password says who it is, so a number need not have been proved lately.

    One name, one password, one computation of the hash.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        found = entrance_named(credentials)
        if found is None:
            return None
        found = _again(request, found)
        self._did_check_password = True
        if not found.asked.check_password(credentials["password"]):
            return None
        if not self.user_can_authenticate(found.account):
            self._stash_user(found.account)
            return None
        if request is not None and found.asked != found.account and hasattr(request, "session"):
            request.session[_OPENED_BY] = [str(found.account.pk), str(found.asked.pk)]
        return found.account


def _again(request: HttpRequest | None, found: Entrance) -> Entrance:
    """Within a session ask for the password that opened it, under whichever name allauth asks for it again."""
    user = getattr(request, "user", None)
    if request is None or user != found.account:
        return found
    account_id, asked_id = request.session.get(_OPENED_BY, (None, None))
    if account_id != str(user.pk):
        return found
    asked = User.objects.filter(pk=asked_id).first()
    opened = entrance_from(asked) if asked is not None else None
    return opened if opened is not None and opened.account == found.account else found
