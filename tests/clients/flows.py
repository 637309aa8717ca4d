"""Three clients that others wrote, each from the sign-in to the sign-out, against a portal at some address.

They assert as they go, and return what a person may like to read. The tests give them the portal of the test;
``tests.clients.against`` one that `make run` has started.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from authlib.common.security import generate_token
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.accounts.clients import AppClient
from tests.accounts.identity.relying_party import userinfo
from tests.clients.person import consent, sign_out
from tests.kernel.engines.harness import ROOT, free_port

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Registered:
    """An app as the portal has it: where people come back to, and where they are after signing out."""

    issuer: str
    client_id: str
    secret: str
    back: str
    after: str


def by_authlib(app: Registered, browser: AppClient, *, phone: str, method: str = "client_secret_basic") -> str:
    """Go the whole way with authlib."""
    found = httpx.get(f"{app.issuer}/.well-known/openid-configuration").json()
    client = OAuth2Client(
        app.client_id,
        app.secret,
        scope="openid profile phone",
        redirect_uri=app.back,
        code_challenge_method="S256",
        token_endpoint_auth_method=method,
    )
    with client:
        verifier, nonce = generate_token(48), generate_token(20)
        endpoint = found["authorization_endpoint"]
        url, state = client.create_authorization_url(endpoint, code_verifier=verifier, nonce=nonce)
        came_back = consent(browser, url)
        tokens = client.fetch_token(
            found["token_endpoint"], authorization_response=came_back, code_verifier=verifier, state=state
        )
        keys = KeySet.import_key_set(httpx.get(found["jwks_uri"]).json())
        read = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
        required = {"iss": {"essential": True, "value": app.issuer}, "aud": {"essential": True, "value": app.client_id}}
        expected = {"nonce": nonce, "client_id": app.client_id, "access_token": tokens["access_token"]}
        said = CodeIDToken(read.claims, read.header, required, expected)
        said.validate()
        known = client.get(found["userinfo_endpoint"]).json()
        assert known["sub"] == said["sub"] and known["phone_number"] == phone
        first = dict(tokens)
        second = client.refresh_token(found["token_endpoint"], refresh_token=first["refresh_token"])
        assert second["refresh_token"] != first["refresh_token"]
        assert client.get(found["userinfo_endpoint"]).json() == known
        leave = httpx.URL(found["end_session_endpoint"]).copy_merge_params(
            {"id_token_hint": first["id_token"], "post_logout_redirect_uri": app.after, "state": "bye"}
        )
        assert sign_out(browser, str(leave)) == f"{app.after}?state=bye"
        assert client.get(found["userinfo_endpoint"]).status_code == 401
    assert browser.api("GET", "/me/").status_code == 401
    return f"code with PKCE, ID token by RS256 with acr {said['acr']}, userinfo, refresh with rotation, sign-out"


@contextmanager
def node(flow: str, app: Registered) -> Iterator[subprocess.Popen[str]]:
    """Run the app on openid-client."""
    command = ["node", "openid_client.mjs", flow, app.issuer, app.client_id, app.secret, app.back, app.after]
    process = subprocess.Popen(
        command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def said(process: subprocess.Popen[str], answer: str = "") -> dict:
    """Answer the app, and return what it says next."""
    assert process.stdin and process.stdout and process.stderr
    if answer:
        process.stdin.write(f"{answer}\n")
        process.stdin.flush()
    line = process.stdout.readline()
    assert line, process.stderr.read()
    return json.loads(line)


def by_openid_client(app: Registered, browser: AppClient, *, phone: str) -> str:
    """Go the whole way with openid-client, in Node."""
    with node("code", app) as process:
        learned = said(process, consent(browser, said(process)["url"]))
    assert learned["claims"]["sub"] == learned["known"]["sub"]
    assert learned["known"]["phone_number"] == phone
    assert (learned["again"], learned["turned"]) == (learned["known"], True)
    assert userinfo(browser.http, learned["access_token"]).status_code == 200
    assert sign_out(browser, learned["leave"]) == app.after
    assert userinfo(browser.http, learned["access_token"]).status_code == 401
    assert browser.api("GET", "/me/").status_code == 401
    acr = learned["claims"]["acr"]
    return f"code with PKCE, ID token by RS256 with acr {acr}, userinfo, refresh with rotation, sign-out"


@contextmanager
def city_website(app: Registered, folder: Path) -> Iterator[httpx.Client]:
    """Run a city's website on mozilla-django-oidc, and show it as a browser sees it through the city's proxy."""
    port = free_port()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.clients.mozilla.settings"}
    environment |= {"CITY_DATABASE": str(folder / "city.sqlite3"), "CITY_HOST": httpx.URL(app.back).host}
    environment |= {"OIDC_ISSUER": app.issuer, "OIDC_CLIENT": app.client_id, "OIDC_SECRET": app.secret}
    environment["OIDC_AFTER"] = app.after
    command = [sys.executable, "-m", "tests.clients.mozilla.serve", str(port)]
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "ready\n", process.stderr.read()
        proxied = {"Host": httpx.URL(app.back).host, "X-Forwarded-Proto": "https"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=proxied) as seen:
            yield seen
    finally:
        process.kill()
        process.communicate()


def by_mozilla(app: Registered, browser: AppClient, city: httpx.Client) -> str:
    """Go the whole way with mozilla-django-oidc, which renews by asking silently instead of by refresh tokens."""
    asked = city.get("/oidc/authenticate/").headers["Location"]
    home = city.get(_here(consent(browser, asked)))
    assert home.headers["Location"] == "/", home.text
    # Its session is renewed with every page: the provider is asked without a word to the person.
    silent = city.get("/")
    assert silent.status_code == 302 and "prompt=none" in silent.headers["Location"]
    renewed = city.get(_here(consent(browser, silent.headers["Location"])))
    assert renewed.status_code == 302 and "failed" not in renewed.headers["Location"]
    left = city.post("/oidc/logout/")
    assert left.status_code == 302, left.text
    assert sign_out(browser, left.headers["Location"]) == app.after
    assert browser.api("GET", "/me/").status_code == 401
    assert city.get("/").json() == {"email": None}
    return "code with PKCE, ID token, userinfo, renewed silently (it uses no refresh tokens), sign-out"


def _here(address: str) -> str:
    """Return the path: the browser reaches the city's site by its proxy."""
    return httpx.URL(address).raw_path.decode()
