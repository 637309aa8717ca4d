"""Whether what a city's provider has signed is meant for us, and for this very sign-in."""

from __future__ import annotations

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from hashlib import sha256, sha384, sha512
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from accounts.upstream.metadata import Metadata, keys_of
from accounts.upstream.refusals import CITY_REFUSED
from services_portal.kernel.errors import DomainError

# Signatures by a private key alone: with a shared secret, or none at all, whoever asks could sign.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
HASHES: Final = {"256": sha256, "384": sha384, "512": sha512}
SMALLEST_RSA: Final = 2048
# How far two clocks may differ, and how old an answer may be that was made just now (seconds).
SKEW: Final = 60
FRESH: Final = 600
LONGEST: Final = 16384
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
TYPES: Final = frozenset({"", "jwt", "logout+jwt", "application/logout+jwt"})


def refused(why: str) -> DomainError:
    """Return the refusal; ``why`` is a word for who runs the portal."""
    return DomainError(CITY_REFUSED, params={"why": why})


def id_token_read(token: Any, *, found: Metadata, client_id: str, nonce: str, access_token: str = "") -> dict[str, Any]:
    """Return the claims of an ID token (OpenID Connect Core 1.0, §3.1.3.7).

    Raises DomainError ``city_sign_in_refused`` for any fault: signature, algorithm, issuer, audience, party, times,
    nonce, the hash of the access token. Raises ``city_sign_in_unavailable`` where the keys cannot be had.
    """
    claims, algorithm = _verified(token, found, client_id, ("iss", "aud", "sub", "exp", "iat"), typed=frozenset())
    said = claims.get("nonce")
    if not isinstance(said, str) or not hmac.compare_digest(said.encode(), nonce.encode()):
        raise refused("nonce")
    if (told := claims.get("at_hash")) is not None and access_token and told != _half(access_token, algorithm):
        raise refused("at_hash")
    return claims


def logout_token_read(token: Any, *, found: Metadata, client_id: str) -> dict[str, Any]:
    """Return the claims of a logout token (OpenID Connect Back-Channel Logout 1.0, §2.6). Raises as above."""
    claims, _algorithm = _verified(token, found, client_id, ("iss", "aud", "iat", "jti"), typed=TYPES)
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict) or "nonce" in claims:
        raise refused("events")
    if not isinstance(claims["jti"], str) or not any(_is_text(claims.get(name)) for name in ("sub", "sid")):
        raise refused("subject")
    return claims


def _verified(
    token: Any, found: Metadata, client_id: str, needed: Sequence[str], *, typed: frozenset[str]
) -> tuple[dict[str, Any], str]:
    if not isinstance(token, str) or len(token) > LONGEST:
        raise refused("no_token")
    try:
        header = jwt.get_unverified_header(token)
        algorithm, wanted = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS or header.get("crit") is not None:
            raise refused("algorithm")
        if typed and str(header.get("typ") or "").lower() not in typed:
            raise refused("type")
        key = _key_for(keys_of(found, wanted=wanted), wanted, algorithm)
        claims = jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            audience=client_id,
            issuer=found.issuer,
            leeway=SKEW,
            options={"require": list(needed)},
        )
    except jwt.PyJWTError as error:
        raise refused(type(error).__name__) from None
    party, audience = claims.get("azp"), claims["aud"]
    if (party is not None or (isinstance(audience, list) and len(audience) > 1)) and party != client_id:
        raise refused("party")
    if claims["iat"] < time.time() - FRESH - SKEW:
        raise refused("old")
    if "sub" in needed and not _is_text(claims["sub"]):
        raise refused("subject")
    return claims, str(algorithm)


def _key_for(keys: Sequence[dict[str, Any]], wanted: Any, algorithm: str) -> Any:
    """Return the key that is meant. Raises DomainError where none is, or two could be."""
    fitting = []
    for each in keys:
        if each.get("use", "sig") != "sig" or each.get("alg", algorithm) != algorithm or each.get("kty") == "oct":
            continue
        if wanted is not None and each.get("kid") != wanted:
            continue
        try:
            fitting.append(jwt.PyJWK(each, algorithm=algorithm).key)
        except (jwt.PyJWTError, ValueError, TypeError):
            continue
    if len(fitting) != 1:
        raise refused("key")
    if isinstance(fitting[0], RSAPublicKey) and fitting[0].key_size < SMALLEST_RSA:
        raise refused("key")
    return fitting[0]


def _half(value: str, algorithm: str) -> str:
    digest = HASHES.get(algorithm[2:], sha512)(value.encode()).digest()
    return urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 255 and value.isprintable()
