"""What somebody typed to prove himself is not kept longer than it is needed."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from accounts.models import ProofAttempt
from services_portal.kernel import audit, clock
from services_portal.kernel.actor import SYSTEM

# Long enough to answer a complaint about a refusal; what was proved stands with the proof.
KEPT: Final = timedelta(days=30)
AT_ONCE: Final = 1000


@transaction.atomic
def attempts_forget() -> int:
    """Delete attempts at a proof that began more than 30 days ago, at most 1000 in one run; returns how many.

    Proofs stay. The audit log keeps that there was an attempt and what became of it.
    """
    old = ProofAttempt.objects.filter(created_at__lt=clock.now() - KEPT).order_by("created_at")
    chosen = list(old.select_for_update(skip_locked=True).only("pk")[:AT_ONCE])
    if chosen:
        ProofAttempt.objects.filter(pk__in=[attempt.pk for attempt in chosen]).delete()
        subject = ("accounts.proofattempt", "*")
        audit.record(SYSTEM, "accounts.proof.forget_attempts", subject, detail={"count": len(chosen)})
    return len(chosen)
