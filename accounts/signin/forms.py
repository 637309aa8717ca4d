"""What the sign-up forms of both faces (pages and headless) have in common."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.phones import normalise

PASSWORDS = ("password", "password1")


class PhoneNumberField(forms.CharField):
    """Takes ``138 0000 0000``, ``+86-13800000000`` and the like; gives E.164."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"type": "tel", "autocomplete": "tel", "inputmode": "tel"}
        kwargs.setdefault("label", _("Phone number"))
        kwargs.setdefault("widget", forms.TextInput(attrs=attributes))
        super().__init__(max_length=32, **kwargs)

    def clean(self, value: Any) -> str:
        """Return E.164 or an empty string. Raises ValidationError."""
        text = super().clean(value)
        return normalise(text) if text else ""


class SignupBase(forms.Form):
    """Setting ACCOUNT_SIGNUP_FORM_CLASS: an account begins with a phone number, or with an address and a password.

    One of the two, never both: whoever opened an account with his own number and somebody else's address could
    otherwise wait until its owner proves the address, and stand in his account. The other is added once signed in.
    """

    display_name = forms.CharField(label=_("Name to show"), max_length=60, required=False)

    def full_clean(self) -> None:
        """Ask for an address and a password only where there is no number."""
        by_phone = bool(self.is_bound and self.data.get("phone"))
        for name in ("email", *PASSWORDS):
            if name in self.fields:
                self.fields[name].required = not by_phone
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Refuse both at once."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("email") and cleaned.get("phone"):
            self.add_error("phone", _("Begin with one of the two; add the other when you have signed in."))
        return cleaned

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing more to do: the account adapter writes user and resident together."""
