"""The door to the admin site."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.utils import is_mfa_enabled
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm


class StaffLoginForm(AuthenticationForm):
    """E-mail address and password, under the same limits as everywhere.

    Who has a second factor signs in at the portal's own sign-in, which asks for it: this form would go around it.
    """

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("The e-mail address or the password is not right, or the account is not one of staff."),
        "second_factor": _("This account has a second factor. Sign in at the portal first, then come back here."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["username"]
        field.label = _("E-mail address")
        field.widget.attrs.update({"autocomplete": "username", "type": "email", "inputmode": "email"})

    def clean(self) -> dict[str, Any]:
        """Find the user. Raises ValidationError, the same for a wrong password and a user who is not staff."""
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not email or not password:
            return self.cleaned_data
        adapter = get_adapter(self.request)
        self.user_cache = adapter.authenticate(self.request, email=email.strip().lower(), password=password)
        if self.user_cache is None:
            raise self.get_invalid_login_error()
        self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data

    def confirm_login_allowed(self, user: Any) -> None:
        """Refuse who may not enter, and who must show more than a password."""
        if not (user.is_active and user.is_staff):
            raise self.get_invalid_login_error()
        if is_mfa_enabled(user):
            raise ValidationError(self.error_messages["second_factor"], code="second_factor")

    def get_invalid_login_error(self) -> forms.ValidationError:
        """Return the one answer to every failure."""
        return ValidationError(self.error_messages["invalid_login"], code="invalid_login")
