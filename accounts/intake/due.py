"""Runs that nobody works on and somebody should."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now

from accounts.models import AccountRun, AccountRunState

# Whoever starts a run takes it up at once; by then he is gone.
PATIENCE: Final = timedelta(seconds=60)


def due_account_runs() -> list[UUID]:
    """Return the runs that are not settled and due, the oldest first; who may take one up is for its lease to say."""
    waiting = Q(state=AccountRunState.WAITING, updated_at__lte=Now() - PATIENCE)
    retrying = Q(state=AccountRunState.RETRY, retry_at__lte=Now())
    running = Q(state=AccountRunState.RUNNING)
    return list(AccountRun.objects.filter(waiting | running | retrying).order_by("id").values_list("id", flat=True))
