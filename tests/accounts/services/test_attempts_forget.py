from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.models import Proof, ProofAttempt
from accounts.services import attempts_forget
from accounts.tasks import forget_attempts
from services_portal.kernel import clock
from services_portal.kernel.models import AuditEntry
from tests.factories.staff import make_proof, make_user

pytestmark = pytest.mark.django_db


def attempt(days: int, **facts) -> ProofAttempt:
    now = clock.now()
    facts = {"user": make_user(), "verifier": "face", "expires_at": now, **facts}
    made = ProofAttempt.objects.create(type="resident_id", value="11010519491231002X", name="李娜", **facts)
    ProofAttempt.objects.filter(pk=made.pk).update(created_at=now - timedelta(days=days))
    return made


def test_after_thirty_days_the_proof_is_left_and_what_was_typed_is_gone() -> None:
    person = make_user()
    proof = make_proof(person)
    attempt(31, user=person, proof=proof, state="passed")
    attempt(31, state="refused")
    fresh = attempt(29, state="refused")
    assert attempts_forget() == 2
    assert (ProofAttempt.objects.get(), Proof.objects.get()) == (fresh, proof)
    entry = AuditEntry.objects.get(action="accounts.proof.forget_attempts")
    assert (entry.actor_type, entry.detail) == ("system", {"count": 2})


def test_the_daily_task_does_it_and_writes_nothing_for_nothing() -> None:
    forget_attempts.apply(throw=True)
    assert not AuditEntry.objects.filter(action="accounts.proof.forget_attempts").exists()
    attempt(40)
    forget_attempts.apply(throw=True)
    assert not ProofAttempt.objects.exists()
