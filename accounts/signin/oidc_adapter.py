"""The OpenID provider: what a city's system learns of a person who signs in to it with the portal's account."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from accounts.models import Resident, User
from accounts.selectors import display_name, proved_phone


class OidcAdapter(DefaultOIDCAdapter):
    """Setting IDP_OIDC_ADAPTER. Claims follow OpenID Connect Core 1.0, sections 5.1 and 5.4."""

    scope_display = {**DefaultOIDCAdapter.scope_display, "phone": _("View your phone number")}

    def get_claims(
        self,
        purpose: Any,
        user: AbstractBaseUser,
        client: Any,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Return the claims that ``scopes`` allow; the phone number only under ``phone``, and only when proved."""
        assert isinstance(user, User)  # noqa: S101 - allauth types its seam by the base class
        scopes = set(scopes)
        claims = super().get_claims(purpose, user, client, scopes, email, **kwargs)
        if "profile" in scopes:
            resident = Resident.objects.filter(user=user).first()
            claims["name"] = display_name(user)
            claims["locale"] = resident.language if resident else "zh-hans"
        phone = proved_phone(user) if "phone" in scopes else None
        if phone is not None:
            claims["phone_number"], claims["phone_number_verified"] = phone.value, True
        return claims
