"""The stages between a right credential and a session."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage as AllauthStage
from allauth.account.stages import PhoneVerificationStage as AllauthPhoneStage

from accounts.models import Claiming, User
from accounts.selectors import proved_phone
from accounts.signin.city_door import came_by_city


class PhoneVerificationStage(AllauthPhoneStage):
    """Who opens an account with a number proves it first; the number in an old account may be another's today."""

    def handle(self) -> tuple[Any, bool]:
        """Pass those who came by an old account, or from their city."""
        user = self.login.user
        if came_by_city(self.login):
            return None, True
        if isinstance(user, User) and not self.login.signup and Claiming.objects.held().filter(user=user).exists():
            return None, True
        answer: tuple[Any, bool] = super().handle()
        return answer


class EmailVerificationStage(AllauthStage):
    """An address must be proved before it signs anybody in; a proved phone number needs no address beside it, nor does
    an old account whose password was right."""

    def handle(self) -> tuple[Any, bool]:
        """Pass those who came by a proved number (or its passkey) and not by an address, or from their city."""
        user = self.login.user
        if came_by_city(self.login):
            return None, True
        if isinstance(user, User) and self._is_known_otherwise(user):
            return None, True
        return super().handle()

    def _is_known_otherwise(self, user: User) -> bool:
        email = self.login.email
        if not email:
            return proved_phone(user) is not None or Claiming.objects.held().filter(user=user).exists()
        # The address of an old account is a name there; whoever has added it here proves it first.
        added = EmailAddress.objects.filter(user=user, email=email.lower()).exists()
        return not added and Claiming.objects.held().filter(user=user).exists()
