"""The form of the page that takes a password."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from django.utils.translation import gettext_lazy as _


class LoginForm(AllauthLoginForm):
    """Setting ACCOUNT_FORMS: its one field takes anything that a person has proved."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("Phone number, e-mail address or document number")
        field.help_text = _("Resident ID, residence permit, passport (as CHN:E12345678) or network number")
        # A browser that knows a passkey offers it in this field.
        field.widget.attrs.update({"placeholder": "", "autocomplete": "username webauthn"})
