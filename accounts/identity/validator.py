"""The rules of the provider, where they are stricter than the library's.

OAuth 2.0 Security Best Current Practice (RFC 9700): PKCE with S256 for every app (§2.1.1), redirect addresses compared
character by character (§4.1.3), a code good once (§2.1.1), a refresh token good once, whose second use ends the sign-in
(§4.14.2). Secrets of apps are 256 random bits, so that a plain digest keeps them: a slow one, made for what people
remember, would cost every exchange more than all the rest of it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any, Final
from urllib.parse import unquote_plus, urlsplit, urlunsplit
from uuid import UUID

from allauth.core import context
from allauth.core.internal import httpkit
from allauth.idp.oidc import app_settings
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.oauthlib import authorization_codes, device_codes
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.utils import get_validator_context
from allauth.idp.oidc.models import Client, Token
from django.core.cache import cache
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError, UnsupportedCodeChallengeMethodError
from oauthlib.oauth2.rfc8628.grant_types import DeviceCodeGrant

from accounts.identity.acting import acting_claim, still_acts
from accounts.identity.freshness import is_too_old, signed_in_at
from accounts.identity.grants import Grant
from accounts.identity.id_tokens import signed
from accounts.identity.secrets import secret_digest
from accounts.identity.words import ACTING
from accounts.models import AppConsent, SpentRefreshToken, User
from accounts.services.app_sessions import app_session_begin
from accounts.services.grant_end import GrantEnd, grant_end
from accounts.services.session_end import session_mark
from accounts.services.tokens_issue import NewToken, tokens_issue
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError

LOOPBACK: Final = {"127.0.0.1", "::1"}
REPLAY_SECONDS: Final = 600


def is_registered(address: str, registered: list[str]) -> bool:
    """Whether ``address`` is one of ``registered``, to the letter.

    The port of a loopback address is free: an app on a desk takes what it gets (RFC 8252, §7.3).
    """
    return address in registered or _portless(address) in {_portless(one) for one in registered} - {None}


def _portless(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme != "http" or host not in LOOPBACK or "@" in parts.netloc:
        return None
    return urlunsplit(parts._replace(netloc=host or ""))


def _actor(client: Client) -> Actor:
    return Actor(type="oidc_client", id=client.pk)


def _by_header(request: Request) -> tuple[str, str] | None:
    """Return id and secret from the header, each form-encoded before they were joined (RFC 6749, §2.3.1)."""
    client_id, secret = httpkit.extract_basic_auth(request.headers)
    return (unquote_plus(client_id), unquote_plus(secret)) if client_id and secret else None


class PortalValidator(OAuthLibRequestValidator):
    """Decides each step of a sign-in for oauthlib."""

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Whether the app registered this very address."""
        return is_registered(redirect_uri, request.client.get_redirect_uris())

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        """Always; refuses the method ``plain``, which protects from nobody who can read the request."""
        if request.code_challenge is not None and request.code_challenge_method != "S256":
            raise UnsupportedCodeChallengeMethodError(request=request)
        return True

    def authenticate_client(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Whether the app knows its secret, from the header or the body."""
        client_id, secret = _by_header(request) or (request.client_id, request.client_secret)
        if not isinstance(client_id, str):
            return False
        if not secret and request.grant_type == Client.GrantType.DEVICE_CODE:
            return bool(self.authenticate_client_id(client_id, request))
        client = self._lookup_client(request, client_id)
        if client is None or not isinstance(secret, str):
            return False
        if not hmac.compare_digest(client.secret, secret_digest(secret)):
            return False
        self._use_client(request, client)
        return True

    # Codes

    def get_authorization_code_scopes(
        self, client_id: str | None, code: str, redirect_uri: str, request: Request
    ) -> list[str]:
        """Return what the code was given for; by this oauthlib decides whether an ID token is due."""
        named = client_id or (_by_header(request) or ("",))[0]
        kept = self._lookup_authorization_code(request, named, code)
        return list(kept["scopes"]) if kept else []

    def save_authorization_code(
        self, client_id: str, code: dict[str, Any], request: Request, *args: Any, **kwargs: Any
    ) -> None:
        """Keep the code for a minute, with the grant that it will become."""
        asked = context.request
        session = session_mark(asked.session.session_key) if asked.session.session_key else ""
        agency = getattr(request, "portal_agency", "")
        grant = Grant.begin(request.user, signed_in_at(asked, request.user) or None, session, agency)
        kept = {**code, **grant.written(), "user": str(request.user.pk)}
        super().save_authorization_code(client_id, kept, request, *args, **kwargs)
        issuer = get_adapter().get_issuer()
        app_session_begin(client=request.client, user=request.user, session=session, issuer=issuer)

    def validate_code(self, client_id: str, code: str, client: Client, request: Request, *args: Any, **kw: Any) -> bool:
        """Take the code, once: of two exchanges at the same time one gets it; a later one ends what came of it."""
        kept = self._lookup_authorization_code(request, client_id, code)
        if kept is None:
            self._end_replayed(client_id, code, request)
            return False
        user = get_adapter().get_user_by_sub(request.client, kept["sub"])
        grant = Grant.read(kept["code"])
        if user is None or grant is None or not cache.delete(authorization_codes.cache_key(client_id, code)):
            return False
        if not still_acts(user.pk, grant):
            return False
        cache.set(taken_key(client_id, code), [str(user.pk), str(grant.id)], timeout=REPLAY_SECONDS)
        request.user, request.scopes, request.claims = user, kept["scopes"], kept["claims"]
        request.code_challenge = kept["pkce"]["code_challenge"]
        request.code_challenge_method = kept["pkce"]["code_challenge_method"]
        request.portal_grant = grant
        return True

    def _end_replayed(self, client_id: str, code: str, request: Request) -> None:
        taken = cache.get(taken_key(client_id, code))
        if taken is not None:
            user_id, grant_id = map(UUID, taken)
            user = User(pk=user_id)
            actor = _actor(request.client)
            grant_end(actor=actor, client=request.client, user=user, grant=grant_id, reason=GrantEnd.REPLAYED)

    def invalidate_authorization_code(self, client_id: str, code: str, request: Request, *args: Any, **kw: Any) -> None:
        """Do nothing: ``validate_code`` took it."""

    def validate_device_code(self, client_id: str, code: str, request: Request, *args: Any, **kwargs: Any) -> str:
        """Take a device's code that a person has confirmed, once. Raises OAuth2Error: not yet, too often, refused."""
        user, data = device_codes.poll_device_code(context.request)
        if not cache.add(taken_key(client_id, code), [], timeout=REPLAY_SECONDS):
            raise InvalidGrantError(request=request)
        request.user, request.scopes = user, data["scope"] or request.client.get_default_scopes()
        return str(DeviceCodeGrant.DEVICE_CODE_AUTHORIZED)

    # Tokens

    def validate_refresh_token(
        self, refresh_token: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        """Whether the token is good; one that was used before ends the whole sign-in, whoever uses it."""
        if not super().validate_refresh_token(refresh_token, client, request, *args, **kwargs):
            self._end_reused(refresh_token, client)
            return False
        token = get_validator_context().refresh_token
        assert token is not None  # noqa: S101 - the library sets it
        request.portal_grant = Grant.read(token.data)
        return request.portal_grant is not None and still_acts(request.user.pk, request.portal_grant)

    def _end_reused(self, refresh_token: str, client: Client) -> None:
        digest = get_adapter().hash_token(refresh_token)
        spent = SpentRefreshToken.objects.filter(digest=digest, client=client).select_related("user").first()
        if spent is not None:
            actor, reason = _actor(client), GrantEnd.REUSED
            grant_end(actor=actor, client=client, user=spent.user, grant=spent.grant, reason=reason)

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        """Keep what is given out. Raises InvalidGrantError where the sign-in has ended meanwhile."""
        grant = getattr(request, "portal_grant", None) or Grant.begin(request.user)
        now = clock.now()
        refresh = None
        if Client.GrantType.REFRESH_TOKEN not in request.client.get_grant_types():
            token.pop("refresh_token", None)
        if value := token.get("refresh_token"):
            seconds = app_settings.REFRESH_TOKEN_EXPIRES_IN
            assert seconds is not None  # noqa: S101 - settings say it
            refresh = NewToken(value, now + timedelta(seconds=seconds))
            token["refresh_expires_in"] = seconds
        spent: Token | None = get_validator_context().refresh_token
        try:
            tokens_issue(
                client_id=request.client.pk,
                user_id=request.user.pk,
                grant=grant,
                scopes=request.scopes,
                access=NewToken(token["access_token"], now + timedelta(seconds=token["expires_in"])),
                refresh=refresh,
                spent=spent,
            )
        except DomainError:
            if spent is not None:
                self._end_reused(request.refresh_token, request.client)
            raise InvalidGrantError(request=request) from None

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any) -> None:
        """End the sign-in that a token of this app belongs to, not the one token alone (RFC 7009, §2.1)."""
        found = Token.objects.by_value(token).filter(client=request.client).select_related("user").first()
        grant = Grant.read(found.data) if found else None
        if found is not None and grant is not None:
            actor, reason = _actor(request.client), GrantEnd.REVOKED
            grant_end(actor=actor, client=request.client, user=found.user, grant=grant.id, reason=reason)

    def finalize_id_token(
        self, id_token: dict[str, Any], token: dict[str, Any], token_handler: Any, request: Request
    ) -> str:
        """Return the signed ID token (OpenID Connect Core 1.0, §2)."""
        adapter = get_adapter()
        said = adapter.get_claims("id_token", request.user, request.client, request.scopes)
        grant = getattr(request, "portal_grant", None)
        return signed({**id_token, **said, **acting_claim(request.client, grant)}, adapter.get_issuer(), grant)

    def validate_bearer_token(self, token: str, scopes: list[str], request: Request) -> bool:
        """Whether the token is good; one by which a person acts for another, only as long as he may."""
        if not super().validate_bearer_token(token, scopes, request):
            return False
        access = get_validator_context().access_token
        assert access is not None  # noqa: S101 - the library sets it
        request.portal_grant = Grant.read(access.data)
        return request.portal_grant is None or still_acts(access.user_id, request.portal_grant)

    def get_userinfo_claims(self, request: Request) -> dict[str, Any]:
        """Return what the scopes open, and for whom the person acts."""
        return {**super().get_userinfo_claims(request), **acting_claim(request.client, request.portal_grant)}

    def validate_silent_login(self, request: Request) -> bool:
        """Whether somebody is signed in, recently enough for the app."""
        if is_too_old(context.request):
            return False
        return bool(super().validate_silent_login(request))

    def validate_silent_authorization(self, request: Request) -> bool:
        """Whether this app has been allowed all of these scopes; for whom a person acts he is asked each time."""
        if ACTING in request.scopes:
            return False
        consent = AppConsent.objects.filter(user=context.request.user, client=request.client).first()
        return consent is not None and set(request.scopes) <= set(consent.allowed)


def taken_key(client_id: str, code: str) -> str:
    """Return under which key it is remembered that the code was taken, and what came of it."""
    # The code itself stands nowhere once it was used.
    return f"accounts.identity.taken[{client_id}:{hashlib.sha256(code.encode()).hexdigest()}]"
