"""Planted values are searched for everywhere: tables, Redis, logs, refusals, letters' queue. None may be found."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import RevokeReason, proof_revoke
from services_portal.kernel.outbox import Relay
from tests.accounts import planted
from tests.accounts.clients import AppClient
from tests.accounts.inbox import code_to, mailed_code, wrong
from tests.accounts.jobs import run_what_waits
from tests.accounts.journeys import EMAIL, PASSWORD, PHONE, sign_up_by_email, sign_up_by_phone
from tests.accounts.verifiers.conftest import NAME, NUMBER, Reference, reference  # noqa: F401
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
SECOND, OTHER = "+8613911112222", "wang.fang@example.com"
PLANTED = {
    "phone": PHONE[3:],
    "second phone": SECOND[3:],
    "resident ID": NUMBER,
    "its 15 digits": "110105491231002",
    "address": EMAIL,
    "second address": OTHER,
    "name": NAME,
    "password": PASSWORD,
}


def story(new_app: Callable[[], AppClient], reference: Reference) -> None:  # noqa: F811
    """What people do, and what goes wrong on the way."""
    app, other = new_app(), new_app()
    user = User.objects.get(pk=sign_up_by_phone(app))
    said = {"method": "population_register", "number": NUMBER, "name": NAME}
    app.api("POST", "/me/proofs/", json={**said, "number": "110105491231002"})
    app.api("POST", "/me/proofs/", json={**said, "name": "王五"})
    waiting = app.api("POST", "/me/proofs/", json={**said, "method": "registered_phone"}).json()
    code = code_to(PHONE)
    for given in (wrong(code), code):
        app.api("POST", f"/me/proofs/attempts/{waiting['id']}/answer/", json={"code": given})
    app.api("POST", "/me/proofs/", json={**said, "method": "face", "consent": "face-2025-06"})
    reference.order(fault="forged")
    assert app.api("POST", "/me/proofs/", json=said).status_code == 503
    sign_up_by_email(other)
    reference.order(fault="")
    assert other.api("POST", "/me/proofs/", json=said).json()["code"] == "identifier_taken"
    other.call("POST", "/account/phone", {"phone": SECOND})
    other.call("POST", "/auth/phone/verify", {"code": code_to(SECOND)})
    app.call("POST", "/account/phone", {"phone": SECOND})
    for name in (NUMBER, "110105491231002"):
        new_app().call("POST", "/auth/login", {"username": name, "password": PASSWORD})
    new_app().call("POST", "/auth/code/request", {"phone": PHONE})
    addresses(new_app, other)
    auditor = make_staff(Role.PROVINCE_ADMIN)
    for proof in user.proofs.all():
        proof_revoke(actor=actor_of(auditor), proof_id=proof.pk, reason=RevokeReason.REGISTER)


def addresses(new_app: Callable[[], AppClient], other: AppClient) -> None:
    """An address is added, proved, put first; asked for by strangers; and forgotten passwords are."""
    assert other.call("POST", "/account/email", {"email": OTHER}).status_code == 200
    other.call("POST", "/auth/email/verify", {"key": wrong(mailed_code(OTHER))})
    assert other.call("POST", "/auth/email/verify", {"key": mailed_code(OTHER)}).status_code == 200
    assert other.call("PATCH", "/account/email", {"email": OTHER, "primary": True}).status_code == 200
    new_app().call("POST", "/auth/signup", {"email": OTHER, "password": "another-password-9"})
    for body in ({"email": EMAIL, "password": "not-the-password-1"}, {"username": OTHER, "password": "no"}):
        new_app().call("POST", "/auth/login", body)
    for path in ("code/request", "password/request"):
        new_app().call("POST", f"/auth/{path}", {"email": EMAIL})
    new_app().call("POST", "/auth/login", {"email": f"{EMAIL} ", "phone": PHONE, "password": PASSWORD})


def test_no_planted_value_is_found_anywhere(new_app, reference, caplog, mailoutbox) -> None:  # noqa: F811
    caplog.set_level(logging.DEBUG)
    answers: list[Any] = []

    def heard(answer: httpx.Response) -> None:
        answer.read()
        answers.append(answer)

    def overheard() -> AppClient:
        client = new_app()
        client.http.event_hooks = {"response": [heard]}
        return client

    story(overheard, reference)
    Relay().drain()
    queued = planted.at_rest()
    assert any(place == "redis b'celery'" for place in queued)
    assert run_what_waits() > 3
    places = {**queued, **planted.logged(caplog), **planted.refused(answers)}
    assert len(places) > 80 and len(places["table accounts_identifier"]) > 1000
    assert len(planted.refused(answers)) > 10
    assert {address for letter in mailoutbox for address in letter.to} >= {EMAIL, OTHER}
    assert planted.found(PLANTED, places) | planted.found(PLANTED, planted.at_rest()) == set()
    assert planted.found(PLANTED, {str(answer.url): str(answer.url).encode() for answer in answers}) == set()


@pytest.mark.parametrize("how", ["table", "queue", "encoded"])
def test_the_search_finds_what_is_there(how) -> None:
    import base64

    from services_portal.celery import app

    if how == "table":
        make_staff(Role.AUDITOR, city=None).groups.create(name=EMAIL)
    elif how == "queue":
        app.send_task("nobody.does.this", args=(EMAIL,))
    else:
        from django.core.cache import cache

        cache.set("k", base64.b64encode(b"to " + EMAIL.encode() + b" and others").decode(), timeout=60)
    assert {name for name, _place in planted.found(PLANTED, planted.at_rest())} == {"address"}
