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


class IdentityLoginInput(LoginInput):
    """``username`` beside ``email`` and ``phone``: a resident ID, permit, passport or network number."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"] = inputs.CharField(required=False, max_length=LONGEST)

    def clean(self) -> Any:
        """Find the user by exactly one of the three. The number is not kept: a session says only that it was used."""
        username = self.cleaned_data.pop("username", "")
        if not username or self.errors:
            return super().clean()
        adapter = get_adapter()
        if self.cleaned_data.get("email") or self.cleaned_data.get("phone"):
            raise adapter.validation_error("invalid_login")
        user = adapter.authenticate(
            context.request, username=username, password=self.cleaned_data.get("password") or ""
        )
        if user is None:
            self.add_error("password", adapter.validation_error("username_password_mismatch"))
        else:
            self.login = Login(user=user)
        return self.cleaned_data


def connect() -> None:
    """Let allauth's view read it."""
    LoginView.input_class = IdentityLoginInput
