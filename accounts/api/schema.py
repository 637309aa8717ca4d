"""The ways to sign in, as the API document names them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class AppSessionScheme(OpenApiAuthenticationExtension):
    """`X-Session-Token`."""

    target_class = "accounts.api.authentication.AppSessionAuthentication"
    name = "appSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme."""
        described = "The token that `/_allauth/app/v1/` gives out when an app signs in."
        return {"type": "apiKey", "in": "header", "name": "X-Session-Token", "description": described}


class BrowserSessionScheme(OpenApiAuthenticationExtension):
    """The session cookie."""

    target_class = "accounts.api.authentication.BrowserSessionAuthentication"
    name = "browserSession"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme."""
        from django.conf import settings

        described = "The cookie of `/_allauth/browser/v1/` or of the pages; writes also need `X-CSRFToken`."
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": described}


class CityAppScheme(OpenApiAuthenticationExtension):
    """`Authorization: Bearer`."""

    target_class = "accounts.api.app_tokens.CityAppAuthentication"
    name = "cityApp"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme."""
        described = "An access token of a city's app (OpenID Connect, `/.well-known/openid-configuration`)."
        return {"type": "http", "scheme": "bearer", "description": described}
