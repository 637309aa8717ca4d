"""What a socket shows when it is opened.

A browser sends its cookie whichever page opens a socket, so the cookie counts only together with an origin of ours
(RFC 6455, §10.2). An app shows a token: as a subprotocol ``bearer.<token>`` beside ``hints.v1``, or as its first
message. Never in the address, which proxies log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import parse_cookie

from services_portal.kernel.sockets.door import Credential, CredentialKind

PROTOCOL: Final = "hints.v1"
BEARER: Final = "bearer."


class ForeignOriginError(Exception):
    """A page of somebody else's opens the socket."""


@dataclass(frozen=True)
class Handshake:
    """What was shown, None for nothing yet, and the subprotocol to agree to."""

    credential: Credential | None
    subprotocol: str | None


def read(scope: dict[str, Any]) -> Handshake:
    """Return what an ASGI scope shows. Raises ForeignOriginError."""
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    origin = headers.get("origin")
    if origin is not None and not _is_ours(origin, headers.get("host", "")):
        raise ForeignOriginError
    offered: Iterable[str] = scope.get("subprotocols") or []
    subprotocol = PROTOCOL if PROTOCOL in offered else None
    for each in offered:
        if each.startswith(BEARER) and subprotocol:
            return Handshake(Credential(CredentialKind.TOKEN, each.removeprefix(BEARER)), subprotocol)
    cookie = parse_cookie(headers.get("cookie", "")).get(settings.SESSION_COOKIE_NAME)
    if origin is not None and cookie:
        return Handshake(Credential(CredentialKind.SESSION, cookie), subprotocol)
    return Handshake(None, subprotocol)


def _is_ours(origin: str, host: str) -> bool:
    if origin in settings.PORTAL_SOCKET_ORIGINS:
        return True
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    # Behind the proxy the pages and the socket have one name. A page without TLS is trusted only where cookies are.
    schemes = {"https"} if settings.SESSION_COOKIE_SECURE else {"https", "http"}
    return parts.scheme in schemes and bool(host) and parts.netloc == host and _is_served(parts.hostname or "")


def _is_served(name: str) -> bool:
    from django.http.request import validate_host

    return validate_host(name, settings.ALLOWED_HOSTS)
