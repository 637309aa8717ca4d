"""The lane of the token endpoint: a code that is exchanged as it should be, answered ahead of Django's stack.

An app whose resident has just come back sends its secret, the code and the verifier. Where all of it is right, this
answers: one read of app, person and level, one look at the code, one taking of it, one write of the tokens, one
signature. Whatever is unusual or wrong goes, untouched, to the ordinary stack (``validator.py`` over oauthlib), which
refuses it and remembers what a refusal has to; so each rule stands there, and what this does not know is refused there.
That both give the same answers is tested. Nothing is looser here: PKCE with S256 always, addresses to the letter, a
code taken once, tokens kept under the lock that a suspension takes.
"""

from __future__ import annotations

import hmac
import io
import json
import logging
import re
import secrets
import time
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_plus
from uuid import UUID

from allauth.idp.oidc import app_settings
from allauth.idp.oidc.internal.oauthlib import authorization_codes
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.db import DEFAULT_DB_ALIAS, connections
from django.http import HttpRequest
from django.urls import reverse

from accounts.identity.grants import Grant
from accounts.identity.id_tokens import signed
from accounts.identity.secrets import secret_digest
from accounts.identity.subjects import subject_of
from accounts.identity.validator import REPLAY_SECONDS, taken_key
from accounts.identity.words import ACR, OPENID
from accounts.models import Level
from accounts.services.tokens_issue import NewToken, tokens_issue
from services_portal.kernel import clock, rawsql
from services_portal.kernel.context import request_id_var
from services_portal.kernel.errors import DomainError
from services_portal.kernel.lane import is_secure, security_headers
from services_portal.kernel.middleware import HEADER, log_request, request_id_for

# App, person and level (``accounts.levels.level_of``) at once; no row where the app is none or the person may not.
READ: Final = """
SELECT c.secret, c.type::text, c.grant_types, coalesce(nullif(c.data->>'sector', ''), 'client:' || c.id),
    (SELECT max(p.level) FROM accounts_proof p JOIN accounts_identifier i ON i.id = p.identifier_id
     WHERE p.user_id = u.id AND p.revoked_at IS NULL AND p.expires_at > %s::timestamptz
     AND i.released_at IS NULL AND i.verified_at IS NOT NULL)::text
FROM allauth_idp_oidc_client c, accounts_user u
WHERE c.id = %s::text AND u.id = %s::uuid AND u.is_active
"""
FORM: Final = "application/x-www-form-urlencoded"
LARGEST: Final = 8192
KNOWN: Final = frozenset({"grant_type", "code", "redirect_uri", "client_id", "client_secret", "code_verifier"})
VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")
logger = logging.getLogger(__name__)
Environ = dict[str, Any]


class LeaveItError(Exception):
    """The ordinary stack answers."""


@dataclass(frozen=True)
class Asked:
    """What an app sends, well-formed."""

    client_id: str
    secret: str
    code: str
    verifier: str
    redirect_uri: str


def _form(environ: Environ, body: bytes) -> dict[str, str]:
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != FORM or environ.get("QUERY_STRING"):
        raise LeaveItError
    if "HTTP_ORIGIN" in environ or "HTTP_X_HTTP_METHOD_OVERRIDE" in environ:
        raise LeaveItError
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, strict_parsing=True, max_num_fields=len(KNOWN))
    except ValueError as error:
        raise LeaveItError from error
    form = dict(pairs)
    if len(form) != len(pairs) or not form.keys() <= KNOWN or form.get("grant_type") != "authorization_code":
        raise LeaveItError
    return form


def _credentials(environ: Environ, form: Mapping[str, str]) -> tuple[str, str]:
    header = environ.get("HTTP_AUTHORIZATION")
    if header is None:
        return form.get("client_id", ""), form.get("client_secret", "")
    scheme, _space, encoded = header.partition(" ")
    try:
        name, colon, secret = b64decode(encoded, validate=True).decode("ascii").partition(":")
    except ValueError as error:
        raise LeaveItError from error
    # Form-encoded each before they are joined (RFC 6749, §2.3.1).
    name, secret = unquote_plus(name), unquote_plus(secret)
    if scheme.lower() != "basic" or not colon or "client_secret" in form or form.get("client_id", name) != name:
        raise LeaveItError
    return name, secret


def asked_of(environ: Environ, body: bytes) -> Asked:
    """Return what is asked. Raises LeaveItError for anything unusual."""
    form = _form(environ, body)
    client_id, secret = _credentials(environ, form)
    asked = Asked(client_id, secret, form.get("code", ""), form.get("code_verifier", ""), form.get("redirect_uri", ""))
    if not all((client_id, secret, asked.code, asked.redirect_uri)) or not VERIFIER.fullmatch(asked.verifier):
        raise LeaveItError
    if any("\x00" in part or not part.isprintable() for part in (client_id, secret, asked.code, asked.redirect_uri)):
        raise LeaveItError
    return asked


def _kept(asked: Asked) -> dict[str, Any]:
    """Return what the code stands for, where the app has all that goes with it. Nothing is taken yet."""
    kept = cache.get(authorization_codes.cache_key(asked.client_id, asked.code))
    if not isinstance(kept, dict) or kept.get("claims") or kept.get("resources") or OPENID not in kept["scopes"]:
        raise LeaveItError
    pkce = kept.get("pkce") or {}
    challenge = _b64(sha256(asked.verifier.encode()).digest())
    if pkce.get("code_challenge_method") != "S256" or not hmac.compare_digest(challenge, pkce["code_challenge"]):
        raise LeaveItError
    if kept["redirect_uri"] != asked.redirect_uri or "user" not in kept["code"]:
        raise LeaveItError
    if kept["code"].get("agency"):  # whether he may still act for another is asked there
        raise LeaveItError
    return kept


def _take(asked: Asked, user: str, grant: Grant) -> None:
    """Take the code, once, and remember what came of it: a second use ends that."""
    client: Any = cache.client  # type: ignore[attr-defined]  # django-redis's own
    with client.get_client(write=True).pipeline(transaction=True) as both:
        both.delete(cache.make_key(authorization_codes.cache_key(asked.client_id, asked.code)))
        remembered = client.encode([user, str(grant.id)])
        both.set(cache.make_key(taken_key(asked.client_id, asked.code)), remembered, ex=REPLAY_SECONDS)
        taken = both.execute()[0]
    if not taken:
        raise LeaveItError


def exchange(asked: Asked, issuer: str) -> dict[str, Any]:
    """Return the tokens (RFC 6749, §5.1). Raises LeaveItError where anything is not as it should be."""
    kept = _kept(asked)
    user, grant, now = kept["code"]["user"], Grant.read(kept["code"]), clock.now()
    found = rawsql.read_cells(READ, [now.isoformat(), asked.client_id, user])
    if not found or grant is None:
        raise LeaveItError
    secret, kind, grants, sector, level = (cell.decode() if cell is not None else "" for cell in found[0])
    if kind != "confidential" or not hmac.compare_digest(secret, secret_digest(asked.secret)):
        raise LeaveItError
    allowed = grants.split()
    if "authorization_code" not in allowed:
        raise LeaveItError
    _take(asked, user, grant)
    access, expires_in = secrets.token_urlsafe(64), app_settings.ACCESS_TOKEN_EXPIRES_IN
    answer = {"access_token": access, "expires_in": expires_in, "token_type": "Bearer"}
    answer["scope"] = " ".join(kept["scopes"])
    refresh = None
    if "refresh_token" in allowed and app_settings.REFRESH_TOKEN_EXPIRES_IN is not None:
        seconds = app_settings.REFRESH_TOKEN_EXPIRES_IN
        refresh = NewToken(secrets.token_urlsafe(64), now + timedelta(seconds=seconds))
        answer["refresh_token"], answer["refresh_expires_in"] = refresh.value, seconds
    tokens_issue(
        client_id=asked.client_id,
        user_id=UUID(user),
        grant=grant,
        scopes=kept["scopes"],
        access=NewToken(access, now + timedelta(seconds=expires_in)),
        refresh=refresh,
    )
    claims = {
        "aud": asked.client_id,
        "iat": int(time.time()),
        "at_hash": _b64(sha256(access.encode()).digest()[:16]),
        "sub": subject_of(sector, UUID(user)),
        "acr": ACR[Level(int(level or Level.DECLARED))],
    }
    if (nonce := kept["code"].get("nonce")) is not None:
        claims["nonce"] = nonce
    answer["id_token"] = signed(claims, issuer, grant)
    return answer


def _b64(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def _issuer(environ: Environ) -> str:
    request = HttpRequest()
    request.META = environ
    scheme = "https" if is_secure(environ) else "http"
    try:
        return f"{scheme}://{request.get_host()}"
    except DisallowedHost as error:
        raise LeaveItError from error


class TokenLane:
    """A WSGI application before another: answers exchanges of codes, leaves everything else to the one behind."""

    def __init__(self, application: Callable[[Any, Any], Iterable[bytes]]) -> None:
        self.application = application
        self.path = reverse("idp:oidc:token")

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Serve the request."""
        if environ.get("PATH_INFO") != self.path or environ["REQUEST_METHOD"] != "POST":
            return self.application(environ, start_response)
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isascii() or not length.isdigit() or not 0 < int(length) <= LARGEST:
            return self.application(environ, start_response)
        if settings.SECURE_SSL_REDIRECT and not is_secure(environ):
            return self.application(environ, start_response)
        body = environ["wsgi.input"].read(int(length))
        identifier = request_id_for(environ)
        answer = self._answer(environ, body, identifier)
        if answer is None:
            # It reads the body again, and logs under the same number.
            return self.application({**environ, "wsgi.input": io.BytesIO(body)}, start_response)
        headers = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("Pragma", "no-cache")]
        headers += [("Content-Length", str(len(answer))), *security_headers(is_secure(environ)), (HEADER, identifier)]
        start_response("200 OK", headers)
        return [answer]

    def _answer(self, environ: Environ, body: bytes, identifier: str) -> bytes | None:
        started, token = time.perf_counter(), request_id_var.set(identifier)
        try:
            tokens = exchange(asked_of(environ, body), _issuer(environ))
            connections[DEFAULT_DB_ALIAS].close_if_unusable_or_obsolete()
            log_request("POST", self.path, 200, started)
            return json.dumps(tokens).encode()
        except (LeaveItError, DomainError):
            return None
        except Exception as error:
            logger.warning("left to the ordinary stack: %s", type(error).__name__)
            return None
        finally:
            request_id_var.reset(token)
