"""Planted values of people who use cities' apps, act for others, merge and come back: none may be found."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.identifiers import IdentifierType
from accounts.models import Identifier, Recovery, User
from accounts.roles import Role
from accounts.services import phone_prove
from accounts.services.merge_undo import merge_undo
from services_portal.kernel import clock
from services_portal.kernel.outbox import Relay
from tests.accounts import planted
from tests.accounts.agents.people import clerk, enterprise_of, handler_of, parenthood, proved, resident_id
from tests.accounts.identity.relying_party import ask, back, exchange, make_client, refresh, userinfo
from tests.accounts.jobs import run_what_waits
from tests.accounts.journeys import EMAIL, PASSWORD, sign_up_by_email
from tests.accounts.merging.people import himself, merged, person
from tests.accounts.presence import show
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
NAME, CHILD, PHONE = "李娜", "赵小宝", "13876501234"


def test_what_an_app_is_told_lies_nowhere(browser, new_app, caplog, mailoutbox) -> None:
    user = User.objects.get(pk=sign_up_by_email(browser))
    phone_prove(user=user, phone=f"+86{PHONE}")
    his = {"address": EMAIL, "phone": PHONE, "password": PASSWORD, "name": NAME}
    assert browser.api("PATCH", "/me/", json={"display_name": NAME}, headers=browser._headers()).status_code == 200
    caplog.set_level(logging.DEBUG)
    app = make_client()
    app.set_scopes(["openid", "profile", "email", "phone"])
    app.save()
    code = back(ask(browser.http, app, scope="openid profile email phone"))["code"]
    waiting = planted.at_rest()
    answers = [exchange(browser.http, app, code, code_verifier="x" * 43), exchange(browser.http, app, "nonsense")]
    code = back(ask(browser.http, app, scope="openid profile email phone"))["code"]
    tokens = exchange(browser.http, app, code).json()
    told = userinfo(browser.http, tokens["access_token"]).json()
    assert EMAIL in told.values()
    renewed = refresh(browser.http, app, tokens["refresh_token"]).json()
    answers += [refresh(browser.http, app, tokens["refresh_token"]), userinfo(browser.http, "x")]
    assert "access_token" in renewed and len(planted.refused(answers)) == 4
    Relay().drain()
    queued = planted.at_rest()
    run_what_waits()
    assert planted.found(his, {**planted.refused(answers), **planted.logged(caplog)}) == set()
    moments = {"waiting": waiting, "queued": queued, "done": planted.at_rest()}
    assert {(when, *each) for when, there in moments.items() for each in planted.found(his, there)} == set()


def admin(answers: list[Any], role: Role, agency: Any, page: str, **form: str) -> None:
    """Let a member of staff open a page, or send its form."""
    staff = signed_in(make_staff(role, agency=agency if role is Role.WINDOW_CLERK else None))
    answers.append(staff.post(page, form) if form else staff.get(page))


def test_families_enterprises_windows_and_merges(agency, settings, caplog, mailoutbox) -> None:
    caplog.set_level(logging.DEBUG)
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    mother, handler = proved("planted.mother"), proved("planted.handler")
    window, child = clerk(agency), resident_id(date(2016, 2, 29), 77)
    parenthood(mother, child, window)
    handler_of(enterprise_of(mother, window), handler, mother)
    one, two = person("planted.one"), person("planted.two")
    merge = merged(one, two)
    number = Identifier.objects.get(user=mother, type=IdentifierType.RESIDENT_ID).value
    answers: list[Any] = []
    at_window = {"type": "resident_id", "number": number, "full_name": NAME}
    for account in (mother.email, PHONE, "planted.handler@example.com"):
        admin(answers, Role.WINDOW_CLERK, agency, "/admin/accounts/proof/add/", account=account, **at_window)
    admin(answers, Role.WINDOW_CLERK, agency, "/admin/accounts/recovery/add/", **at_window)
    assert Recovery.objects.filter(user=mother).exists()
    for page in (f"user/{mother.pk}", f"resident/{mother.resident.pk}", f"merge/{merge.pk}"):
        admin(answers, Role.PROVINCE_ADMIN, agency, f"/admin/accounts/{page}/change/")
    browser = show(signed_in(handler), handler)
    word = {"name": CHILD, "resident_id": child, "kind": "parent"}
    for path, said in (("dependants", word), ("dependants", {**word, "resident_id": child[:-1]}), ("claims", {})):
        answers.append(browser.post(f"/api/v1/me/{path}/", said, content_type="application/json"))
    Relay().drain()
    queued = planted.at_rest()
    assert run_what_waits() > 5
    merge_undo(actor=himself(one), merge_id=merge.pk)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        run_what_waits()

    people = User.objects.exclude(email=None)
    his = {f"address {each.pk}": str(each.email) for each in people} | {"child": child, "mother": number, "name": NAME}
    his |= {f"identifier {each.pk}": each.value for each in Identifier.objects.all()} | {"child's name": CHILD}
    assert len(his) > 15
    moments = {"queued": queued, "done": planted.at_rest()}
    assert {(when, *each) for when, there in moments.items() for each in planted.found(his, there)} == set()
    machine = [answer for answer in answers if "json" in answer.headers["Content-Type"]]
    assert planted.found(his, {**planted.refused(machine), **planted.logged(caplog)}) == set()
