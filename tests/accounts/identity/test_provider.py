from __future__ import annotations

from datetime import timedelta

import jwt
import pytest
from allauth.idp.oidc.models import Client, Token

from accounts.identifiers import IdentifierType
from accounts.identity.subjects import subject_of
from accounts.models import Level, Proof, User
from accounts.services import identifier_prove
from services_portal.kernel import clock
from tests.accounts.identity.relying_party import (
    BACK,
    SECRET,
    ask,
    back,
    exchange,
    header,
    make_client,
    payload,
    sign_in,
    userinfo,
)
from tests.accounts.journeys import sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(db) -> Client:
    return make_client()


@pytest.fixture
def resident_id(browser) -> str:
    return sign_up_by_phone(browser)


def test_the_provider_describes_what_it_does(browser) -> None:
    told = browser.http.get("/.well-known/openid-configuration").json()
    base = str(browser.http.base_url).rstrip("/")
    assert told["issuer"] == base
    assert told["authorization_endpoint"] == f"{base}/identity/o/authorize"
    assert (told["subject_types_supported"], told["response_types_supported"]) == (["pairwise"], ["code"])
    assert told["code_challenge_methods_supported"] == ["S256"]
    keys = browser.http.get("/.well-known/jwks.json").json()["keys"]
    assert [(key["kty"], "d" in key) for key in keys] == [("RSA", False)]


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
def test_an_app_signs_a_resident_in(browser, client, resident_id, scope: str, claims: dict) -> None:
    tokens = sign_in(browser.http, client, scope)
    user = User.objects.get(pk=resident_id)
    told = userinfo(browser.http, tokens["access_token"]).json()
    assert told == {"sub": subject_of("qingdao", user.pk), **claims}
    keys = browser.http.get("/.well-known/jwks.json").json()
    key = jwt.PyJWKSet.from_dict(keys)[header(tokens["id_token"])["kid"]]
    issuer = str(browser.http.base_url).rstrip("/")
    said = jwt.decode(tokens["id_token"], key, algorithms=["RS256"], audience=client.pk, issuer=issuer)
    assert {name: said[name] for name in ("sub", "nonce")} == {"sub": told["sub"], "nonce": "n"}
    assert said["auth_time"] <= said["iat"] < said["exp"]
    # Names and numbers are read at the userinfo endpoint; a token that apps keep and log holds none.
    assert set(said) == {"iss", "sub", "aud", "exp", "iat", "jti", "nonce", "at_hash", "auth_time", "acr", "sid"}


def seen_in_person(user: User) -> Proof:
    identity = identifier_prove(
        user=user, identifier_type=IdentifierType.RESIDENT_ID, value="11010519491231002X", method="window"
    )
    now = clock.now()
    facts = {"verifier": "window", "name": "李娜", "actor_type": "system", "actor_id": "test"}
    times = {"proved_at": now, "expires_at": now + timedelta(days=1)}
    return Proof.objects.create(user=user, identifier=identity, level=Level.PRESENT, **facts, **times)


def test_the_level_of_identity_is_told(browser, client, resident_id) -> None:
    def told() -> str:
        return payload(sign_in(browser.http, client)["id_token"])["acr"]

    values = browser.http.get("/.well-known/openid-configuration").json()["acr_values_supported"]
    assert told() == values[0] == "urn:cn:shandong:portal:identity:L1"
    user = User.objects.get(pk=resident_id)
    proof = seen_in_person(user)
    assert told() == values[2]
    type(proof).objects.update(revoked_at=clock.now())
    assert told() == values[0]


def test_two_cities_get_two_numbers_and_one_city_one(browser, client, resident_id) -> None:
    other, same = make_client("Jinan app", sector="jinan"), make_client("Another of Qingdao")
    first, second, third = (payload(sign_in(browser.http, app)["id_token"])["sub"] for app in (client, other, same))
    assert first == third != second
    assert resident_id not in (first, second)


def test_the_provider_names_itself_on_the_way_back(browser, client, resident_id) -> None:
    issuer = str(browser.http.base_url).rstrip("/")
    assert back(ask(browser.http, client))["iss"] == issuer
    told = back(ask(browser.http, client, scope="openid wealth"))
    assert (told["error"], told["iss"], told["state"]) == ("invalid_scope", issuer, "s")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unauthorized_client"),
        ({"response_type": "code id_token"}, "unauthorized_client"),
        ({"scope": "openid email"}, "invalid_scope"),
    ],
)
def test_what_the_app_may_not_ask_for(browser, client, resident_id, changes: dict, error: str) -> None:
    answer = ask(browser.http, client, **changes)
    assert answer.status_code == 302 and answer.headers["Location"].startswith(BACK)
    assert f"error={error}" in answer.headers["Location"] and "code=" not in answer.headers["Location"]


@pytest.mark.parametrize(
    "address",
    [
        f"{BACK}/",
        f"{BACK}?next=1",
        f"{BACK}#x",
        BACK.replace("https", "http"),
        BACK.replace("qingdao", "jinan"),
        BACK.replace("app.", "evil.app."),
        f"https://evil.example.cn@{BACK.removeprefix('https://')}",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(browser, client, resident_id, address: str) -> None:
    answer = ask(browser.http, client, redirect_uri=address)
    assert (answer.status_code, "Location" in answer.headers) == (200, False)


def test_a_desktop_app_gets_any_port_of_its_own_machine(browser, client, resident_id) -> None:
    client.set_redirect_uris(["http://127.0.0.1/back"])
    client.save()
    assert ask(browser.http, client, redirect_uri="http://127.0.0.1:53111/back").status_code == 302
    assert ask(browser.http, client, redirect_uri="http://127.0.0.1:53111/other").status_code == 200
    assert ask(browser.http, client, redirect_uri="http://localhost:53111/back").status_code == 200


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"code_verifier": "another-code-verifier-that-is-long-enough-0123"}, 400, "invalid_grant"),
        ({"code_verifier": ""}, 400, "invalid_grant"),
        ({"redirect_uri": f"{BACK}/"}, 400, "invalid_request"),
        ({"client_secret": "wrong"}, 401, "invalid_client"),
        ({"client_secret": ""}, 401, "invalid_client"),
        ({"client_id": "nobody"}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "invalid_request"),
        ({"grant_type": "client_credentials"}, 400, "unauthorized_client"),
    ],
)
def test_what_is_wrong_at_the_exchange_gives_no_token(browser, client, resident_id, changes, status, error) -> None:
    code = back(ask(browser.http, client))["code"]
    answer = exchange(browser.http, client, code, **changes)
    assert (answer.status_code, answer.json()["error"], Token.objects.count()) == (status, error, 0)


def test_a_code_of_another_app_is_refused(browser, client, resident_id) -> None:
    code = back(ask(browser.http, client))["code"]
    other = make_client("Jinan app", sector="jinan")
    assert exchange(browser.http, other, code).json()["error"] == "invalid_grant"


def test_a_secret_may_come_in_the_header_form_encoded(browser, client, resident_id) -> None:
    code = back(ask(browser.http, client))["code"]
    encoded = SECRET.replace("-", "%2D").replace("_", "%5F")
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    asked["code_verifier"] = "a-long-enough-code-verifier-for-pkce-0123456789"
    answer = browser.http.post("/identity/o/api/token", data=asked, auth=(client.pk, encoded))
    assert answer.status_code == 200, answer.text


def test_a_person_who_signed_in_too_long_ago_signs_in_again(browser, client, resident_id) -> None:
    assert "code" in back(ask(browser.http, client, max_age="3600"))
    answer = ask(browser.http, client, max_age="0", prompt="consent")
    assert answer.status_code == 302 and "/accounts/reauthenticate" in answer.headers["Location"]


def test_a_stranger_is_asked_to_sign_in_first(new_app, client) -> None:
    http = new_app().http
    assert ask(http, client).headers["Location"].startswith("/accounts/login/")
    assert back(ask(http, client, prompt="none"))["error"] == "login_required"


def test_an_app_sees_silently_only_what_itself_was_allowed(browser, client, resident_id) -> None:
    other = make_client("Jinan app", sector="jinan")
    sign_in(browser.http, client)
    assert "code" in back(ask(browser.http, client, prompt="none"))
    assert back(ask(browser.http, other, prompt="none"))["error"] == "consent_required"
