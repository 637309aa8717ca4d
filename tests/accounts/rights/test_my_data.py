"""A person sees all that is held about him, whole, nothing of others, and only once he has shown that it is he."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.rights.registry import personal_data
from services_portal.kernel import clock
from tests.accounts.journeys import EMAIL, PASSWORD, sign_up_by_email
from tests.accounts.merging.people import merged
from tests.accounts.presence import let_presence_pass
from tests.accounts.rights.people import here, somebody, texts_of
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
DATA = "/api/v1/me/data/"
ONE = {"number": "11010519491231002X", "phone": "+8613800138000"}
TWO = {"number": "370202199003070038", "phone": "+8613911112222"}


def test_he_sees_every_value_of_his_and_none_of_another(places) -> None:
    one, planted = somebody("one", **ONE)
    _two, others = somebody("two", **TWO)
    answer = here(one).get(DATA)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    shown = texts_of(answer.json())
    assert {what for what, value in planted.items() if value not in shown} == set()
    assert {what for what, value in others.items() if value.encode() in answer.content} == set()
    assert b"key-one" not in answer.content and b"h-one" not in answer.content and b"s-one" not in answer.content


def test_of_everything_it_is_said_why_on_which_law_and_until_when(places) -> None:
    one, _planted = somebody("one", **ONE)
    said = {}
    for language in ("en", "zh-hans"):
        groups = here(one, language).get(DATA).json()["groups"]
        assert [group["code"] for group in groups] == ["identity", "profile", "sign_in", "elsewhere", "traces"]
        said[language] = {held["code"]: held for group in groups for held in group["holdings"]}
    english, chinese = said["en"], said["zh-hans"]
    assert set(english) == {data.model_label for data in personal_data()}
    assert english["accounts.Proof"]["law"]["code"] == "pipl-56"
    assert english["accounts.ProofAttempt"]["retention_days"] == 30
    assert english["accounts.User"]["unshown"][0] == {
        "name": "password",
        "label": "password",
        "reason": "secret",
        "words": "a secret that protects your account",
    }
    assert chinese["accounts.Proof"]["law"]["where"] == "《个人信息保护法》第五十五条、第五十六条"
    assert all(not held["title"].isascii() for held in chinese.values())


def test_what_came_with_another_account_of_his_is_his_too(places, settings) -> None:
    settings.PORTAL_MERGE_COOLING_HOURS = 0
    one, planted = somebody("one", **ONE)
    two, others = somebody("two", **TWO)
    two.identifiers.filter(type="resident_id").delete()
    merged(one, two)
    shown = texts_of(here(one).get(DATA).json())
    whose = {**planted, **{f"other {what}": value for what, value in others.items()}}
    missing = {what for what, value in whose.items() if value not in shown}
    assert missing <= {"other resident ID", "other proved name", "other attempted name", "other program"}


def test_no_more_than_a_hundred_rows_are_on_the_screen(places) -> None:
    from accounts.models import ProofAttempt

    one, _planted = somebody("one", **ONE)
    facts = {"user": one, "verifier": "window", "type": "passport", "value": "x", "name": "x"}
    ProofAttempt.objects.bulk_create([ProofAttempt(**facts, expires_at=clock.now()) for _each in range(120)])
    groups = here(one).get(DATA).json()["groups"]
    held = {each["code"]: each for group in groups for each in group["holdings"]}
    assert (len(held["accounts.ProofAttempt"]["rows"]), held["accounts.ProofAttempt"]["more"]) == (100, True)
    assert held["accounts.Resident"]["more"] is False


def test_who_has_not_just_shown_who_he_is_sees_nothing(places) -> None:
    one, planted = somebody("one", **ONE)
    two, _others = somebody("two", **TWO)
    assert signed_in(None).get(DATA).status_code == 401
    browser = signed_in(one)
    refused = browser.get(DATA)
    assert (refused.status_code, refused.json()["code"]) == (401, "reauthentication_required")
    assert not [what for what, value in planted.items() if value.encode() in refused.content]
    browser = here(one)
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert browser.get(DATA).status_code == 401
    stolen = here(one)
    stolen.force_login(two)
    assert stolen.get(DATA).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_over_the_wire_he_confirms_his_password_and_reads(app) -> None:
    sign_up_by_email(app)
    let_presence_pass(app)
    assert app.api("GET", "/me/data/").json()["code"] == "reauthentication_required"
    assert app.call("POST", "/auth/reauthenticate", {"password": PASSWORD}).status_code == 200
    assert EMAIL in texts_of(app.api("GET", "/me/data/").json())
