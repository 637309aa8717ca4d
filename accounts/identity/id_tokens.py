"""The ID token: who signed in, when, how surely (OpenID Connect Core 1.0, §2)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import jwt
from allauth.idp.oidc import app_settings

from accounts.identity import keys
from accounts.identity.grants import Grant


def signed(claims: dict[str, Any], issuer: str, grant: Grant | None) -> str:
    """Return ``claims`` (with ``aud``, ``iat``, ``sub``, ``acr``) as a signed token of ``issuer``."""
    whole = {
        **claims,
        "iss": issuer,
        "exp": claims["iat"] + app_settings.ID_TOKEN_EXPIRES_IN,
        "jti": uuid4().hex,
    }
    if grant is not None and grant.signed_in_at is not None:
        whole["auth_time"] = grant.signed_in_at
    key = keys.signing()
    return jwt.encode(whole, key.private, algorithm="RS256", headers={"kid": key.kid})
