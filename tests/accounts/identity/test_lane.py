"""The lane of exchanges answers as the ordinary stack does, and leaves to it whatever it does not answer."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.idp.oidc.internal.oauthlib import authorization_codes
from allauth.idp.oidc.models import Client, Token
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection

from accounts.identity.grants import Grant
from accounts.identity.lane import TokenLane
from accounts.identity.subjects import sector_of, subject_of
from accounts.levels import level_of
from accounts.models import Identifier, Level, ReleaseReason, User
from accounts.services import SuspensionReason, user_suspend
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry
from tests.accounts.identity.relying_party import BACK, CHALLENGE, SECRET, TOKEN, VERIFIER, make_client, payload
from tests.factories.staff import make_proof


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch) -> Iterator[None]:
    """Either closes a connection that is in a transaction when it has answered; here it is the test's own."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def client(db) -> Client:
    return make_client()


@pytest.fixture
def new_code(client, resident) -> Callable[..., str]:
    """Make codes as the authorization endpoint does."""
    numbers = count(1)

    def make(**changes: Any) -> str:
        code = f"code-{next(numbers)}"
        kept = {
            "code": {"code": code, "nonce": "n", **Grant.begin(resident, 7).written(), "user": str(resident.pk)},
            "client_id": client.pk,
            "redirect_uri": BACK,
            "sub": subject_of(sector_of(client), resident.pk),
            "scopes": ["openid", "profile"],
            "claims": None,
            "resources": None,
            "pkce": {"code_challenge": CHALLENGE, "code_challenge_method": "S256"},
            **changes,
        }
        cache.set(authorization_codes.cache_key(client.pk, code), kept, timeout=60)
        return code

    return make


def post(application: Any, form: dict[str, str], **environ: str) -> tuple[str, dict[str, str], dict[str, Any]]:
    body = urlencode(form).encode()
    asked = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": TOKEN,
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "HTTP_HOST": "testserver",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        **environ,
    }
    told: list[Any] = []
    answer = application(asked, lambda status, headers: told.extend([status, dict(headers)]))
    return told[0], told[1], json.loads(b"".join(answer))


class LeftError(Exception):
    """The lane left it to the one behind."""


def behind(environ: Any, start_response: Any) -> Any:
    raise LeftError(environ["wsgi.input"].read().decode())


def form_of(client: Client, code: str, **changes: str) -> dict[str, str]:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    form |= {"client_id": client.pk, "client_secret": SECRET, **changes}
    return {name: value for name, value in form.items() if value}


def test_both_give_the_same_answer(client, new_code) -> None:
    ordinary = post(WSGIHandler(), form_of(client, new_code()))
    quick = post(TokenLane(behind), form_of(client, new_code()))
    assert quick[0] == ordinary[0] == "200 OK"
    own = {"X-Request-ID", "Content-Length"}
    both = [{k: v for k, v in told.items() if k not in own} for _s, told, _b in (ordinary, quick)]
    # The answer is the same in every language, and nobody keeps it.
    assert {k: v for k, v in both[0].items() if k not in {"Vary", "Content-Language"}} == both[1]
    random = {"access_token", "refresh_token", "id_token"}
    assert quick[2].keys() == ordinary[2].keys()
    assert {k: v for k, v in quick[2].items() if k not in random} == {
        k: v for k, v in ordinary[2].items() if k not in random
    }
    claims = [payload(told["id_token"]) for _s, _h, told in (ordinary, quick)]
    moving = {"jti", "iat", "exp", "at_hash"}
    assert claims[0].keys() == claims[1].keys()
    assert {k: v for k, v in claims[0].items() if k not in moving} == {
        k: v for k, v in claims[1].items() if k not in moving
    }
    kept = [
        (token.type, token.user_id, token.client_id, token.scopes) for token in Token.objects.order_by("type", "id")
    ]
    assert kept[0] == kept[1] and kept[2] == kept[3] and len(kept) == 4
    lives = Token.objects.order_by("type", "id").values_list("expires_at", "created_at")
    assert {round((ends - made).total_seconds(), -1) for ends, made in lives} == {900, 30 * 24 * 3600}


def test_the_secret_may_stand_in_the_header(client, new_code) -> None:
    odd = Client.objects.get(pk=client.pk)
    odd.pk = "an-app"
    odd.save()
    kept = cache.get(authorization_codes.cache_key(client.pk, code := new_code()))
    cache.set(authorization_codes.cache_key("an-app", code), kept)
    cache.set(authorization_codes.cache_key("an-app", "again"), kept)
    # Some clients encode every sign, as they may (RFC 6749, §2.3.1).
    header = "Basic " + b64encode(f"an%2Dapp:{SECRET.replace('-', '%2D')}".encode()).decode()
    form = form_of(client, code, client_id="", client_secret="")
    quick = post(TokenLane(behind), form, HTTP_AUTHORIZATION=header)
    ordinary = post(WSGIHandler(), {**form, "code": "again"}, HTTP_AUTHORIZATION=header)
    assert (quick[0], ordinary[0]) == ("200 OK", "200 OK")
    assert quick[2].keys() == ordinary[2].keys() and "id_token" in quick[2]


@pytest.mark.parametrize(
    "changes",
    [
        {"client_secret": "another"},
        {"client_secret": ""},
        {"client_id": "nobody"},
        {"code": "another"},
        {"code_verifier": "b" * 43},
        {"code_verifier": ""},
        {"code_verifier": "short"},
        {"redirect_uri": f"{BACK}/"},
        {"redirect_uri": ""},
        {"grant_type": "refresh_token"},
        {"scope": "openid"},
        {"resource": "https://example.cn"},
        {"code": "half \ud83d".encode("utf-16", "surrogatepass").decode("latin-1")},
    ],
)
def test_what_is_wrong_or_unusual_is_left_untouched(client, new_code, changes: dict[str, str]) -> None:
    code = new_code()
    form = {name: value for name, value in {**form_of(client, code), **changes}.items() if value}
    with pytest.raises(LeftError) as left:
        post(TokenLane(behind), form)
    assert left.value.args == (urlencode(form),)  # the one behind reads it from the beginning
    assert cache.get(authorization_codes.cache_key(client.pk, code)) is not None
    assert Token.objects.count() == 0


@pytest.mark.parametrize(
    "environ",
    [
        {"QUERY_STRING": "code=x"},
        {"CONTENT_TYPE": "application/json"},
        {"CONTENT_LENGTH": "9000"},
        {"CONTENT_LENGTH": "-1"},
        {"HTTP_ORIGIN": "https://www.example.cn"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_HOST": "elsewhere.example.cn"},
        {"REQUEST_METHOD": "GET"},
    ],
)
def test_a_request_of_another_kind_is_left(client, new_code, environ: dict[str, str]) -> None:
    code = new_code()
    with pytest.raises(LeftError):
        post(TokenLane(behind), form_of(client, code), **environ)
    assert cache.get(authorization_codes.cache_key(client.pk, code)) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"pkce": None},
        {"pkce": {"code_challenge": VERIFIER, "code_challenge_method": "plain"}},
        {"resources": ["https://example.cn"]},
        {"scopes": ["profile"]},
    ],
)
def test_a_code_of_another_kind_is_left(client, new_code, changes: dict[str, Any]) -> None:
    with pytest.raises(LeftError):
        post(TokenLane(behind), form_of(client, new_code(**changes)))
    assert Token.objects.count() == 0


def test_an_app_that_keeps_no_secret_is_left(client, new_code) -> None:
    client.type = Client.Type.PUBLIC
    client.save()
    with pytest.raises(LeftError):
        post(TokenLane(behind), form_of(client, new_code()))


def test_a_code_is_taken_once_and_its_second_use_ends_what_came_of_it(client, new_code) -> None:
    form = form_of(client, new_code())
    lane = TokenLane(WSGIHandler())
    assert post(lane, form)[0] == "200 OK"
    assert Token.objects.count() == 2
    status, _headers, told = post(lane, form)
    assert (status, told["error"]) == ("400 Bad Request", "invalid_grant")
    assert Token.objects.count() == 0
    assert AuditEntry.objects.get(action="accounts.grant.end").detail["reason"] == "code_replayed"


def test_a_suspended_person_gets_nothing(client, new_code, resident) -> None:
    form = form_of(client, new_code())
    user_suspend(actor=SYSTEM, user=resident, reason=SuspensionReason.STOLEN)
    status, _headers, told = post(TokenLane(WSGIHandler()), form)
    assert (status, told["error"]) == ("400 Bad Request", "invalid_grant")
    assert Token.objects.count() == 0


def test_a_code_from_before_everything_was_ended_gives_nothing(client, new_code, resident) -> None:
    form = form_of(client, new_code())
    User.objects.filter(pk=resident.pk).update(session_epoch=1)
    status, _headers, told = post(TokenLane(WSGIHandler()), form)
    assert (status, told["error"]) == ("400 Bad Request", "invalid_grant")
    assert Token.objects.count() == 0


def test_an_app_without_the_grant_gets_no_refresh_token(client, new_code) -> None:
    client.set_grant_types([Client.GrantType.AUTHORIZATION_CODE])
    client.save()
    assert "refresh_token" not in post(TokenLane(behind), form_of(client, new_code()))[2]


def test_it_says_the_level_that_counts(client, new_code, resident) -> None:
    def said() -> Level:
        told = post(TokenLane(behind), form_of(client, new_code()))[2]
        return Level(int(payload(told["id_token"])["acr"][-1]))

    assert said() is level_of(resident) is Level.DECLARED
    proof = make_proof(resident)
    assert said() is level_of(resident) is Level.PRESENT
    with clock.frozen(proof.expires_at):
        assert said() is level_of(resident) is Level.DECLARED
    released = {"released_at": clock.now(), "release_reason": ReleaseReason.TAKEN_OVER}
    Identifier.objects.filter(pk=proof.identifier_id).update(**released)
    assert said() is level_of(resident) is Level.DECLARED


def test_it_asks_the_database_twice(client, new_code, django_assert_num_queries) -> None:
    form = form_of(client, new_code())
    post(TokenLane(behind), form_of(client, new_code()))  # reads the key
    with django_assert_num_queries(2):
        post(TokenLane(behind), form)
