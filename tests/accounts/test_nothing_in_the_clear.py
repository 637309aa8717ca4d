"""Planted values are searched for everywhere: tables, Redis, logs, addresses. None may be found."""

from __future__ import annotations

import logging

import pytest
import redis
from django.conf import settings
from django.db import connection

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import RevokeReason, proof_revoke
from services_portal.kernel.outbox import Relay
from tests.accounts.inbox import code_to, wrong
from tests.accounts.journeys import EMAIL, PASSWORD, PHONE, sign_up_by_email, sign_up_by_phone
from tests.accounts.verifiers.conftest import NAME, NUMBER, Reference, reference  # noqa: F401
from tests.factories.staff import make_staff

pytestmark = pytest.mark.django_db(transaction=True)
SECOND = "+8613911112222"
PLANTED = {"phone": PHONE[3:], "second phone": SECOND[3:], "resident ID": NUMBER, "its 15 digits": "110105491231002"}
SPELT = {**PLANTED, "name": NAME, "password": PASSWORD}


def spellings(text: str) -> list[bytes]:
    """How a value could stand: as it is, as JSON escapes it, and as PostgreSQL shows bytes."""
    return [text.encode(), text.encode("unicode_escape"), text.encode().hex().encode()]


def tables() -> dict[str, bytes]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = {}
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" t')  # noqa: S608 - the database's own names
            found[f"table {name}"] = "\n".join(row[0] for row in cursor.fetchall()).encode()
    return found


def in_redis() -> dict[str, bytes]:
    client = redis.Redis.from_url(settings.REDIS_URL)
    found = {f"redis {key!r}": key + b"\n" + (client.dump(key) or b"") for key in client.scan_iter(count=1000)}
    client.close()
    return found


def story(new_app, reference: Reference) -> None:  # noqa: F811
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
    auditor = make_staff(Role.PROVINCE_ADMIN)
    for proof in user.proofs.all():
        proof_revoke(actor=actor_of(auditor), proof_id=proof.pk, reason=RevokeReason.REGISTER)
    Relay().drain()


def test_no_planted_value_is_found_anywhere(new_app, reference, caplog, mailoutbox) -> None:  # noqa: F811
    caplog.set_level(logging.DEBUG)
    story(new_app, reference)
    places = {**tables(), **in_redis(), "logs": caplog.text.encode()}
    places["logs"] += "".join(str(record.__dict__) for record in caplog.records).encode()
    assert len(places) > 60 and len(places["table accounts_identifier"]) > 1000
    found = {
        (what, place)
        for place, content in places.items()
        for what, text in SPELT.items()
        for spelling in spellings(text)
        if spelling in content
    }
    assert found == set()


def test_addresses_stand_where_the_decision_says_and_nowhere_else(new_app, reference, caplog, mailoutbox) -> None:  # noqa: F811
    caplog.set_level(logging.DEBUG)
    story(new_app, reference)
    places = {**tables(), **in_redis(), "logs": caplog.text.encode()}
    standing = {place for place, content in places.items() for text in spellings(EMAIL) if text in content}
    assert standing == set()
