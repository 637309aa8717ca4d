"""Signing in with a password, by anything that a person has proved."""

from __future__ import annotations

from typing import Final

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError

from accounts.identifiers import IdentifierType, normalise, read_identity_number
from accounts.models import User
from accounts.selectors import account_of, parts_of

PATH: Final = "accounts.signin.backend.IdentifierBackend"


def identity_of(text: str) -> User | None:
    """Return the account of whose proved resident ID, permit, passport or network number ``text`` is, or None."""
    kinds: list[tuple[IdentifierType, str]] = []
    try:
        kinds.append(read_identity_number(text))
    except ValidationError:
        for kind in (IdentifierType.PASSPORT, IdentifierType.NETWORK_NUMBER):
            try:
                kinds.append((kind, normalise(kind, text)))
            except ValidationError:
                continue
    found = (account_of(kind, value) for kind, value in kinds)
    return next((user for user in found if user is not None), None)


class IdentifierBackend(AuthenticationBackend):
    """Setting AUTHENTICATION_BACKENDS. The password says who it is, so a number need not have been proved lately."""

    def _authenticate_by_phone(self, phone: str, password: str) -> AbstractBaseUser | None:
        try:
            user = account_of(IdentifierType.PHONE, normalise(IdentifierType.PHONE, phone))
        except ValidationError:
            user = None
        return self._check_password(user, password)

    def _authenticate_by_username(self, username: str, password: str) -> AbstractBaseUser | None:
        return self._check_password(identity_of(username), password)

    def _check_password(self, user: AbstractBaseUser | None, password: str) -> AbstractBaseUser | None:
        """Accept the password of any account that has become a part of this one: people remember one of them."""
        found = super()._check_password(user, password)
        if found is None and isinstance(user, User) and user.is_active:
            return user if any(part.check_password(password) for part in parts_of(user)) else None
        return found
