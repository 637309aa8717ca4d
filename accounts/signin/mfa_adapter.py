"""Second factors: their secrets are encrypted at rest."""

from __future__ import annotations

import base64

from allauth.account.utils import user_display
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext

from services_portal.kernel import crypto

PURPOSE = "mfa.authenticator.data"


class MfaAdapter(DefaultMFAAdapter):
    """Setting MFA_ADAPTER."""

    def encrypt(self, text: str) -> str:
        """Seal a TOTP key or a recovery seed."""
        return base64.b64encode(crypto.encrypt(text, purpose=PURPOSE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what :meth:`encrypt` sealed."""
        return crypto.decrypt(base64.b64decode(encrypted_text), purpose=PURPOSE)

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user_display(user)

    def _get_site_name(self) -> str:
        return gettext("Services Portal")
