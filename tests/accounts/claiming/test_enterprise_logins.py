"""An enterprise's old login is opened by its password: exactly that, at the price of one hash, and counted."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.agents.kinds import AgencyKind, AgencyState
from accounts.models import AgencyRelation, Enterprise
from tests.accounts.agents.people import USCC, proved, unproved
from tests.accounts.claiming.olds import Hashes, md5_row, standing, take
from tests.accounts.presence import show
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
OLD_LOGINS = "/api/v1/me/enterprises/old-login/"
OLD = "yantai-2009-port"


@pytest.fixture
def yantai(new_town: Any) -> Any:
    town = new_town("yantai")
    take(town, md5_row("E-1", OLD, kind="enterprise", uscc=USCC, login="port-works", name="王五"))
    return town


def opens(user: Any, name: str = "port-works", password: str = OLD, city: str = "yantai") -> tuple[int, str]:
    browser = show(signed_in(user), user)
    said = {"city": city, "name": name, "password": password}
    answer = browser.post(OLD_LOGINS, said, content_type="application/json").json()
    return answer.get("agency", {}).get("state"), answer.get("code")


@pytest.mark.parametrize("name", ["port-works", " PORT-works ", USCC, USCC.lower()])
def test_its_login_or_credit_code_makes_the_person_its_agent(yantai, name) -> None:
    handler = proved("handler")
    assert opens(handler, name) == ("in_force", None)
    relation = AgencyRelation.objects.get()
    assert (relation.agent, relation.kind, relation.state) == (handler, AgencyKind.HANDLER, AgencyState.IN_FORCE)
    assert (relation.enterprise.uscc, Enterprise.objects.count()) == (USCC, 1)


@pytest.mark.parametrize(
    ("name", "password", "city", "code"),
    [
        ("port-works", "yantai-2009-ports", "yantai", "claim_not_free"),
        ("port-worker", OLD, "yantai", "claim_not_free"),
        ("port-works", OLD, "aa", "invalid_request"),
    ],
)
def test_anything_else_opens_nothing(yantai, name, password, city, code) -> None:
    handler = proved("handler")
    before = standing(), AgencyRelation.objects.count()
    assert opens(handler, name, password, city) == (None, code)
    assert (standing(), AgencyRelation.objects.count()) == before


def test_who_has_proved_nothing_of_himself_acts_for_nobody(yantai) -> None:
    assert opens(unproved("stranger")) == (None, "step_up_required")
    assert AgencyRelation.objects.count() == 0


def test_a_name_that_is_there_costs_what_one_costs_that_is_not(yantai, monkeypatch, settings) -> None:
    hashes, handler = Hashes(monkeypatch, settings), proved("handler")
    there = hashes.of(lambda: opens(handler, password="wrong-password-1"))
    assert there == hashes.of(lambda: opens(handler, "nobody-at-all", "wrong-password-1"))
    assert there[1] == 1


def test_tries_are_counted_until_none_is_heard(yantai, settings) -> None:
    settings.PORTAL_SIGNIN_LIMITS = {**settings.PORTAL_SIGNIN_LIMITS, "name": "2/5m/key", "address": "100/m/ip"}
    handler = proved("handler")
    assert [opens(handler, password=f"wrong-password-{turn}")[1] for turn in range(3)][-1] == "too_many_requests"
    assert opens(handler) == (None, "too_many_requests")
    assert AgencyRelation.objects.count() == 0
