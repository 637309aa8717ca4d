"""The page on which a person says what an app may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.idp.oidc.forms import AuthorizationForm
from allauth.idp.oidc.models import Client
from django import forms

from accounts.identity.acting import Choice
from accounts.identity.words import ACTING, OPENID, SCOPES
from accounts.models import CityApp
from services_portal.kernel.text import current_language, pick


class ConsentForm(AuthorizationForm):
    """Each thing beyond "that it is you" can be left out; nothing can be added. Where the app lets people act for
    others, ``acting_for`` names the agency; empty, the person acts for himself."""

    def __init__(self, *args: Any, acting: Sequence[Choice] = (), **kwargs: Any) -> None:
        self.requested = list(kwargs["requested_scopes"])
        super().__init__(*args, **kwargs)
        self.fields.pop("email", None)
        self.fields["scopes"].required = False
        choices = [("", ""), *((each.id, each.label) for each in acting)]
        self.fields["acting_for"] = forms.ChoiceField(choices=choices, required=False)

    def clean_scopes(self) -> list[str]:
        """Return what was allowed, in the order asked; that it is the same person belongs to every sign-in."""
        chosen = set(self.cleaned_data["scopes"]) | {OPENID}
        return [name for name in self.requested if name in chosen and name != ACTING]

    @property
    def agency(self) -> str:
        """The agency by which he acts for another, or nothing."""
        return str(self.cleaned_data.get("acting_for") or "")


@dataclass(frozen=True)
class Asking:
    """Who asks, for what, and where the person goes next."""

    name: str
    city: str
    purpose: str
    address: str
    always: tuple[Any, ...]
    choices: tuple[tuple[str, Any], ...]


def asking(client: Client, scopes: list[str], redirect_uri: str) -> Asking:
    """Return what the page shows of ``client``, in the reader's language."""
    app = CityApp.objects.filter(client=client).select_related("city").first()
    language, address = current_language(), urlsplit(redirect_uri)
    return Asking(
        name=pick(app.name, language) if app else client.name,
        city=pick(app.city.name, language) if app else "",
        purpose=pick(app.purpose, language) if app else "",
        address=address.hostname or address.scheme,
        always=tuple(SCOPES[name] for name in scopes if name == OPENID),
        choices=tuple((name, SCOPES.get(name, name)) for name in scopes if name not in (OPENID, ACTING)),
    )
