"""The part of the account adapter that guards passwords against guessing, and keeps who exists to itself."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from accounts.signin import limits
from accounts.signin.backend import spend


class GuardedAdapter(DefaultAccountAdapter):
    """Base of :class:`~accounts.signin.account_adapter.AccountAdapter`.

    Every refusal costs one computation of the portal's hash: for an account that is there, that is not, that has no
    password, and that is guessed at too often under other names.
    """

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return whom the credentials name. Raises ValidationError ``too_many_login_attempts``."""
        begun = limits.begin(request, credentials)
        if not begun.allowed:
            raise self.validation_error("too_many_login_attempts")
        if begun.quietly:
            spend(credentials)
            self.authentication_failed(request, **credentials)
            return None
        self._login_failed_rl_usage = begun
        return super().authenticate(request, **credentials)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count nothing here: :meth:`authenticate` has counted."""

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Clear nothing: who resets a password of his own would win guesses at others'."""

    def send_account_already_exists_mail(self, email: str) -> None:
        """Tell the holder, after the hash that a new account would have cost."""
        make_password("")
        super().send_account_already_exists_mail(email)
