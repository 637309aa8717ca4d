"""A city's app, as plain HTTP: what goes over the wire and nothing else."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from allauth.idp.oidc.models import Client

from accounts.identity.secrets import secret_digest
from tests.accounts.authenticator import b64

BACK = "https://app.qingdao.example.cn/back"
SECRET = "a-secret-of-the-app_0123456789"
VERIFIER = "a-long-enough-code-verifier-for-pkce-0123456789"
CHALLENGE = b64(sha256(VERIFIER.encode()).digest())
AUTHORIZE, TOKEN, USERINFO = "/identity/o/authorize", "/identity/o/api/token", "/identity/o/api/userinfo"
REVOKE = "/identity/o/api/revoke"
ALL_GRANTS = [Client.GrantType.AUTHORIZATION_CODE, Client.GrantType.REFRESH_TOKEN, Client.GrantType.DEVICE_CODE]


def make_client(name: str = "Qingdao app", **facts: Any) -> Client:
    """Make an app that is in force and need not ask for consent."""
    data = {"sector": facts.pop("sector", "qingdao")}
    client = Client(name=name, data=data, secret=secret_digest(SECRET), **{"skip_consent": True, **facts})
    client.set_redirect_uris([BACK])
    client.set_scopes(["openid", "profile", "phone"])
    client.set_default_scopes(["openid"])
    client.set_grant_types(ALL_GRANTS)
    client.set_response_types(["code"])
    client.save()
    return client


def ask(browser: httpx.Client, client: Client, **changes: str | None) -> httpx.Response:
    """Send a person to the provider; None takes a parameter away."""
    query = {
        "response_type": "code",
        "client_id": client.pk,
        "redirect_uri": BACK,
        "scope": "openid",
        "state": "s",
        "nonce": "n",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return browser.get(AUTHORIZE, params={name: value for name, value in query.items() if value is not None})


def back(answer: httpx.Response) -> dict[str, str]:
    """Return the query of the way back to the app."""
    assert answer.status_code == 302 and answer.headers["Location"].startswith(BACK), answer.text
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def exchange(http: httpx.Client, client: Client, code: str, **changes: str) -> httpx.Response:
    """Exchange a code."""
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "client_id": client.pk,
        "client_secret": SECRET,
        "code_verifier": VERIFIER,
        **changes,
    }
    return http.post(TOKEN, data=asked)


def refresh(http: httpx.Client, client: Client, token: str, **changes: str) -> httpx.Response:
    """Exchange a refresh token."""
    asked = {"grant_type": "refresh_token", "refresh_token": token, "client_id": client.pk, "client_secret": SECRET}
    return http.post(TOKEN, data={**asked, **changes})


def sign_in(browser: httpx.Client, client: Client, scope: str = "openid") -> dict[str, Any]:
    """Go the whole way; returns the tokens."""
    answer = exchange(browser, client, back(ask(browser, client, scope=scope))["code"])
    assert answer.status_code == 200, answer.text
    return answer.json()


def userinfo(http: httpx.Client, access_token: str) -> httpx.Response:
    """Ask who it is."""
    return http.get(USERINFO, headers={"Authorization": f"Bearer {access_token}"})


def payload(token: str) -> dict[str, Any]:
    """Return what a JWT says, unverified."""
    return json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))


def header(token: str) -> dict[str, Any]:
    """Return the header of a JWT."""
    return json.loads(urlsafe_b64decode(token.split(".")[0] + "=="))
