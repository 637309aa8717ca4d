"""The ID token: who signed in, when, how surely (OpenID Connect Core 1.0, §2)."""

from __future__ import annotations

import time
from base64 import urlsafe_b64encode
from typing import Any, Final
from uuid import uuid4

import jwt
from allauth.idp.oidc import app_settings

from accounts.identity import keys
from accounts.identity.grants import Grant
from services_portal.kernel.crypto import blind_index

LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_SECONDS: Final = 120


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
    if grant is not None and grant.session:
        whole["sid"] = sid_of(claims["aud"], grant.session)
    return _signed(whole, {})


def sid_of(client_id: str, session: str) -> str:
    """Return the number of a session towards one app: two apps cannot tell by it that theirs are one person."""
    mark = blind_index(f"{client_id}:{session}", "accounts.identity.sid")[:16]
    return urlsafe_b64encode(mark).rstrip(b"=").decode()


def logout_token(client_id: str, subject: str, session: str, issuer: str) -> str:
    """Return what tells an app that a session has ended (OpenID Connect Back-Channel Logout 1.0, §2.4)."""
    now = int(time.time())
    claims = {
        "iss": issuer,
        "aud": client_id,
        "sub": subject,
        "sid": sid_of(client_id, session),
        "iat": now,
        "exp": now + LOGOUT_SECONDS,
        "jti": uuid4().hex,
        "events": {LOGOUT_EVENT: {}},
    }
    return _signed(claims, {"typ": "logout+jwt"})


def _signed(claims: dict[str, Any], headers: dict[str, str]) -> str:
    key = keys.signing()
    return jwt.encode(claims, key.private, algorithm="RS256", headers={"kid": key.kid, **headers})
