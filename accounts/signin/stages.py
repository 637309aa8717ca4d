"""The stages between a right credential and a session."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import EmailVerificationStage as AllauthStage

from accounts.models import User
from accounts.selectors import proved_phone


class EmailVerificationStage(AllauthStage):
    """An address must be proved before it signs anybody in; a proved phone number needs no address beside it."""

    def handle(self) -> tuple[Any, bool]:
        """Pass those who came by a proved number (or its passkey) and not by an address."""
        user = self.login.user
        if isinstance(user, User) and not self.login.email and proved_phone(user) is not None:
            return None, True
        return super().handle()
