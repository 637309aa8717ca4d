"""Apps sign in with a password by any identifier too: allauth's own input takes an address or a number only."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.models import Login
from allauth.core import context
from allauth.headless.account.inputs import LoginInput
from allauth.headless.account.views import LoginView
from allauth.headless.internal.restkit import inputs

from accounts.identifiers.compacting import LONGEST
from accounts.signin.login_form import CITY, city_choices


class IdentityLoginInput(LoginInput):
    """``username`` beside ``email`` and ``phone``: a resident ID, permit, passport or network number, or the name of a
    city's old site; and ``city``, which may be given with any of them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = inputs.CharField(required=False, max_length=LONGEST)
        self.fields[CITY] = inputs.ChoiceField(required=False, choices=city_choices)

    def clean(self) -> Any:
        """Find the user by exactly one of the three. The number is not kept: a session says only that it was used."""
        said = self.cleaned_data
        username, city = said.pop("username", ""), said.pop(CITY, "")
        named = {name: said[name] for name in ("email", "phone") if said.get(name)}
        if self.errors or not (username or (named and city)):
            return super().clean()
        adapter = get_adapter()
        if len(named) + bool(username) != 1:
            raise adapter.validation_error("invalid_login")
        ((name, text),) = ({"username": username} if username else named).items()
        credentials = {name: text, "password": said.get("password") or "", **({CITY: city} if city else {})}
        user = adapter.authenticate(context.request, **credentials)
        if user is None:
            self.add_error("password", adapter.validation_error(f"{name}_password_mismatch"))
        else:
            self.login = Login(user=user, email=named.get("email"))
        return said


def connect() -> None:
    """Let allauth's view read it."""
    LoginView.input_class = IdentityLoginInput
