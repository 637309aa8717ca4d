"""My page and the page of agencies: asked, confirmed, ended, by buttons and forms."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from accounts.agents.kinds import AgencyState
from accounts.agents.reference import reference_of
from accounts.models import AgencyRelation, GuardianConsent, User
from services_portal.kernel.clock import today
from tests.accounts.agents.people import USCC, clerk, enterprise_of, parenthood, proved, resident_id, traces, unproved
from tests.accounts.presence import show
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/me/agencies/"
CHILD = date(today().year - 8, 3, 3)


def browser(user: User) -> Client:
    client = signed_in(user)
    client.cookies["django_language"] = "en"
    return client


def there(user: User) -> Client:
    return show(browser(user), user)


def send(client: Client, what: str, **fields: str):
    return client.post(PAGE, {"what": what, **{f"{what}-{name}": value for name, value in fields.items()}}, follow=True)


def press(client: Client, relation: AgencyRelation, step: str) -> str:
    answer = client.post(f"{PAGE}{relation.pk}/{step}/", follow=True)
    relation.refresh_from_db()
    return answer.content.decode()


def test_one_asks_by_the_others_word_and_the_other_confirms_and_ends_it() -> None:
    daughter, father = proved("daughter"), proved("father")
    answer = send(there(daughter), "other", side="agent", other=reference_of(father), term="365")
    assert "Asked. It holds once it is confirmed." in answer.content.decode()
    relation = AgencyRelation.objects.get()
    assert "waits for you" in browser(father).get("/me/").content.decode()
    assert "waits to be confirmed" in browser(daughter).get("/me/").content.decode()
    asked = browser(father).post(f"{PAGE}{relation.pk}/confirm/")
    assert (asked.status_code, AgencyRelation.objects.get().state) == (302, AgencyState.ASKED)
    assert "holds now" in press(there(father), relation, "confirm")
    assert "suspended" in press(browser(father), relation, "suspend")
    assert "holds now" in press(there(father), relation, "resume")
    press(browser(daughter), relation, "end")
    assert relation.state == AgencyState.ENDED
    assert "holds now" not in browser(father).get(PAGE).content.decode()


def test_what_does_not_fit_is_told_and_what_was_typed_stays() -> None:
    mother, newcomer = proved("mother"), unproved("newcomer")
    before = traces()
    wrong = send(there(mother), "child", kind="parent", name="小明", resident_id="37010219900101123X")
    assert "小明" in wrong.content.decode()
    for client, what, fields, said in (
        (there(mother), "other", {"side": "agent", "other": "x", "term": "365"}, "The word is wrong or too old"),
        (there(mother), "handler", {"uscc": USCC, "term": "365"}, "Nobody represents this enterprise"),
        (there(newcomer), "enterprise", {"uscc": USCC, "name": "x"}, "Please prove first who you are"),
    ):
        answer = send(client, what, **fields).content.decode()
        assert said in answer
    assert there(mother).post(PAGE, {"what": "x"}).status_code == 404
    assert traces() == before


def test_a_parent_registers_consents_and_takes_it_back(agency) -> None:
    mother, number = proved("mother"), resident_id(CHILD)
    send(there(mother), "child", kind="parent", name="小明", resident_id=number)
    assert "bring your ID and the papers" in browser(mother).get(PAGE).content.decode()
    relation = AgencyRelation.objects.get()
    assert press(there(mother), relation, "consent")
    assert not GuardianConsent.objects.exists()
    father = proved("father")
    held = parenthood(father, number, clerk(agency))
    assert "Withdraw consent" in press(there(father), held, "consent")
    assert "Withdraw consent" not in press(browser(father), held, "withdraw")
    assert browser(mother).post(f"{PAGE}{held.pk}/consent/").status_code in (302, 404)
    assert there(mother).post(f"{PAGE}{held.pk}/withdraw/").status_code == 404
    assert there(mother).post(f"{PAGE}{held.pk}/wed/").status_code == 404


def test_somebody_asks_to_handle_for_an_enterprise(agency) -> None:
    chief, handler = proved("chief"), proved("handler")
    enterprise_of(chief, clerk(agency))
    send(there(handler), "handler", uscc=USCC, term="183")
    relation = AgencyRelation.objects.get(agent=handler)
    shown = browser(chief).get(PAGE).content.decode()
    assert "济南某某有限公司" in shown and "waits for you" in shown
    press(there(chief), relation, "confirm")
    assert relation.state == AgencyState.IN_FORCE


def test_a_child_under_14_has_no_page_without_consent(agency) -> None:
    mother, child = proved("mother"), unproved("child")
    relation = parenthood(mother, resident_id(CHILD), clerk(agency))
    assert browser(child).get("/me/").status_code == 200
    assert relation.dependant is not None
    relation.dependant.user = child
    relation.dependant.save()
    for page in ("/me/", "/me/profile/", PAGE):
        answer = browser(child).get(page)
        assert (answer.status_code, "A guardian has to consent first" in answer.content.decode()) == (403, True)
    assert browser(child).get("/").status_code == 200
    press(there(mother), relation, "consent")
    assert browser(child).get("/me/").status_code == 200
