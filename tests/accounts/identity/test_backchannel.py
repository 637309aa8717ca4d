"""Apps that want to know are told when a session ends: by a signed token, again until they take it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import jwt
import pytest
from allauth.idp.oidc.models import Client

from accounts.models import AppSession, User
from accounts.services import SuspensionReason, user_suspend
from accounts.services.app_end_tell import MOST_TRIES, app_end_tell
from accounts.services.app_sessions import app_sessions_due, app_sessions_end
from accounts.services.session_end import session_mark
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.models import AuditEntry
from tests.accounts.clients import BrowserClient
from tests.accounts.identity.relying_party import ask, back, exchange, make_client, payload, sign_in
from tests.accounts.inbox import code_to
from tests.accounts.jobs import run_what_waits
from tests.accounts.journeys import PHONE, sign_out, sign_up_by_phone

pytestmark = pytest.mark.django_db(transaction=True)
EVENT = "http://schemas.openid.net/event/backchannel-logout"


class Listener(HTTPServer):
    """An app's server: keeps what it is told, answers as it is set to."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.told: list[str] = []
        self.status = 200

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/signed-out"


class _Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        assert isinstance(self.server, Listener)
        self.server.told += parse_qs(body)["logout_token"]
        self.send_response(self.server.status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Say nothing."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    with closing(Listener()) as server:
        server.close = server.server_close  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def client(listener) -> Client:
    client = make_client()
    client.data["backchannel_logout_uri"] = listener.address
    client.save()
    return client


@pytest.fixture
def user(browser) -> User:
    return User.objects.get(pk=sign_up_by_phone(browser, PHONE))


def claims_of(token: str, browser, client: Client) -> dict:
    """Check the token as an app does (§2.6)."""
    keys = {key["kid"]: key for key in browser.http.get("/.well-known/jwks.json").json()["keys"]}
    header = jwt.get_unverified_header(token)
    assert header["typ"] == "logout+jwt"
    issuer = browser.http.get("/.well-known/openid-configuration").json()["issuer"]
    key = jwt.PyJWK(keys[header["kid"]])
    return jwt.decode(token, key, algorithms=["RS256"], audience=client.pk, issuer=issuer)


def test_signing_out_is_told_with_the_session_and_the_person_as_the_app_knows_them(
    browser, listener, client, user
) -> None:
    told_before = payload(sign_in(browser.http, client)["id_token"])
    sign_out(browser)
    run_what_waits()
    [token] = listener.told
    said = claims_of(token, browser, client)
    assert said["events"] == {EVENT: {}} and "nonce" not in said
    assert (said["sub"], said["sid"]) == (told_before["sub"], told_before["sid"])
    assert set(said) == {"iss", "aud", "sub", "sid", "iat", "exp", "jti", "events"}
    assert not AppSession.objects.exists()
    run_what_waits()
    assert len(listener.told) == 1


def test_two_apps_know_one_session_by_two_numbers_and_one_app_by_the_same(browser, client, user) -> None:
    other = make_client("Jinan app", sector="jinan")
    first, second, third = (payload(sign_in(browser.http, app)["id_token"])["sid"] for app in (client, client, other))
    assert first == second != third
    assert session_mark(browser.session_key) not in {first, third}


def test_another_session_of_the_person_goes_on(browser, new_client, listener, client, user) -> None:
    elsewhere = new_client(BrowserClient)
    elsewhere.call("POST", "/auth/code/request", {"phone": PHONE})
    assert elsewhere.call("POST", "/auth/code/confirm", {"code": code_to(PHONE)}).status_code == 200
    here = payload(sign_in(browser.http, client)["id_token"])
    there = payload(sign_in(elsewhere.http, client)["id_token"])
    assert here["sid"] != there["sid"]
    sign_out(browser)
    run_what_waits()
    assert [payload(token)["sid"] for token in listener.told] == [here["sid"]]
    assert AppSession.objects.get().ended_at is None


def test_a_suspension_is_told(browser, listener, client, user) -> None:
    sign_in(browser.http, client)
    user_suspend(actor=SYSTEM, user=user, reason=SuspensionReason.STOLEN)
    run_what_waits()
    assert len(listener.told) == 1 and not AppSession.objects.exists()


def test_an_app_that_names_no_address_is_not_noted(browser, user) -> None:
    sign_in(browser.http, make_client())
    assert not AppSession.objects.exists()


@pytest.mark.parametrize("status", [302, 400, 500])
def test_what_is_not_taken_is_told_again_later(browser, listener, client, user, status: int) -> None:
    sign_in(browser.http, client)
    listener.status = status
    sign_out(browser)
    run_what_waits()
    assert len(listener.told) == 1  # and the redirect was not followed
    row = AppSession.objects.get()
    assert app_sessions_due() == [] and not app_end_tell(app_session_id=row.pk)
    assert len(listener.told) == 1
    listener.status = 204
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert app_sessions_due() == [row.pk]
        assert app_end_tell(app_session_id=row.pk)
    assert len(listener.told) == 2 and not AppSession.objects.exists()


def test_an_app_that_never_listens_is_given_up_and_that_is_recorded(browser, listener, client, user) -> None:
    sign_in(browser.http, client)
    listener.status = 503
    [row] = app_sessions_end(user_id=user.pk)
    now = clock.now()
    for day in range(1, MOST_TRIES + 1):
        with clock.frozen(now + timedelta(days=day)):
            assert not app_end_tell(app_session_id=row)
    assert not AppSession.objects.exists() and len(listener.told) == MOST_TRIES
    assert AuditEntry.objects.get(action="accounts.app_session.untold").detail["attempts"] == MOST_TRIES


def test_a_server_that_is_gone_is_one_that_does_not_listen(browser, listener, client, user) -> None:
    sign_in(browser.http, client)
    client.data["backchannel_logout_uri"] = "http://127.0.0.1:1/"
    client.save()
    [row] = app_sessions_end(user_id=user.pk)
    assert not app_end_tell(app_session_id=row)
    assert AppSession.objects.get().attempts == 1


def test_the_session_begins_anew_with_the_next_sign_in(browser, listener, client, user) -> None:
    sign_in(browser.http, client)
    app_sessions_end(user_id=user.pk)
    exchange(browser.http, client, back(ask(browser.http, client))["code"])
    row = AppSession.objects.get()
    assert (row.ended_at, row.next_try_at, row.attempts) == (None, None, 0)
