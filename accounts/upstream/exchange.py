"""From a person who is sent to his city, and comes back, to what the city says of him (code with PKCE)."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final, cast
from urllib.parse import quote, urlencode

from django.conf import settings

from accounts.models import CityProvider
from accounts.upstream.http import ask
from accounts.upstream.metadata import Metadata, metadata_of
from accounts.upstream.tokens import id_token_read, refused

RANDOM: Final = 32
LONGEST: Final = 200


@dataclass(frozen=True)
class Journey:
    """What is kept, in the session of who was sent, until he comes back: nobody else can come back in his place."""

    provider: str
    state: str
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


@dataclass(frozen=True)
class Said:
    """What a city says of a person who has just signed in there. ``facts`` are in our words (``resident_id`` and such),
    read as written; nothing of it is proved here. ``signed_in_at``: when he showed there who he is, where it was told.
    """

    issuer: str
    subject: str = field(repr=False)
    facts: Mapping[str, str] = field(repr=False)
    session: str = field(default="", repr=False)
    signed_in_at: int = 0


def back_address(slug: str) -> str:
    """Return where a city's provider sends people back to: a place of its own for each, so that none can answer in
    another's (mix-up, RFC 9207)."""
    return f"{settings.PORTAL_BASE_URL}/accounts/city/{slug}/back/"


def logout_address(slug: str) -> str:
    """Return where a city's provider tells us that a person has left there."""
    return f"{settings.PORTAL_BASE_URL}/accounts/city/{slug}/logout/"


def begin(provider: CityProvider) -> tuple[Journey, str]:
    """Return what to keep, and the address at the city to which the person goes.

    Raises DomainError ``city_sign_in_unavailable``.
    """
    found = metadata_of(provider.issuer)
    journey = Journey(str(provider.pk), *(secrets.token_urlsafe(RANDOM) for _each in range(3)))
    challenge = urlsafe_b64encode(sha256(journey.verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": back_address(provider.city.slug),
        "scope": " ".join(dict.fromkeys(["openid", *provider.scopes.split()])),
        "state": journey.state,
        "nonce": journey.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        # Then it says when he showed who he is: an open session at the city is not the person himself.
        "max_age": str(settings.PORTAL_PRESENCE_SECONDS),
    }
    return journey, f"{found.authorization_endpoint}?{urlencode(asked)}"


def finish(provider: CityProvider, journey: Journey, answer: Mapping[str, str]) -> Said:
    """Exchange the code that came back and return what the city says. In: ``answer``, the query of the way back.

    Raises DomainError ``city_sign_in_refused`` (not for us, not now, not whole; the person refused there),
    ``city_sign_in_unavailable``.
    """
    found = metadata_of(provider.issuer)
    named = answer.get("iss")
    if (named is not None or found.names_itself) and named != provider.issuer:
        raise refused("iss")
    if "error" in answer or not answer.get("code"):
        raise refused("denied" if answer.get("error") == "access_denied" else "no_code")
    tokens = _tokens(provider, found, journey, answer["code"])
    access = tokens.get("access_token")
    access = access if isinstance(access, str) else ""
    claims = id_token_read(
        tokens.get("id_token"),
        found=found,
        client_id=provider.client_id,
        nonce=journey.nonce,
        access_token=access,
    )
    told = claims
    if access and found.userinfo_endpoint and not set(provider.claims.values()) <= claims.keys():
        headers = {"Authorization": f"Bearer {access}", "Accept": "application/json"}
        more = ask("GET", found.userinfo_endpoint, origin=found.origin, headers=headers)
        if more.get("sub") != claims["sub"]:  # OpenID Connect Core 1.0, §5.3.2
            raise refused("userinfo")
        told = {**more, **claims}
    facts = {ours: text for ours, theirs in provider.claims.items() if (text := _text(told.get(theirs)))}
    at = claims.get("auth_time")
    signed_in_at = int(at) if isinstance(at, int | float) else 0
    return Said(provider.issuer, cast(str, claims["sub"]), facts, _text(claims.get("sid")), signed_in_at)


def _tokens(provider: CityProvider, found: Metadata, journey: Journey, code: str) -> dict[str, Any]:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back_address(provider.city.slug),
        "code_verifier": journey.verifier,
    }
    secret = provider.secret or ""
    what: dict[str, Any] = {"headers": {"Accept": "application/json"}}
    if found.secret_in_body:
        form |= {"client_id": provider.client_id, "client_secret": secret}
    else:
        # Form-encoded each before they are joined (RFC 6749, §2.3.1).
        what["auth"] = (quote(provider.client_id, safe=""), quote(secret, safe=""))
    return ask("POST", found.token_endpoint, origin=found.origin, data=form, **what)


def _text(value: Any) -> str:
    """Return what a claim says, where it is a plain text or number of a length that we read."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value).strip()
    return text if len(text) <= LONGEST and text.isprintable() else ""
