"""Agency over HTTP: asked, confirmed, used by a header, and gone at the next request."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.agents.reference import GOOD_FOR
from accounts.models import AgencyRelation, User
from services_portal.kernel import clock
from services_portal.kernel.clock import now
from tests.accounts.agents.people import (
    USCC,
    clerk,
    enterprise_of,
    handler_of,
    himself,
    parenthood,
    proved,
    resident_id,
    traces,
    unproved,
)
from tests.accounts.presence import show
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
AGENCIES, ACTING = "/api/v1/me/agencies/", "/api/v1/me/acting/"


def there(user: User) -> Client:
    """Return a browser in which ``user`` has shown just now that it is he."""
    return show(signed_in(user), user)


def in_a_year() -> str:
    return (now() + timedelta(days=365)).isoformat()


def ask(client: Client, **body: object) -> dict:
    answer = client.post(AGENCIES, body, content_type="application/json")
    return {"status": answer.status_code, **answer.json()}


def cards(user: User) -> list[tuple[str, str, str, str, bool]]:
    found = signed_in(user).get(AGENCIES).json()
    return [(c["side"], c["agent"], c["principal"], c["why"], c["may_confirm"]) for c in found]


def test_a_daughter_acts_for_her_father_from_his_word_until_his_word() -> None:
    daughter, father = proved("daughter"), proved("father")
    word = signed_in(father).post(f"{AGENCIES}reference/").json()["reference"]
    asked = ask(
        there(daughter), kind="entrusted", side="agent", other=word, ends_at=in_a_year(), scopes=["002017003011"]
    )
    assert (asked["status"], asked["why"], asked["may_confirm"]) == (201, "asked", False)
    key = asked["agency"]["id"]
    assert cards(father) == [("principal", "李娜", "李娜", "asked", True)]
    assert cards(unproved("stranger")) == []
    acting = {"X-Acting-For": key}
    refused = signed_in(daughter).get(f"{ACTING}?scope=002017003011", headers=acting)
    assert (refused.status_code, refused.json()["code"]) == (403, "agency_not_in_force")
    assert there(daughter).post(f"{AGENCIES}{key}/confirm/").json()["code"] == "agency_needs_another"
    assert signed_in(father).post(f"{AGENCIES}{key}/confirm/").json()["code"] == "reauthentication_required"
    assert there(father).post(f"{AGENCIES}{key}/confirm/").json()["why"] == ""
    answer = signed_in(daughter).get(f"{ACTING}?scope=002017003011", headers=acting).json()
    assert answer == {"agency": key, "principal_kind": "user", "principal_id": str(father.pk)}
    other = signed_in(daughter).get(f"{ACTING}?scope=002017003012", headers=acting)
    assert (other.status_code, other.json()["code"]) == (403, "agency_out_of_scope")
    assert signed_in(father).post(f"{AGENCIES}{key}/suspend/").json()["why"] == "suspended"
    assert there(father).post(f"{AGENCIES}{key}/resume/").json()["why"] == ""
    browser = signed_in(daughter)
    assert browser.get(f"{ACTING}?scope=002017003011", headers=acting).status_code == 200
    assert signed_in(father).post(f"{AGENCIES}{key}/end/").json()["agency"]["end_reason"] == "by_principal"
    gone = browser.get(f"{ACTING}?scope=002017003011", headers=acting).json()
    assert (gone["code"], gone["params"]) == ("agency_not_in_force", {"why": "ended"})


def test_what_is_ones_own_nobody_does_for_another(agency) -> None:
    chief, handler = proved("chief"), proved("handler")
    relation = handler_of(enterprise_of(chief, clerk(agency)), handler, chief)
    before = traces()
    for path in ("/api/v1/me/", AGENCIES, "/api/v1/me/proofs/"):
        answer = signed_in(handler).get(path, headers={"X-Acting-For": str(relation.pk)})
        assert (answer.status_code, answer.json()["code"]) == (400, "acting_not_here")
    for wrong in ("", "x", str(uuid4())):
        answer = signed_in(handler).get(ACTING, headers={"X-Acting-For": wrong})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert signed_in(chief).get(ACTING, headers={"X-Acting-For": str(relation.pk)}).status_code == 404
    own = signed_in(handler).get(ACTING).json()
    assert own == {"agency": None, "principal_kind": "user", "principal_id": str(handler.pk)}
    assert traces() == before


def test_a_reference_stands_for_a_day_and_nothing_is_found_without() -> None:
    daughter, father = proved("daughter"), proved("father")
    word = signed_in(father).post(f"{AGENCIES}reference/").json()["reference"]
    assert str(father.pk) not in word
    body = {"kind": "entrusted", "side": "agent", "ends_at": in_a_year()}
    for wrong in ({}, {"other": "x"}, {"other": "é"}, {"other": word[:-3]}, {"other": "father@example.com"}):
        answer = ask(there(daughter), **body, **wrong)
        assert (answer["status"], answer["code"], answer["params"]) == (400, "agency_unfit", {"field": "other"})
    client = there(daughter)
    with clock.frozen(now() + GOOD_FOR):
        assert ask(client, **body, other=word)["code"] in ("agency_unfit", "reauthentication_required")
    assert AgencyRelation.objects.count() == 0


def test_an_enterprise_is_registered_and_appoints_its_handler(agency) -> None:
    chief, handler = proved("chief"), proved("handler")
    firm = {"uscc": USCC, "name": "济南某某有限公司"}
    enterprises = "/api/v1/me/enterprises/"
    wrong = there(chief).post(enterprises, {**firm, "uscc": "9111"}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["uscc"])
    answer = there(chief).post(enterprises, firm, content_type="application/json")
    assert (answer.status_code, answer.json()["why"]) == (201, "asked")
    body = {"kind": "handler", "side": "agent", "uscc": USCC, "ends_at": in_a_year()}
    assert ask(there(handler), **body)["params"] == {"field": "uscc"}
    from accounts.services.agency_confirm import agency_confirm

    agency_confirm(actor=clerk(agency), agency_id=AgencyRelation.objects.get().pk)
    assert signed_in(chief).get(enterprises).json()[0] | {"id": ""} == {**firm, "id": "", "confirmed": True}
    asked = ask(there(handler), **body)
    assert cards(chief)[0] == ("principal", "李娜", firm["name"], "asked", True)
    assert there(chief).post(f"{AGENCIES}{asked['agency']['id']}/confirm/").json()["why"] == ""
    headers = {"X-Acting-For": asked["agency"]["id"]}
    assert signed_in(handler).get(ACTING, headers=headers).json()["principal_kind"] == "enterprise"


def test_a_mother_registers_her_child_and_consents_to_its_account(agency) -> None:
    mother, dependants = proved("mother"), "/api/v1/me/dependants/"
    number = resident_id(now().date() - timedelta(days=3000))
    body = {"kind": "parent", "name": "小明", "resident_id": number}
    wrong = there(mother).post(dependants, {**body, "resident_id": "1"}, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["resident_id"])
    answer = there(mother).post(dependants, body, content_type="application/json")
    assert (answer.status_code, answer.json()["principal"]) == (201, "小明")
    (child,) = signed_in(mother).get(dependants).json()
    assert (child["confirmed"], child["needs_consent"], child["consented"]) == (False, True, False)
    assert number not in str(child)
    assert there(mother).post(f"{dependants}{child['id']}/consent/").status_code == 404
    from accounts.services.agency_confirm import agency_confirm

    agency_confirm(actor=clerk(agency), agency_id=AgencyRelation.objects.get().pk)
    assert there(mother).post(f"{dependants}{child['id']}/consent/").json()["consented"] is True
    assert there(proved("x")).post(f"{dependants}{child['id']}/consent/").status_code == 404
    assert signed_in(mother).post(f"{dependants}{child['id']}/consent/withdraw/").json()["consented"] is False


def test_a_child_without_consent_uses_no_account(agency) -> None:
    mother, child = proved("mother"), unproved("child")
    relation = parenthood(mother, resident_id(now().date() - timedelta(days=3000)), clerk(agency))
    assert signed_in(child).get("/api/v1/me/").status_code == 200
    assert relation.dependant is not None
    relation.dependant.user = child
    relation.dependant.save()
    answer = signed_in(child).get("/api/v1/me/")
    assert (answer.status_code, answer.json()["code"]) == (403, "guardian_consent_needed")
    assert himself(mother).id == str(mother.pk)
