from __future__ import annotations

from base64 import urlsafe_b64decode
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Client

from accounts.signin.identity_key import demonstration_key
from tests.accounts.authenticator import b64
from tests.accounts.journeys import sign_up_by_phone

BACK = "https://city.example.cn/back"
VERIFIER = "a-long-enough-code-verifier-for-pkce-0123456789"


@pytest.fixture
def city_system() -> Client:
    client = Client(name="Qingdao back office", skip_consent=True)
    client.set_redirect_uris([BACK])
    client.set_scopes(["openid", "profile", "phone"])
    client.set_default_scopes(["openid"])
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE])
    client.set_response_types(["code"])
    client.set_secret("s3cret")
    client.save()
    return client


@pytest.mark.django_db(transaction=True)
def test_the_provider_describes_itself(browser) -> None:
    described = browser.http.get("/.well-known/openid-configuration").json()
    base = str(browser.http.base_url).rstrip("/")
    assert described["issuer"] == base
    assert described["authorization_endpoint"] == f"{base}/identity/o/authorize"
    keys = browser.http.get("/.well-known/jwks.json").json()["keys"]
    assert [(key["kty"], "d" in key) for key in keys] == [("RSA", False)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("scope", "claims"),
    [
        ("openid", {}),
        (
            "openid profile phone",
            {"name": "138****5678", "locale": "en", "phone_number": "+8613812345678", "phone_number_verified": True},
        ),
    ],
)
def test_a_city_system_signs_a_resident_in(browser, city_system, scope: str, claims: dict) -> None:
    user_id = sign_up_by_phone(browser)
    code = authorize(browser, city_system, scope)["code"][0]
    asked = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "client_id": city_system.id,
        "client_secret": "s3cret",
        "code_verifier": VERIFIER,
    }
    token = browser.http.post("/identity/o/api/token", data=asked)
    assert token.status_code == 200, token.text
    bearer = {"Authorization": f"Bearer {token.json()['access_token']}"}
    told = browser.http.get("/identity/o/api/userinfo", headers=bearer).json()
    assert told == {"sub": user_id, **claims}
    header = token.json()["id_token"].split(".")[0]
    assert b'"RS256"' in urlsafe_b64decode(header + "==")


def authorize(browser, client: Client, scope: str) -> dict[str, list[str]]:
    """Ask for a code as the city's system would; returns the query of the way back."""
    query = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": BACK,
        "scope": scope,
        "state": "s",
        "code_challenge": b64(sha256(VERIFIER.encode()).digest()),
        "code_challenge_method": "S256",
    }
    answer = browser.http.get("/identity/o/authorize", params=query)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(BACK), answer.text
    return parse_qs(urlsplit(answer.headers["Location"]).query)


def test_the_demonstration_key_is_made_once_and_is_private(tmp_path) -> None:
    path = tmp_path / "identity" / "oidc.pem"
    first = demonstration_key(path)
    assert demonstration_key(path) == first and first.startswith("-----BEGIN PRIVATE KEY-----")
    assert path.stat().st_mode & 0o777 == 0o600
    assert [kept.name for kept in path.parent.iterdir()] == ["oidc.pem"]
