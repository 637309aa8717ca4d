"""oauthlib's server with our rules."""

from __future__ import annotations

from allauth.idp.oidc import app_settings
from allauth.idp.oidc.internal.oauthlib.server import generate_opaque_token
from oauthlib.openid import Server

from accounts.identity.validator import PortalValidator


def server() -> Server:
    """Return the server of one request. Tokens are opaque: what is deleted is refused at the next use."""
    return Server(
        request_validator=PortalValidator(),
        token_expires_in=app_settings.ACCESS_TOKEN_EXPIRES_IN,
        token_generator=generate_opaque_token,
        refresh_token_generator=generate_opaque_token,
    )
