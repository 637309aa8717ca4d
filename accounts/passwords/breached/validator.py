"""The rule that a new password is none that others have lost already."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.passwords.breached.known import is_breached


class BreachedPasswordValidator:
    """For AUTH_PASSWORD_VALIDATORS: sign-up, change and reset. Source of the rule: NIST SP 800-63B §5.1.1.2."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError (``password_breached``) for a password that is known from a breach."""
        if is_breached(password):
            raise ValidationError(
                _("This password is known from a breach elsewhere, so others try it first. Choose another."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """Return the rule in a sentence."""
        return _("Your password can’t be one that is known from a breach elsewhere.")
