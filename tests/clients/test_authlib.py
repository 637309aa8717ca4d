"""A city's app on authlib."""

from __future__ import annotations

import httpx
import pytest
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.accounts.identity.relying_party import SECRET
from tests.clients.person import app_at, consent, sign_out

pytestmark = pytest.mark.django_db(transaction=True)
BACK, AFTER = "https://app.qingdao.example.cn/back", "https://app.qingdao.example.cn/bye"


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_it_signs_in_refreshes_asks_who_it_is_and_signs_out(issuer, browser, method: str) -> None:
    registered = app_at(BACK, AFTER)
    found = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
    app = OAuth2Client(
        registered.pk,
        SECRET,
        scope="openid profile phone",
        redirect_uri=BACK,
        code_challenge_method="S256",
        token_endpoint_auth_method=method,
    )
    with app:
        verifier, nonce = generate_token(48), generate_token(20)
        endpoint = found["authorization_endpoint"]
        url, state = app.create_authorization_url(endpoint, code_verifier=verifier, nonce=nonce)
        came_back = consent(browser, url)
        tokens = app.fetch_token(
            found["token_endpoint"], authorization_response=came_back, code_verifier=verifier, state=state
        )
        keys = KeySet.import_key_set(httpx.get(found["jwks_uri"]).json())
        read = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
        required = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": registered.pk}}
        expected = {"nonce": nonce, "client_id": registered.pk, "access_token": tokens["access_token"]}
        said = CodeIDToken(read.claims, read.header, required, expected)
        said.validate()
        known = app.get(found["userinfo_endpoint"]).json()
        assert known["sub"] == said["sub"] and known["phone_number"] == "+8613812345678"
        first = dict(tokens)
        second = app.refresh_token(found["token_endpoint"], refresh_token=first["refresh_token"])
        assert second["refresh_token"] != first["refresh_token"]
        assert app.get(found["userinfo_endpoint"]).json() == known
        leave = httpx.URL(found["end_session_endpoint"]).copy_merge_params(
            {"id_token_hint": first["id_token"], "post_logout_redirect_uri": AFTER, "state": "bye"}
        )
        assert sign_out(browser, str(leave)) == f"{AFTER}?state=bye"
        assert app.get(found["userinfo_endpoint"]).status_code == 401
    assert browser.api("GET", "/me/").status_code == 401
