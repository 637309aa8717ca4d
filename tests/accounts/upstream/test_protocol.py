"""What comes back from a city is the answer to what this browser asked, or nothing happens at all."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from django.core.cache import cache
from hypothesis import given, settings
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm

from accounts.models import User
from accounts.upstream.http import is_allowed, origin_of
from services_portal.kernel import clock
from tests.accounts.upstream.city import City
from tests.accounts.upstream.travel import BACK, LEAVE, come_back, leave, new_browser, person_in, sign_in, standing

pytestmark = pytest.mark.django_db


def why(answer: Any) -> str:
    """Return the word that says why it was refused."""
    return str(answer.json().get("params", {}).get("why", answer.json()["code"]))


def refused(city: City, status: int = 400) -> str:
    """Go the whole way, as a program that reads problem documents; nobody is signed in and nothing written."""
    before, browser = standing(), new_browser()
    answer = browser.get(BACK, city.let_in(leave(browser), "wei"), headers={"accept": "application/json"})
    assert (answer.status_code, person_in(browser), standing()) == (status, None, before), answer.content
    return why(answer)


NOW = int(time.time())
CLAIMS: list[tuple[dict[str, Any], str]] = [
    ({"nonce": "another"}, "nonce"),
    ({"nonce": None}, "nonce"),
    ({"iss": "https://elsewhere.example.cn"}, "InvalidIssuerError"),
    ({"aud": "another-app"}, "InvalidAudienceError"),
    ({"aud": ["another-app"]}, "InvalidAudienceError"),
    ({"aud": ["portal:of the province", "another-app"]}, "party"),
    ({"azp": "another-app"}, "party"),
    ({"exp": NOW - 120}, "ExpiredSignatureError"),
    ({"exp": None}, "MissingRequiredClaimError"),
    ({"iat": NOW - 3600}, "old"),
    ({"iat": NOW + 3600}, "ImmatureSignatureError"),
    ({"nbf": NOW + 3600}, "ImmatureSignatureError"),
    ({"sub": ""}, "subject"),
    ({"sub": None}, "MissingRequiredClaimError"),
    ({"sub": "x" * 300}, "subject"),
    ({"at_hash": "another"}, "at_hash"),
]


@pytest.mark.parametrize(("claims", "word"), CLAIMS)
def test_a_token_that_is_not_for_us_now_is_refused(provider, city, claims: dict[str, Any], word: str) -> None:
    city.claims.update(claims)
    assert refused(city) == word


SIGNERS: list[tuple[Callable[[City], Callable[[dict[str, Any]], str]], str]] = [
    (lambda city: city.unsigned, "algorithm"),
    (lambda city: city.with_shared_secret, "algorithm"),
    (lambda city: lambda claims: city.signed(claims, City.new_key("one")), "InvalidSignatureError"),
    (lambda city: lambda claims: city.signed(claims, City.new_key("unknown")), "key"),
    (lambda city: lambda claims: "no.token.atall", "DecodeError"),
    (lambda city: lambda claims: "x" * 20000, "no_token"),
]


@pytest.mark.parametrize(("signer", "word"), SIGNERS)
def test_a_signature_that_proves_nothing_is_refused(provider, city, signer: Any, word: str) -> None:
    city.sign = signer(city)
    assert refused(city) == word


def test_a_small_rsa_key_is_refused(provider, city) -> None:
    small = generate_private_key(65537, 1024).public_key()  # noqa: S505 - what must be refused
    city.published = [{**RSAAlgorithm.to_jwk(small, as_dict=True), "kid": "one"}]
    assert refused(city) == "key"


def test_other_curves_and_clocks_that_differ_a_little_are_fine(provider, city) -> None:
    city.sign = city.by_curve
    city.claims = {"iat": int(time.time()) + 30, "aud": ["portal:of the province"]}
    sign_in(browser := new_browser(), city)
    assert person_in(browser) is not None


def test_keys_that_were_turned_in_between_are_found(provider, city) -> None:
    sign_in(new_browser(), city)
    city.turn_keys("two")
    sign_in(browser := new_browser(), city)
    assert person_in(browser) == User.objects.get()
    # Whoever makes keys up does not make us ask each time.
    asked = city.asked.count("/jwks")
    city.sign = lambda claims: city.signed(claims, City.new_key("made-up"))
    assert (refused(city), city.asked.count("/jwks")) == ("key", asked)


def test_another_browser_cannot_come_back_with_somebody_s_code(provider, city) -> None:
    victim, thief = new_browser(), new_browser()
    stolen = city.let_in(leave(victim), "wei")
    before = standing()
    assert come_back(thief, stolen).status_code == 400
    leave(thief)
    state = next(iter(thief.session["_accounts_city"]))
    # With a state of its own, the code does not fit the verifier.
    answer = thief.get(BACK, {**stolen, "state": state}, headers={"accept": "application/json"})
    assert (answer.status_code, why(answer), person_in(thief), standing()) == (400, "code", None, before)


def test_a_way_back_is_gone_once(provider, city) -> None:
    browser = new_browser()
    answer = city.let_in(leave(browser), "wei")
    come_back(browser, answer)
    browser.post("/accounts/logout/")
    before = standing()
    assert (come_back(browser, answer).status_code, person_in(browser), standing()) == (400, None, before)


def test_two_answers_at_the_same_time_are_one(provider, city) -> None:
    browser = new_browser()
    answer = city.let_in(leave(browser), "wei")
    kept = browser.session["_accounts_city"]
    come_back(browser, answer)
    other = new_browser()
    session = other.session
    session["_accounts_city"] = kept  # as the second request read it before the first had written
    session.save()
    assert come_back(other, answer).status_code == 400 and person_in(other) is None


def test_who_took_too_long_begins_anew(provider, city) -> None:
    browser = new_browser()
    answer = city.let_in(leave(browser), "wei")
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert come_back(browser, answer).status_code == 400
    assert not User.objects.exists()


@pytest.mark.parametrize("changes", [{"iss": "https://elsewhere.example.cn"}, {"iss": ""}])
def test_the_answer_of_another_provider_is_refused(provider, city, changes: dict[str, str]) -> None:
    browser, before = new_browser(), standing()
    answer = {**city.let_in(leave(browser), "wei"), **changes}
    asked = list(city.asked)
    assert come_back(browser, {k: v for k, v in answer.items() if v}).status_code == 400
    assert (standing(), city.asked) == (before, asked)  # not even the code was shown


def test_who_says_no_there_is_back_here_and_nothing_has_changed(provider, city) -> None:
    browser, before = new_browser(), standing()
    state = city.let_in(leave(browser), "wei")["state"]
    answer = come_back(browser, {"error": "access_denied", "state": state, "iss": city.issuer})
    assert (answer.status_code, answer["Location"], standing()) == (302, "/sign-in/", before)


def test_a_userinfo_of_another_person_is_refused(provider, city) -> None:
    city.more["wei"] = {"sub": "na"}
    assert refused(city) == "userinfo"


BROKEN: list[tuple[int, bytes, dict[str, str]]] = [
    (500, b"{}", {}),
    (302, b"", {"Location": "http://127.0.0.1:1/"}),
    (200, b"no json", {}),
    (200, b"[]", {}),
    (200, gzip.compress(b"{" + b" " * 90_000_000 + b"}"), {"Content-Encoding": "gzip"}),
    (200, b"{" + b" " * 300_000 + b"}", {}),
]


@pytest.mark.parametrize("answer", BROKEN, ids=range(len(BROKEN)))
def test_a_provider_that_is_broken_says_so_and_nothing_is_kept(provider, city, answer: Any) -> None:
    city.answer, before = answer, standing()
    page = new_browser().post(LEAVE)
    assert (page.status_code, standing()) == (503, before)
    assert "cannot be reached" in page.content.decode()
    # It is left alone for a moment; then it broke on the way.
    city.answer, asked = None, len(city.asked)
    assert (new_browser().post(LEAVE).status_code, len(city.asked)) == (503, asked)
    cache.clear()
    browser = new_browser()
    back = city.let_in(leave(browser), "wei")
    city.answer = answer
    assert (come_back(browser, back).status_code, person_in(browser), standing()) == (503, None, before)


def test_endpoints_at_another_host_are_not_asked(provider, city) -> None:
    city.metadata = {"issuer": f"{city.issuer}/"}
    assert new_browser().post(LEAVE).status_code == 503
    assert city.asked == ["/.well-known/openid-configuration"]
    for name in ("token_endpoint", "jwks_uri", "userinfo_endpoint", "authorization_endpoint"):
        city.metadata = {name: "https://169.254.169.254/latest"}
        cache.clear()
        assert new_browser().post(LEAVE).status_code == 503


def test_a_name_that_points_inwards_reaches_nothing(provider, city, settings) -> None:
    settings.PORTAL_CITY_SIGN_IN_NETWORKS = []
    assert new_browser().post(LEAVE).status_code == 503
    assert city.asked == []  # the connection was left before a byte was sent


def test_a_server_that_drips_is_cut_off(provider, city, monkeypatch) -> None:
    monkeypatch.setattr("accounts.upstream.http.ALTOGETHER", 0.3)
    city.drips = True
    assert new_browser().post(LEAVE).status_code == 503


def test_a_refusal_tells_nobody_who_is_known_here(provider, city) -> None:
    sign_in(new_browser(), city)
    city.claims = {"nonce": "another"}
    pages = []
    for sub in ("wei", "nobody"):
        browser = new_browser()
        answer = come_back(browser, city.let_in(leave(browser), sub))
        pages.append((answer.status_code, re.sub(r"urn:request:[0-9a-f-]+|csrf[^>]+", "", answer.content.decode())))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("10.20.0.9", True),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.20.0.9", True),
        ("0.0.0.0", False),  # noqa: S104 - what must not be reached
        ("1.1.1.1", True),
        ("2606:4700::1111", True),
    ],
)
def test_which_networks_a_city_s_server_may_stand_in(settings, address: str, allowed: bool) -> None:
    settings.PORTAL_CITY_SIGN_IN_NETWORKS = ["10.20.0.0/16"]
    assert is_allowed(ip_address(address)) is allowed


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=60) | st.sampled_from(["https://a@b.cn", "https://b.cn?x", "ftp://b.cn", "http://b.cn"]))
def test_an_issuer_is_an_address_of_a_host_by_tls(text: str) -> None:
    try:
        origin = origin_of(text)
    except ValueError:
        return
    assert origin.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]"))
    assert "@" not in origin and "?" not in origin


def test_it_is_not_begun_as_often_as_one_likes(provider, city, settings) -> None:
    settings.PORTAL_CITY_SIGN_IN_LIMITS = {"city": "2/m/ip"}
    browser = new_browser()
    assert [browser.post(LEAVE).status_code for _each in range(3)] == [200, 200, 429]
