"""A person sees what he has consented to and what withdrawing does; it is done at once, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.idp.oidc.models import Token

from accounts.identifiers import IdentifierType
from accounts.levels import Level, level_of
from accounts.models import Proof, ProofAttempt, User
from accounts.services.consent_withdraw import consent_withdraw
from services_portal.kernel import clock
from services_portal.kernel.actor import SYSTEM
from services_portal.kernel.errors import DomainError
from services_portal.kernel.models import AuditEntry, OutboxEvent
from tests.accounts.rights.people import somebody
from tests.factories.staff import signed_in

pytestmark = pytest.mark.django_db
CONSENTS = "/api/v1/me/consents/"
ONE = {"number": "11010519491231002X", "phone": "+8613800138000"}
TWO = {"number": "370202199003070038", "phone": "+8613911112222"}


def by_face(user: User) -> Proof:
    """Let a face service have proved a person (L3), after the window's proof was revoked."""
    now = clock.now()
    Proof.objects.filter(user=user).update(revoked_at=now, revoke_reason="mistake")
    facts: dict[str, Any] = {"consent": "face-2025-06", "consented_at": now - timedelta(days=1)}
    identifier = user.identifiers.get(type=IdentifierType.RESIDENT_ID)
    expires = now + timedelta(days=9)
    proof = Proof.objects.create(
        user=user,
        identifier=identifier,
        level=3,
        verifier="face",
        name="一",
        actor_type="user",
        actor_id=str(user.pk),
        proved_at=now,
        expires_at=expires,
        **facts,
    )
    ProofAttempt.objects.filter(user=user).update(verifier="face", **facts)
    return proof


def withdraw(user: User, code: str) -> Any:
    return signed_in(user).post(f"{CONSENTS}withdraw/", {"code": code}, content_type="application/json")


def listed(user: User) -> dict[str, Any]:
    return {each["code"]: each for each in signed_in(user).get(CONSENTS).json()}


def test_an_app_that_was_let_in_is_signed_out_at_once(places) -> None:
    one, _planted = somebody("one", **ONE)
    two, _others = somebody("two", **TWO)
    held = listed(one)
    assert list(held) == ["account", "app:metro"]
    assert held["app:metro"]["to"] == ["Know that it is you, by a number that no app of another city gets"]
    assert "signed out at once" in held["app:metro"]["effect"]
    left = withdraw(one, "app:metro")
    assert (left.status_code, [each["code"] for each in left.json()]) == (200, ["account"])
    assert [token.user for token in Token.objects.all()] == [two]
    entry = AuditEntry.objects.get(action="accounts.consent.withdraw")
    assert (entry.actor_id, entry.subject_id, entry.detail) == (
        str(one.pk),
        str(one.pk),
        {"kind": "app", "client": "metro"},
    )
    assert withdraw(one, "app:metro").status_code == 404


def test_what_was_proved_by_face_counts_no_longer(places) -> None:
    one, _planted = somebody("one", **ONE)
    two, _others = somebody("two", **TWO)
    proof, other = by_face(one), by_face(two)
    assert (level_of(one), "face" in listed(one)) == (Level.PRESENT, True)
    events = OutboxEvent.objects.filter(name="accounts.level_changed").count()
    assert withdraw(one, "face").status_code == 200
    proof.refresh_from_db()
    other.refresh_from_db()
    assert (level_of(one), proof.revoke_reason, other.revoked_at) == (Level.DECLARED, "consent_withdrawn", None)
    assert not ProofAttempt.objects.filter(user=one).exists() and ProofAttempt.objects.filter(user=two).exists()
    assert OutboxEvent.objects.filter(name="accounts.level_changed").count() == events + 1
    assert "face" not in listed(one)


@pytest.mark.parametrize("code", ["account", "face", "app:nowhere", "app:", "nonsense"])
def test_what_he_has_not_consented_to_cannot_be_withdrawn(places, code: str) -> None:
    one, _planted = somebody("one", **ONE)
    entries = AuditEntry.objects.count()
    refused = withdraw(one, code)
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert (Token.objects.count(), AuditEntry.objects.count()) == (1, entries)


def test_nobody_withdraws_for_another(places) -> None:
    one, _planted = somebody("one", **ONE)
    with pytest.raises(DomainError, match="not_permitted"):
        consent_withdraw(actor=SYSTEM, user=one, code="app:metro")
    assert signed_in(None).get(CONSENTS).status_code == 401
    assert Token.objects.count() == 1
