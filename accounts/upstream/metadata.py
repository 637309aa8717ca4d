"""What a city's provider publishes of itself (OpenID Connect Discovery 1.0) and its keys, remembered for a while."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from django.core.cache import cache

from accounts.upstream.http import ask, origin_of, unavailable
from services_portal.kernel.errors import DomainError

WELL_KNOWN: Final = "/.well-known/openid-configuration"
REMEMBERED: Final = 600
# A key that nobody knows is looked for anew, but not by everybody who makes one up.
KEYS_AGAIN: Final = 30
# One that did not answer is left alone for so long: who waits for it holds a place that others need.
DOWN: Final = 10


@dataclass(frozen=True)
class Metadata:
    """Where people and we go, and what the provider promises. All that we ask stands at the issuer's own host."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    secret_in_body: bool
    names_itself: bool

    @property
    def origin(self) -> str:
        """The one host that we ask."""
        return origin_of(self.issuer)


def metadata_of(issuer: str) -> Metadata:
    """Return what ``issuer`` says of itself, at most ten minutes old. Raises DomainError ``city_sign_in_unavailable``,
    also for a document of another issuer (§4.3) and for endpoints at another host."""
    kept = cache.get(_key("metadata", issuer))
    if not isinstance(kept, dict):
        if cache.get(_key("down", issuer)) is not None:
            raise unavailable("down")
        try:
            kept = ask("GET", issuer.rstrip("/") + WELL_KNOWN, origin=origin_of(issuer))
            _read(issuer, kept)
        except DomainError:
            cache.set(_key("down", issuer), 1, timeout=DOWN)
            raise
        cache.set(_key("metadata", issuer), kept, timeout=REMEMBERED)
    return _read(issuer, kept)


def keys_of(found: Metadata, *, wanted: str | None) -> list[dict[str, Any]]:
    """Return the published keys; asked anew where none is called ``wanted``, for keys are turned."""
    keys = cache.get(_key("keys", found.issuer))
    if isinstance(keys, list) and any(key.get("kid") == wanted for key in keys):
        return keys
    if keys is None or cache.add(_key("again", found.issuer), 1, timeout=KEYS_AGAIN):
        told = ask("GET", found.jwks_uri, origin=found.origin).get("keys")
        keys = [key for key in told if isinstance(key, dict)] if isinstance(told, list) else []
        cache.set(_key("keys", found.issuer), keys, timeout=REMEMBERED)
    return keys if isinstance(keys, list) else []


def _read(issuer: str, told: dict[str, Any]) -> Metadata:
    if told.get("issuer") != issuer:
        raise unavailable("issuer")
    ends = {name: told.get(name) or "" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
    ends["userinfo_endpoint"] = told.get("userinfo_endpoint") or ""
    for name, address in ends.items():
        if name == "userinfo_endpoint" and not address:
            continue
        try:
            fits = isinstance(address, str) and origin_of(address) == origin_of(issuer)
        except ValueError:
            fits = False
        if not fits:
            raise unavailable(name)
    methods = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Metadata(
        issuer=issuer,
        **ends,
        secret_in_body="client_secret_basic" not in methods and "client_secret_post" in methods,
        names_itself=told.get("authorization_response_iss_parameter_supported") is True,
    )


def _key(kind: str, issuer: str) -> str:
    return f"accounts.upstream.{kind}[{hashlib.sha256(issuer.encode()).hexdigest()}]"
