"""A person asks that something be corrected: its source decides, in time, and he is told."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import CorrectionRequest, CorrectionState, Identifier, OldAccount, Proof, RefusalReason, User
from accounts.rights.correcting import held_by
from accounts.rights.gathering import accounts_of
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services.claim_by_proof import claims_of_all
from accounts.services.correction_ask import correction_ask, correction_withdraw
from accounts.services.correction_decide import correction_accept, correction_refuse
from accounts.services.correction_tell import correction_tell, corrections_watch
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.claiming.test_by_proof import seen
from tests.accounts.claiming.test_join import browser
from tests.accounts.intake.people import LI, ZHANG, proved
from tests.accounts.merging.people import himself, person
from tests.factories.staff import make_staff, signed_in

pytestmark = pytest.mark.django_db
API, PAGE = "/api/v1/me/corrections/", "/me/data/corrections/"


@pytest.fixture
def zhang(new_town: Any) -> User:
    """A person with an old account in aa, whose phone number is not his any more."""
    user = person("zhang")
    seen(user)
    new_town("aa").take(proved("1", phone="13800000001"))
    new_town("bb", "370902000000")
    claims_of_all()
    return user


@pytest.fixture
def old(zhang: User) -> OldAccount:
    return OldAccount.objects.get()


def asked(user: User, record: Any, field: str = "phone", wanted: str = "13900000009", **more: Any) -> CorrectionRequest:
    kind = record._meta.label
    facts = {"kind": kind, "row": str(record.pk), "field": field, "wanted": wanted, **more}
    return correction_ask(actor=himself(user), user=user, **facts)


def refused(call: Any) -> str:
    with pytest.raises(DomainError) as error:
        call()
    return error.value.code


def traces() -> dict[str, Any]:
    return {
        "requests": list(CorrectionRequest.objects.order_by("pk").values()),
        "audit": AuditEntry.objects.filter(refused=False).count(),
        "events": OutboxEvent.objects.count(),
        "names": list(Proof.objects.order_by("pk").values_list("name", flat=True)),
    }


def test_he_may_ask_about_what_others_have_to_correct_and_nothing_else(zhang) -> None:
    found = {(each.kind, each.field): (each.says, each.city and each.city.slug) for each in held_by([zhang.pk])}
    assert found == {
        ("accounts.OldAccount", "name"): ("张伟", "aa"),
        ("accounts.OldAccount", "resident_id"): (ZHANG, "aa"),
        ("accounts.OldAccount", "phone"): ("+8613800000001", "aa"),
        ("accounts.Proof", "name"): ("张伟", None),
    }
    assert list(held_by([person("other").pk])) == []


def test_a_city_decides_about_its_own_and_is_told_to_correct_it(zhang, old) -> None:
    request = asked(zhang, old, evidence="运营商入网证明")
    assert (request.said, request.wanted, request.city) == ("+8613800000001", "+8613900000009", old.city)
    assert request.due_on == clock.add_working_days(clock.today(), 10).day
    there = actor_of(make_staff(Role.CITY_ADMIN, city=old.city))
    correction_accept(actor=there, correction_id=request.pk, file="K-1", answer="已改正")
    request.refresh_from_db()
    assert (request.state, request.answer) == (CorrectionState.REPORTED, "已改正")
    assert OldAccount.objects.get().facts == old.facts
    told = {event.name: event.payload for event in OutboxEvent.objects.filter(name__startswith="accounts.correction")}
    assert told["accounts.correction_reported"] == {"correction_id": str(request.pk), "city": "aa"}
    assert told["accounts.correction_decided"]["state"] == "reported"


def test_what_is_ours_is_corrected_at_once(zhang, mailoutbox) -> None:
    proof = Proof.objects.get()
    request = asked(zhang, proof, "name", "张 玮")
    province = actor_of(make_staff(Role.PROVINCE_ADMIN))
    correction_accept(actor=province, correction_id=request.pk, file="K-2")
    proof.refresh_from_db()
    request.refresh_from_db()
    assert (proof.name, request.state, request.city) == ("张 玮", CorrectionState.CORRECTED, None)
    correction_tell(correction_id=request.pk)
    assert {letter.to[0] for letter in mailoutbox} >= {"zhang@example.com"}
    assert not any("玮" in letter.body for letter in mailoutbox)


def test_a_refusal_says_why_and_changes_nothing_else(zhang, old) -> None:
    request = asked(zhang, old)
    before = OldAccount.objects.values().get()
    there = actor_of(make_staff(Role.CITY_ADMIN, city=old.city))
    correction_refuse(actor=there, correction_id=request.pk, reason=RefusalReason.UNPROVED, file="K-1")
    request.refresh_from_db()
    assert (request.state, request.reason) == (CorrectionState.REFUSED, "unproved")
    assert OldAccount.objects.values().get() == before
    assert refused(lambda: correction_accept(actor=there, correction_id=request.pk, file="K-1")) == "correction_settled"
    assert asked(zhang, old).state == CorrectionState.ASKED


@pytest.mark.parametrize("who", ["another city", "himself", "a clerk", "the city, about a proof"])
def test_nobody_else_decides(zhang, old, who) -> None:
    request = asked(zhang, old)
    actors = {
        "another city": lambda: actor_of(make_staff(Role.CITY_ADMIN, city=type(old.city).objects.get(slug="bb"))),
        "himself": lambda: himself(zhang),
        "a clerk": lambda: himself(person("clerk")),
        "the city, about a proof": lambda: actor_of(make_staff(Role.CITY_ADMIN, city=old.city)),
    }
    if who == "the city, about a proof":
        request = asked(zhang, Proof.objects.get(), "name", "张三")
    actor, before = actors[who](), traces()
    code = refused(lambda: correction_accept(actor=actor, correction_id=request.pk, file="K-1"))
    assert code == ("not_permitted" if who == "himself" else "not_found")
    after = traces()
    assert after == before


def test_staff_do_not_decide_about_themselves(zhang) -> None:
    request = asked(zhang, Proof.objects.get(), "name", "张三")
    zhang.is_superuser = True
    zhang.save()
    before = traces()
    assert refused(lambda: correction_accept(actor=actor_of(zhang), correction_id=request.pk, file="K")) == (
        "not_permitted"
    )
    assert traces() == before


def test_what_has_changed_meanwhile_is_not_accepted(zhang) -> None:
    proof = Proof.objects.get()
    request = asked(zhang, proof, "name", "张三")
    Proof.objects.update(name="李四")
    province = actor_of(make_staff(Role.PROVINCE_ADMIN))
    before = traces()
    assert refused(lambda: correction_accept(actor=province, correction_id=request.pk, file="K")) == (
        "correction_moved_on"
    )
    assert traces() == before


def test_what_cannot_be_asked_for_is_refused(zhang, old) -> None:
    asked(zhang, old)
    stranger, before = person("stranger"), traces()
    assert refused(lambda: asked(zhang, old)) == "correction_under_way"
    assert refused(lambda: asked(zhang, old, "name", " 张伟 ")) == "correction_needless"
    assert refused(lambda: asked(stranger, old)) == "correction_unknown"
    assert refused(lambda: asked(zhang, Identifier.objects.filter(user=zhang)[0])) == "correction_unknown"
    assert refused(lambda: asked(zhang, old, "password")) == "correction_unknown"
    facts = {"kind": "accounts.OldAccount", "row": str(old.pk), "field": "name", "wanted": "张三"}
    assert refused(lambda: correction_ask(actor=himself(stranger), user=zhang, **facts)) == "not_permitted"
    assert traces() == before


def test_he_withdraws_it_and_nobody_else_does(zhang, old) -> None:
    request = asked(zhang, old)
    stranger = himself(person("stranger"))
    assert refused(lambda: correction_withdraw(actor=stranger, correction_id=request.pk)) == "not_found"
    assert correction_withdraw(actor=himself(zhang), correction_id=request.pk).state == CorrectionState.WITHDRAWN


def test_what_nobody_decides_in_time_is_alarmed_once(zhang, old) -> None:
    request = asked(zhang, old)
    assert corrections_watch() == 0
    CorrectionRequest.objects.update(due_on="2020-01-02")
    assert (corrections_watch(), corrections_watch()) == (1, 0)
    told = OutboxEvent.objects.get(name="accounts.correction_overdue").payload
    assert told == {"correction_id": str(request.pk), "due_on": "2020-01-02"}


def test_the_api_asks_shows_and_withdraws(zhang, old) -> None:
    client = browser(zhang)
    body = {"kind": "accounts.OldAccount", "row": str(old.pk), "field": "resident_id", "wanted": "123"}
    wrong = client.post(API, body, content_type="application/json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["wanted"])
    made = client.post(API, {**body, "wanted": LI.lower()}, content_type="application/json")
    assert (made.status_code, made.json()["wanted"], made.json()["city"]) == (201, LI, "aa")
    read = client.get(API).json()
    assert [each["id"] for each in read["requests"]] == [made.json()["id"]]
    assert {each["field"] for each in read["correctable"]} == {"name", "resident_id", "phone"}
    done = client.post(f"{API}{made.json()['id']}/withdraw/")
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")
    held = {each["code"] for group in client.get("/api/v1/me/data/").json()["groups"] for each in group["holdings"]}
    assert "accounts.CorrectionRequest" in held


def test_his_page_and_the_clerk_s(zhang, old) -> None:
    client = browser(zhang)
    assert "+8613800000001" in client.get(PAGE).text
    here = f"{PAGE}accounts.OldAccount/{old.pk}/phone/"
    answer = client.post(here, {"wanted": "13900000009", "evidence": ""})
    assert answer.headers["Location"] == PAGE
    request = CorrectionRequest.objects.get()
    assert request.due_on.isoformat() in client.get("/me/data/").text
    assert client.get(f"{PAGE}accounts.OldAccount/{old.pk}/login/").status_code == 404
    clerk = signed_in(make_staff(Role.CITY_ADMIN, city=old.city))
    address = f"/admin/accounts/correctionrequest/{request.pk}/change/"
    page = clerk.get(address)
    assert "+8613800000001" in page.text and "+8613900000009" in page.text
    assert AuditEntry.objects.filter(action="accounts.correction.read", subject_id=str(request.pk)).count() == 1
    assert "+86" not in clerk.get("/admin/accounts/correctionrequest/").text
    clerk.post(address, {"decision": "right", "case_file": "K-1", "told": "与证件一致"})
    request.refresh_from_db()
    assert (request.state, request.reason) == (CorrectionState.REFUSED, "right")
    told = client.get(PAGE).text
    assert "与证件一致" in told and "K-1" in told
    other = signed_in(make_staff(Role.CITY_ADMIN, city=type(old.city).objects.get(slug="bb")))
    assert other.get(address).status_code in (302, 404)
    assert accounts_of(zhang) == [zhang.pk]
