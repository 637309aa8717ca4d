from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.identifiers import IdentifierType
from accounts.levels import Level, level_of
from accounts.models import Proof, User
from accounts.roles import Role
from accounts.selectors import actor_of
from accounts.services import Identity, RevokeReason, identifier_prove, proof_at_window, proof_revoke
from services_portal.kernel.actor import Actor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.ids import uuid7
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.factories.catalog import make_agency, make_city
from tests.factories.staff import make_staff, make_user

pytestmark = pytest.mark.django_db
NUMBER, NAME = "11010519491231002X", "李娜"
IDENTITY = Identity(IdentifierType.RESIDENT_ID, NUMBER, NAME)


@pytest.fixture
def clerk() -> User:
    return make_staff(Role.WINDOW_CLERK, agency=make_agency(make_city("qingdao")))


@pytest.fixture
def person() -> User:
    return make_user()


def levels() -> list[tuple[str, int]]:
    found = OutboxEvent.objects.filter(name="accounts.level_changed").order_by("sequence")
    return [(event.aggregate_id, event.payload["level"]) for event in found]


def test_a_clerk_with_the_document_proves_a_person(clerk, person) -> None:
    proof = proof_at_window(actor=actor_of(clerk), user=person, identity=IDENTITY)
    assert level_of(person) == Level.PRESENT
    assert User.objects.known_by(IdentifierType.RESIDENT_ID, NUMBER).get() == person
    assert (proof.actor_id, proof.verifier, proof.identifier.verified_by) == (str(clerk.pk), "window", "window")
    assert levels() == [(str(person.pk), 3)]
    entries = AuditEntry.objects.filter(actor_id=str(clerk.pk)).order_by("id")
    assert [entry.action for entry in entries] == ["accounts.identifier.prove", "accounts.proof.record"]


def test_neither_number_nor_name_stands_anywhere_in_the_clear(clerk, person) -> None:
    proof_at_window(actor=actor_of(clerk), user=person, identity=IDENTITY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(p)::text FROM accounts_proof p"
            " UNION ALL SELECT to_jsonb(i)::text FROM accounts_identifier i"
            " UNION ALL SELECT to_jsonb(a)::text FROM kernel_auditentry a"
            " UNION ALL SELECT to_jsonb(o)::text FROM kernel_outboxevent o"
        )
        rows = [row[0] for row in cursor.fetchall()]
    assert len(rows) >= 5
    hexed = [NUMBER.encode().hex(), NAME.encode().hex(), NUMBER, NAME]
    assert [planted for planted in hexed if any(planted in row for row in rows)] == []
    assert NUMBER not in repr(IDENTITY) and NAME not in repr(IDENTITY)


def nobody(person: User, clerk: User) -> Actor:
    return actor_of(make_user())


def himself(person: User, clerk: User) -> Actor:
    return Actor(type="user", id=str(person.pk), all_rights=True)


def an_editor(person: User, clerk: User) -> Actor:
    return actor_of(make_staff(Role.EDITOR, agency=make_agency(make_city("jinan"))))


@pytest.mark.parametrize("who", [nobody, himself, an_editor])
def test_nobody_else_proves_and_nobody_proves_himself(clerk, person, who) -> None:
    actor = who(person, clerk)
    before = AuditEntry.objects.count()
    with pytest.raises(DomainError) as refusal:
        proof_at_window(actor=actor, user=person, identity=IDENTITY)
    assert refusal.value.code == "not_permitted"
    assert (Proof.objects.count(), levels(), AuditEntry.objects.count()) == (0, [], before)


def test_one_id_opens_no_second_account(clerk, person) -> None:
    proof_at_window(actor=actor_of(clerk), user=make_user(), identity=IDENTITY)
    with pytest.raises(DomainError) as refusal:
        proof_at_window(actor=actor_of(clerk), user=person, identity=IDENTITY)
    assert refusal.value.code == "identifier_taken"
    assert (level_of(person), Proof.objects.filter(user=person).count()) == (Level.DECLARED, 0)


def test_a_slip_in_the_number_proves_nothing(clerk, person) -> None:
    slip = Identity(IdentifierType.RESIDENT_ID, "110105194912310020", NAME)
    with pytest.raises(ValidationError):
        proof_at_window(actor=actor_of(clerk), user=person, identity=slip)
    assert Proof.objects.count() == 0


def test_a_revoked_proof_counts_no_longer_and_the_weaker_one_is_left(clerk, person) -> None:
    actor = actor_of(clerk)
    proof = proof_at_window(actor=actor, user=person, identity=IDENTITY)
    Proof.objects.filter(pk=proof.pk).update(level=2)
    stronger = proof_at_window(actor=actor, user=person, identity=IDENTITY)
    proof_revoke(actor=actor, proof_id=stronger.pk, reason=RevokeReason.FORGED)
    assert level_of(person) == Level.MATCHED
    proof_revoke(actor=actor, proof_id=stronger.pk, reason=RevokeReason.MISTAKE)
    assert levels() == [(str(person.pk), 3), (str(person.pk), 3), (str(person.pk), 2)]
    revoked = Proof.objects.get(pk=stronger.pk)
    assert (revoked.revoke_reason, AuditEntry.objects.filter(action="accounts.proof.revoke").count()) == (
        "forged",
        1,
    )


def test_the_person_and_another_clerk_revoke_nothing(clerk, person) -> None:
    proof = proof_at_window(actor=actor_of(clerk), user=person, identity=IDENTITY)
    other = make_staff(Role.WINDOW_CLERK, agency=make_agency(make_city("jinan")))
    for actor, key in ((actor_of(person), proof.pk), (actor_of(other), proof.pk), (actor_of(clerk), uuid7())):
        with pytest.raises(DomainError) as refusal:
            proof_revoke(actor=actor, proof_id=key, reason=RevokeReason.MISTAKE)
        assert refusal.value.code == "not_found"
    assert level_of(person) == Level.PRESENT


def test_a_claim_becomes_the_identity(clerk, person) -> None:
    from accounts.services import identifier_claim

    claim = identifier_claim(user=person, identifier_type=IdentifierType.RESIDENT_ID, value="110105491231002")
    proof = proof_at_window(actor=actor_of(clerk), user=person, identity=IDENTITY)
    assert proof.identifier_id == claim.pk
    held = identifier_prove(user=person, identifier_type=IdentifierType.RESIDENT_ID, value=NUMBER, method="code")
    assert (held.pk, held.verified_by) == (claim.pk, "window")
