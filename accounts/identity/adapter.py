"""What a city's app learns of a person who signs in to it with the portal's account, and how that is signed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any, Literal

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.internal.private_keys import filter_keys
from allauth.idp.oidc.models import Client, PrivateKey
from django.contrib.auth.base_user import AbstractBaseUser

from accounts.identity import keys
from accounts.identity.subjects import sector_of, subject_of, user_id_of
from accounts.identity.words import ACR, SCOPES
from accounts.levels import level_of
from accounts.models import Resident, User
from accounts.selectors import display_name, proved_phone


class OidcAdapter(DefaultOIDCAdapter):
    """Setting IDP_OIDC_ADAPTER. Claims follow OpenID Connect Core 1.0, sections 5.1 and 5.4."""

    scope_display = SCOPES

    def generate_client_secret(self) -> str:
        """Return 256 random bits as text."""
        return secrets.token_urlsafe(32)

    def get_claims(
        self,
        purpose: Any,
        user: AbstractBaseUser,
        client: Any,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Return the claims that ``scopes`` allow; the phone number only under ``phone``, and only when proved.

        An ID token says who signed in and no more: what else a scope opens is read at the userinfo endpoint, so that
        no name or number travels in a token that apps keep and log (§5.4).
        """
        assert isinstance(user, User)  # noqa: S101 - allauth types its seam by the base class
        if purpose == "id_token":
            return {"sub": self.get_user_sub(client, user), "acr": ACR[level_of(user)]}
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

    def get_user_sub(self, client: Client, user: AbstractBaseUser) -> str:
        """Return the number under which the app knows the person (pairwise)."""
        return subject_of(sector_of(client), user.pk)

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        """Return the active user whom ``sub`` names for this app, or None."""
        user_id = user_id_of(sector_of(client), sub)
        return User.objects.filter(pk=user_id, is_active=True).first() if user_id else None

    def list_private_keys(
        self, *, did_activate: Literal[True] | None = None, is_active: Literal[True] | None = None
    ) -> list[PrivateKey]:
        """Return the published keys; see ``accounts.identity.keys``."""
        listed = [key.described() for key in keys.published()]
        return filter_keys(listed, did_activate=did_activate, is_active=is_active)

    def get_signing_key(self) -> PrivateKey:
        """Return the key that signs now."""
        return keys.signing().described()

    def populate_server_metadata(self, data: dict[str, Any]) -> None:
        """Describe what we do, rather than what the library could (OpenID Connect Discovery 1.0, §3; RFC 8414)."""
        data.update(
            subject_types_supported=["pairwise"],
            response_types_supported=["code"],
            response_modes_supported=["query"],
            grant_types_supported=[
                Client.GrantType.AUTHORIZATION_CODE.value,
                Client.GrantType.REFRESH_TOKEN.value,
                Client.GrantType.DEVICE_CODE.value,
            ],
            scopes_supported=list(SCOPES),
            claim_types_supported=["normal"],
            claims_supported=[
                "sub",
                "iss",
                "aud",
                "exp",
                "iat",
                "nonce",
                "acr",
                "auth_time",
                "at_hash",
                "sid",
                "name",
                "locale",
                "email",
                "email_verified",
                "phone_number",
                "phone_number_verified",
                "acting_for",
            ],
            acr_values_supported=list(ACR.values()),
            prompt_values_supported=["none", "login", "consent"],
            ui_locales_supported=["zh-CN", "en"],
            claims_parameter_supported=False,
            request_parameter_supported=False,
            request_uri_parameter_supported=False,
            authorization_response_iss_parameter_supported=True,
            backchannel_logout_supported=True,
            backchannel_logout_session_supported=True,
        )
