"""Verifiers over HTTP, against a process of its own that speaks the protocol for real."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.identifiers import IdentifierType
from accounts.levels import Level, level_of
from accounts.models import AttemptState, Proof, ProofAttempt, User
from accounts.selectors import actor_of
from accounts.services import Identity, identifier_prove, proof_begin, proof_resume
from accounts.services.proof_begin import needs_guardian
from services_portal.kernel import clock
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry
from tests.accounts.inbox import code_to, messages_to, wrong
from tests.accounts.verifiers.conftest import NAME, NUMBER, PHONE

pytestmark = pytest.mark.django_db
S = AttemptState
T = IdentifierType
CHILD = "370102202001010014"


def begin(user: User, method: str, *, name: str = NAME, number: str = NUMBER, **more: Any) -> ProofAttempt:
    return proof_begin(
        actor=actor_of(user), user=user, method=method, identity=Identity(T.RESIDENT_ID, number, name), **more
    )


def answer(attempt: ProofAttempt, **given: str) -> ProofAttempt:
    return proof_resume(actor=actor_of(attempt.user), attempt_id=attempt.pk, answer=given)


def refused(expected: str, call: Any, /, *arguments: Any, **named: Any) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        call(*arguments, **named)
    assert refusal.value.code == expected
    return refusal.value


def test_name_and_number_that_match_are_level_two(reference, person) -> None:
    attempt = begin(person, "population_register", name=" 李娜 ", number="110105491231002")
    assert (attempt.state, level_of(person)) == (S.PASSED, Level.MATCHED)
    proof = Proof.objects.get()
    assert (proof.verifier, proof.name, proof.receipt, proof.consented_at) == (
        "population_register",
        NAME,
        "R1",
        None,
    )
    assert User.objects.known_by(T.RESIDENT_ID, NUMBER).get() == person


@pytest.mark.parametrize("said", [{"name": "李那"}, {"number": "360426199101010071"}])
def test_what_does_not_match_proves_nothing_and_says_not_which(reference, person, said) -> None:
    attempt = begin(person, "population_register", **said)
    assert (attempt.state, attempt.challenge, level_of(person)) == (S.REFUSED, None, Level.DECLARED)
    assert not User.objects.known_by(T.RESIDENT_ID, said.get("number", NUMBER)).exists()


FAULTS = ["error", "redirect", "huge", "no_object", "maybe", "replayed", "forged", "unsigned", "silent"]


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_cannot_be_trusted_proves_nothing_and_costs_no_attempt(reference, person, fault) -> None:
    reference.order(fault=fault)
    if fault == "forged":
        reference.order(people=[])
    refusal = refused("verifier_broken", begin, person, "population_register")
    assert (refusal.error.status, refusal.headers["Retry-After"]) == (503, "60")
    assert (level_of(person), ProofAttempt.objects.get().state) == (Level.DECLARED, S.BROKEN)
    assert NUMBER not in str(refusal.__cause__) and NAME not in str(refusal.__cause__)


def test_a_verifier_that_is_gone_or_has_another_key(reference, person, monkeypatch) -> None:
    monkeypatch.setenv("TEST_VERIFIER_KEY", "00" * 32)
    refused("verifier_broken", begin, person, "population_register")
    monkeypatch.delenv("TEST_VERIFIER_KEY")
    refused("verifier_broken", begin, person, "population_register")
    monkeypatch.setenv("TEST_VERIFIER_KEY", reference.shared)
    reference.stop()
    refused("verifier_broken", begin, person, "population_register")
    assert level_of(person) == Level.DECLARED


def test_a_code_to_the_phone_registered_in_his_name(reference, person) -> None:
    attempt = begin(person, "registered_phone")
    assert (attempt.state, attempt.challenge) == (S.WAITING, {"kind": "code", "sent_to": "138****5678"})
    assert level_of(person) == Level.DECLARED
    again = answer(attempt, code=wrong(code_to(PHONE)))
    assert (again.state, again.challenge, level_of(person)) == (
        S.WAITING,
        {"kind": "code", "wrong": True},
        Level.DECLARED,
    )
    assert (answer(attempt, code=code_to(PHONE)).state, level_of(person)) == (S.PASSED, Level.MATCHED)
    refused("proof_attempt_over", answer, attempt, code=code_to(PHONE))
    assert Proof.objects.count() == 1


def test_the_third_wrong_code_ends_it(reference, person) -> None:
    attempt = begin(person, "registered_phone")
    code = code_to(PHONE)
    assert [answer(attempt, code=wrong(code)).state for _ in range(3)] == [S.WAITING, S.WAITING, S.REFUSED]
    refused("proof_attempt_over", answer, attempt, code=code)
    assert level_of(person) == Level.DECLARED


def test_no_code_goes_to_a_phone_that_is_registered_to_another(reference, person) -> None:
    reference.order(people=[{"name": NAME, "type": "resident_id", "number": NUMBER, "phone": "+8613900000000"}])
    assert begin(person, "registered_phone").state == S.REFUSED
    assert messages_to(PHONE) == []


def test_no_code_goes_out_where_the_account_has_no_phone(reference, resident) -> None:
    assert begin(resident, "registered_phone").state == S.REFUSED


def test_a_face_needs_its_own_consent_and_the_service_itself_says_what_came_of_it(reference, person) -> None:
    refusal = refused("consent_needed", begin, person, "face")
    assert refusal.params == {"consent": "face-2025-06"} and not ProofAttempt.objects.exists()
    attempt = begin(person, "face", consent="face-2025-06")
    assert attempt.challenge == {"kind": "visit", "url": "https://face.example.cn/S0"}
    assert answer(attempt, state="passed").state == S.WAITING
    reference.order(faces="passed")
    assert (answer(attempt).state, level_of(person)) == (S.PASSED, Level.PRESENT)
    proof = Proof.objects.get()
    assert (proof.consent, proof.consented_at is not None, proof.receipt) == ("face-2025-06", True, "FS0")


def test_another_face_proves_nothing(reference, person) -> None:
    attempt = begin(person, "face", consent="face-2025-06")
    reference.order(faces="refused")
    assert (answer(attempt).state, level_of(person)) == (S.REFUSED, Level.DECLARED)


def test_no_camera_looks_at_a_child_without_a_guardian(reference, person) -> None:
    with clock.frozen(datetime(2033, 12, 31, 23, 59, tzinfo=clock.now().tzinfo)):
        refused("guardian_needed", begin, person, "face", number=CHILD, consent="face-2025-06")
    assert not ProofAttempt.objects.exists()


@pytest.mark.parametrize(
    ("number", "kind", "day", "needed"),
    [
        (CHILD, T.RESIDENT_ID, date(2034, 1, 1), True),
        (CHILD, T.RESIDENT_ID, date(2034, 1, 2), False),
        ("830000202001010015", T.PERMIT, date(2033, 12, 31), True),
        ("DEU123456789012", T.PERMIT, date(2033, 12, 31), False),
        ("CHN:E12345678", T.PASSPORT, date(2033, 12, 31), False),
    ],
)
def test_a_child_is_one_until_the_fourteenth_birthday_is_over(number, kind, day, needed) -> None:
    assert needs_guardian(kind, number, day) is needed


def test_five_attempts_a_day_and_no_more(reference, person) -> None:
    for _ in range(5):
        begin(person, "population_register", name="王五")
    refusal = refused("proof_attempts_spent", begin, person, "population_register")
    assert (refusal.error.status, level_of(person)) == (429, Level.DECLARED)


def test_an_id_of_another_account_and_another_id_than_the_own(reference, person, resident) -> None:
    identifier_prove(user=resident, identifier_type=T.RESIDENT_ID, value=NUMBER, method="window")
    refused("identifier_taken", begin, person, "population_register")
    assert (ProofAttempt.objects.get().state, level_of(person)) == (S.REFUSED, Level.DECLARED)
    refused("identifier_differs", begin, resident, "population_register", number="360426199101010071")


def test_nobody_sets_out_or_goes_on_for_another(reference, person, resident) -> None:
    identity = Identity(T.RESIDENT_ID, NUMBER, NAME)
    refused(
        "not_permitted",
        proof_begin,
        actor=actor_of(resident),
        user=person,
        method="population_register",
        identity=identity,
    )
    attempt = begin(person, "registered_phone")
    refused("not_found", proof_resume, actor=actor_of(resident), attempt_id=attempt.pk, answer={"code": code_to(PHONE)})


@pytest.mark.parametrize("method", ["window", "oracle", ""])
def test_a_way_that_is_none_or_needs_a_clerk(reference, person, method) -> None:
    refused("unknown_verifier", begin, person, method)


def test_a_slip_is_told_before_anybody_is_asked(reference, person) -> None:
    with pytest.raises(ValidationError):
        begin(person, "population_register", number="110105194912310020")
    assert not ProofAttempt.objects.exists()


def test_every_act_is_in_the_audit_log_and_says_nothing_of_the_person(reference, person) -> None:
    begin(person, "population_register", name="王五")
    begin(person, "population_register")
    entries = AuditEntry.objects.filter(action__startswith="accounts.proof").order_by("id")
    assert [entry.action.rpartition(".")[2] for entry in entries] == ["begin", "refused", "begin", "record"]
    written = " ".join(str(entry.detail) for entry in entries)
    assert [planted for planted in (NUMBER, NAME, "王五") if planted in written] == []
