"""The form of the page that takes a password, with the question for the city of an old account."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City

CITY: Final = "city"


def city_choices() -> list[tuple[str, str]]:
    """Return the cities that may be chosen; the same for everybody."""
    return [("", "—"), *((city.slug, str(city)) for city in City.objects.order_by("order", "slug"))]


class LoginForm(AllauthLoginForm):
    """Setting ACCOUNT_FORMS: its one field takes anything that a person has proved, or an old name; and a city may be
    given with any of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("Phone number, e-mail address, document number or old user name")
        field.help_text = _("Resident ID, residence permit, passport (as CHN:E12345678) or network number")
        # A browser that knows a passkey offers it in this field.
        field.widget.attrs.update({"placeholder": "", "autocomplete": "username webauthn"})
        self.fields[CITY] = forms.ChoiceField(
            label=_("City of your old account"),
            help_text=_("Only if you come with the name and password of a city's old site."),
            required=False,
            choices=city_choices,
        )

    def user_credentials(self) -> dict[str, Any]:
        """Return what the backend is asked with."""
        credentials: dict[str, Any] = super().user_credentials()
        if self.cleaned_data.get(CITY):
            credentials[CITY] = self.cleaned_data[CITY]
        return credentials
