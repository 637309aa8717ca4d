"""`/api/v1/me/identifiers/` and `/api/v1/me/proofs/`, over the wire."""

from __future__ import annotations

import pytest

from accounts.identifiers import IdentifierType
from accounts.models import AttemptState, User
from accounts.services import identifier_prove
from tests.accounts.inbox import code_to
from tests.accounts.journeys import PHONE, sign_up_by_phone
from tests.accounts.verifiers.conftest import NAME, NUMBER, Reference, reference  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {"method": "population_register", "number": NUMBER, "name": NAME}


def test_nobody_has_none(person) -> None:
    for path in ("/me/identifiers/", "/me/proofs/"):
        answer = person.api("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_a_person_sees_what_he_is_and_was_known_by_masked(person) -> None:
    user = User.objects.get(pk=sign_up_by_phone(person))
    identifier_prove(user=user, identifier_type=IdentifierType.RESIDENT_ID, value=NUMBER, method="window")
    identifier_prove(user=user, identifier_type=IdentifierType.PHONE, value="+8613911112222", method="code")
    identifier_prove(
        user=User.objects.create_user("other@example.com"),
        identifier_type=IdentifierType.PASSPORT,
        value="CHN:E12345678",
        method="window",
    )
    answer = person.api("GET", "/me/identifiers/")
    assert [(row["type"], row["masked"], row["verified_by"], row["release_reason"]) for row in answer.json()] == [
        ("phone", "139****2222", "code", ""),
        ("resident_id", "110****2X", "window", ""),
        ("phone", "138****5678", "code", "replaced"),
    ]
    assert NUMBER not in answer.text and PHONE not in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_from_declared_to_matched_by_the_register(person, reference: Reference) -> None:  # noqa: F811
    sign_up_by_phone(person)
    before = person.api("GET", "/me/proofs/").json()
    assert (before["level"], before["proofs"]) == (1, [])
    assert [(way["method"], way["level"], way["consent"], way["remote"]) for way in before["methods"]] == [
        ("window", 3, "", False),
        ("population_register", 2, "", True),
        ("registered_phone", 2, "", True),
        ("face", 3, "face-2025-06", True),
    ]
    answer = person.api("POST", "/me/proofs/", json=SAID)
    assert (answer.status_code, answer.json()["state"], answer.json()["challenge"]) == (201, "passed", None)
    after = person.api("GET", "/me/proofs/").json()
    assert (after["level"], [proof["method"] for proof in after["proofs"]]) == (2, ["population_register"])


def test_a_challenge_is_answered(app, reference: Reference) -> None:  # noqa: F811
    sign_up_by_phone(app)
    begun = app.api("POST", "/me/proofs/", json={**SAID, "method": "registered_phone"}).json()
    assert (begun["state"], begun["challenge"]["kind"]) == (AttemptState.WAITING, "code")
    path = f"/me/proofs/attempts/{begun['id']}/answer/"
    assert app.api("POST", path, json={"code": code_to(PHONE)}).json()["state"] == "passed"
    again = app.api("POST", path, json={"code": code_to(PHONE)})
    assert (again.status_code, again.json()["code"]) == (409, "proof_attempt_over")


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"number": "110105194912310020"}, 400, "invalid_request"),
        ({"name": ""}, 400, "invalid_request"),
        ({"type": "phone"}, 400, "invalid_request"),
        ({"method": "window"}, 400, "unknown_verifier"),
        ({"method": "face"}, 403, "consent_needed"),
    ],
)
def test_what_does_not_fit_is_refused_and_the_number_not_repeated(app, reference, change, status, code) -> None:  # noqa: F811
    sign_up_by_phone(app)
    answer = app.api("POST", "/me/proofs/", json={**SAID, **change})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert change.get("number", NUMBER) not in answer.text
    assert app.api("GET", "/me/proofs/").json()["level"] == 1


def test_another_s_attempt_is_not_there(new_app, reference: Reference) -> None:  # noqa: F811
    one, two = new_app(), new_app()
    sign_up_by_phone(one)
    sign_up_by_phone(two, "+8613911112222")
    begun = one.api("POST", "/me/proofs/", json={**SAID, "method": "registered_phone"}).json()
    answer = two.api("POST", f"/me/proofs/attempts/{begun['id']}/answer/", json={"code": code_to(PHONE)})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
