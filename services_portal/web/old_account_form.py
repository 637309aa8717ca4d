"""The form for an old account."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.signin.login_form import city_choices

OWN: Final = "own"
ENTERPRISE: Final = "enterprise"


class OldAccountForm(forms.Form):
    """What opens an old account, and whether it is a person's or an enterprise's."""

    whose = forms.ChoiceField(
        label=_("Whose account it is"),
        choices=[(OWN, _("My own")), (ENTERPRISE, _("An enterprise's that I work for"))],
        initial=OWN,
    )
    city = forms.ChoiceField(label=_("City of the old site"), choices=city_choices)
    name = forms.CharField(
        label=_("Old user name"),
        help_text=_("Or the phone number, e-mail address or document number; for an enterprise its credit code."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=_("Its old password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
