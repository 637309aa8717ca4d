"""Signing in with a password, by anything that a person has proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.claiming.opening import name_in, opened, opened_by
from accounts.identifiers import IdentifierType, normalise, read_identity_number
from accounts.merging.entrance import Entrance, entrance_from, entrance_of
from accounts.models import Identifier, OldAccount, User
from accounts.selectors import holder_of
from accounts.services.claim_first_sign_in import claim_first_sign_in
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import current_language

PATH: Final = "accounts.signin.backend.IdentifierBackend"
# By which account's name a session was opened, so that the password is asked again that opened it.
_OPENED_BY: Final = "_accounts_opened_by"
OLD: Final = "old:"


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


def _is_himself(user: User, credentials: Mapping[str, Any]) -> bool:
    """Whether allauth asks a signed-in person again: by a number that he has not proved, or by nothing at all."""
    if not name_in(credentials):
        return True
    own = Identifier.objects.live().filter(user=user, type=IdentifierType.PHONE).first()
    return own is not None and own.value == credentials.get("phone")


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

    One name, one password, one computation of the hash; and one more for the old account that the name may mean.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> AbstractBaseUser | None:
        password = credentials["password"]
        self._did_check_password = True
        found, old_account = _asked(request, credentials)
        if found is None:
            self._mitigate_timing_attack(password)
        elif found.asked.check_password(password):
            _remember(request, found.account, str(found.asked.pk))
            return self._let_in(found.account)
        old = opened_by(old_account, password) if old_account is not None else opened(credentials, password)
        if old is None:
            return None
        account = old.account or _first_sign_in(old.old_account, password)
        if account is not None:
            _remember(request, account, f"{OLD}{old.old_account.pk}")
        return self._let_in(account) if account is not None else None

    def _let_in(self, account: User) -> AbstractBaseUser | None:
        if self.user_can_authenticate(account):
            return account
        self._stash_user(account)
        return None


def spend(credentials: Mapping[str, Any]) -> None:
    """Do the work of a refusal, and nothing else."""
    password = credentials.get("password") or ""
    make_password(password)
    opened(credentials, password)


def _first_sign_in(row: OldAccount, password: str) -> User | None:
    assert row.claim_id is not None  # noqa: S101 - a check in the database, for what can be opened
    try:
        return claim_first_sign_in(
            old_account_id=row.pk, claim_id=row.claim_id, password=password, language=current_language()
        )
    except DomainError:
        return None


def _remember(request: HttpRequest | None, account: User, means: str) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[_OPENED_BY] = [str(account.pk), means]


def password_asked(request: HttpRequest, user: User) -> str:
    """Return whose password opened the session of ``user``: the key of an account, that of an old account after
    ``OLD``; empty where none did."""
    account_id, means = request.session.get(_OPENED_BY, (None, ""))
    return str(means) if account_id == str(user.pk) else ""


def _asked(request: HttpRequest | None, credentials: Mapping[str, Any]) -> tuple[Entrance | None, OldAccount | None]:
    """Return whose password is asked; within a session the one that opened it, by whichever name it is asked again."""
    found = entrance_named(credentials)
    user = getattr(request, "user", None)
    if request is None or not isinstance(user, User):
        return found, None
    if found is None and _is_himself(user, credentials):
        found = Entrance(user, user)
    means = password_asked(request, user)
    if found is None or found.account != user or not means:
        return found, None
    if means.startswith(OLD):
        return found, OldAccount.objects.filter(pk=means.removeprefix(OLD)).first()
    asked = User.objects.filter(pk=means).first()
    again = entrance_from(asked) if asked is not None else None
    return (again if again is not None and again.account == user else found), None
