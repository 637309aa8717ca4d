"""Who may open a socket, what it is told, and when it is closed: over the wire, from the process of `make run`."""

from __future__ import annotations

import pytest
from django.db import transaction
from stdnum.cn.ric import calc_check_digit
from websockets.exceptions import InvalidStatus

from accounts.agents.kinds import AgencyKind
from accounts.events import LevelChanged
from accounts.identifiers import IdentifierType
from accounts.models import Merge, MergeBasis, User
from accounts.selectors import actor_of
from accounts.services import Identity, SuspensionReason, proof_at_window, user_suspend
from accounts.services.agency_ask import agency_ask
from accounts.services.merge_ask import merge_ask
from services_portal.kernel import outbox
from services_portal.kernel.actor import SYSTEM
from tests.accounts.agents.people import a_year
from tests.accounts.clients import BrowserClient
from tests.accounts.identity.relying_party import make_client, refresh, sign_in, userinfo
from tests.accounts.journeys import PHONE, sign_out, sign_up_by_phone
from tests.kernel.sockets.server import deliver

pytestmark = pytest.mark.django_db(transaction=True)
OTHER = "+8613812345679"


@pytest.fixture
def user(browser) -> User:
    return User.objects.get(pk=sign_up_by_phone(browser, PHONE))


def change_level(user: User) -> None:
    with transaction.atomic():
        changed = LevelChanged(user_id=user.pk, level=1)
        outbox.publish(changed, aggregate_type="accounts.user", aggregate_id=str(user.pk))


def test_a_person_is_told_of_his_own_and_nobody_else_is(browser, new_app, user, listening) -> None:
    app, stranger = new_app(), new_app()
    other = User.objects.get(pk=sign_up_by_phone(app, OTHER))
    third = User.objects.get(pk=sign_up_by_phone(stranger, "+8613812345670"))
    mine, theirs, strangers = listening(browser), listening(app), listening(stranger)
    merge = merge_ask(actor=SYSTEM, survivor_id=user.pk, absorbed_id=other.pk, basis=MergeBasis.STAFF)
    change_level(third)
    deliver()
    for told in (mine.hear(), theirs.hear()):
        assert set(told) == {"type", "id", "version"}
        assert (told["type"], told["id"]) == ("merge", str(merge.pk))
        assert Merge.objects.filter(pk=told["id"]).exists()
    assert strangers.hear()["type"] == "level"


def test_both_sides_hear_of_one_who_is_to_act_for_the_other(browser, new_app, user, listening) -> None:
    app = new_app()
    agent = User.objects.get(pk=sign_up_by_phone(app, OTHER))
    for person, number in ((user, "37010219850615001"), (agent, "37010219850615002")):
        number += calc_check_digit(number + "0")
        proof_at_window(actor=SYSTEM, user=person, identity=Identity(IdentifierType.RESIDENT_ID, number, "李娜"))
    deliver()
    principal, agents = listening(browser), listening(app)
    asked = agency_ask(
        actor=actor_of(agent), agent=agent, principal=user, kind=AgencyKind.ENTRUSTED, terms=a_year(scopes=["370100"])
    )
    deliver()
    for told in (principal.hear(), agents.hear()):
        assert (told["type"], told["id"]) == ("agency", str(asked.pk))


def test_a_cookie_counts_from_our_own_pages_alone(browser, user, open_socket) -> None:
    with pytest.raises(InvalidStatus) as refused:
        open_socket(cookie=browser.session_key, origin="https://evil.example.com")
    assert refused.value.response.status_code == 403
    unnamed = open_socket(cookie=browser.session_key, origin=None)
    unnamed.say(type="pong")
    assert unnamed.end() == 4400


def test_a_session_that_is_none_opens_nothing(open_socket) -> None:
    assert open_socket(cookie="0" * 32).end() == 4401
    assert open_socket(token="0" * 32, origin=None).end() == 4401
    wrong = open_socket(origin=None)
    wrong.say(type="authenticate", token="\ud83d")
    assert wrong.end() == 4400


def test_an_app_shows_its_token_first_or_as_a_subprotocol(new_app, open_socket, listening) -> None:
    app = new_app()
    sign_up_by_phone(app, OTHER)
    assert listening(app).inner.subprotocol == "hints.v1"
    later = open_socket(origin=None)
    later.say(type="authenticate", token=app.token)
    assert later.hear() == {"type": "ready"}


def test_no_token_is_read_from_the_address(new_app, open_socket) -> None:
    app = new_app()
    sign_up_by_phone(app, OTHER)
    asked = open_socket(origin=None, path=f"/ws/?token={app.token}&sessionid={app.token}")
    asked.say(type="pong")
    assert asked.end() == 4400
    with pytest.raises(InvalidStatus):
        open_socket(path="/ws/elsewhere/")


def test_a_citys_app_is_told_what_its_scopes_open(browser, user, new_app, open_socket) -> None:
    tokens = sign_in(browser.http, make_client())
    app = open_socket(token=tokens["access_token"], origin=None)
    assert app.hear() == {"type": "ready"}
    other = User.objects.get(pk=sign_up_by_phone(new_app(), OTHER))
    merge_ask(actor=SYSTEM, survivor_id=user.pk, absorbed_id=other.pk, basis=MergeBasis.STAFF)
    change_level(user)
    deliver()
    told = app.hear()
    assert (told["type"], told["id"]) == ("level", "me")


def test_a_refresh_token_opens_no_socket(browser, user, open_socket) -> None:
    tokens = sign_in(browser.http, make_client())
    assert open_socket(token=tokens["refresh_token"], origin=None).end() == 4401


def test_signing_out_closes_the_sockets_of_that_session_alone(browser, new_client, user, listening) -> None:
    from tests.accounts.inbox import code_to

    elsewhere = new_client(BrowserClient)
    elsewhere.call("POST", "/auth/code/request", {"phone": PHONE})
    assert elsewhere.call("POST", "/auth/code/confirm", {"code": code_to(PHONE)}).status_code == 200
    here, there = listening(browser), listening(elsewhere)
    sign_out(browser)
    deliver()
    assert here.end() == 4401
    change_level(user)
    deliver()
    assert there.hear()["type"] == "level"


def test_the_end_of_a_sign_in_closes_the_sockets_of_its_app(browser, user, open_socket) -> None:
    client = make_client()
    first = sign_in(browser.http, client)
    app = open_socket(token=first["access_token"], origin=None)
    assert app.hear() == {"type": "ready"}
    refresh(browser.http, client, first["refresh_token"])
    refresh(browser.http, client, first["refresh_token"])  # a second use: somebody else holds it
    deliver()
    assert app.end() == 4401


def test_a_frame_is_not_heard_once_the_session_has_ended(browser, user, listening) -> None:
    socket = listening(browser)
    sign_out(browser)
    socket.say(type="pong")  # before anything is delivered
    assert socket.end() == 4401


def test_a_suspended_resident_is_refused_by_session_tokens_and_socket(browser, user, listening, open_socket) -> None:
    client = make_client()
    tokens = sign_in(browser.http, client)
    app = open_socket(token=tokens["access_token"], origin=None)
    assert app.hear() == {"type": "ready"}
    own, quiet, cookie = listening(browser), listening(browser), browser.session_key
    assert browser.api("GET", "/me/").status_code == 200
    user_suspend(actor=SYSTEM, user=user, reason=SuspensionReason.STOLEN)
    # What is asked next is refused, whatever was delivered meanwhile.
    assert browser.api("GET", "/me/").status_code == 401
    assert userinfo(browser.http, tokens["access_token"]).status_code == 401
    assert refresh(browser.http, client, tokens["refresh_token"]).json()["error"] == "invalid_grant"
    own.say(type="pong")
    assert own.end() == 4403
    # And who asks nothing is shut out by the message.
    deliver()
    assert (quiet.end(), app.end()) == (4403, 4403)
    assert open_socket(cookie=cookie).end() == 4401
    assert open_socket(token=tokens["access_token"], origin=None).end() == 4401


def test_the_process_of_sockets_serves_its_health_and_nothing_else(server) -> None:
    assert (server.get("/healthz/ready"), server.get("/"), server.get("/api/v1/me/")) == (200, 404, 404)
