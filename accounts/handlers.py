"""Reactions to what happens to accounts themselves, after it has been committed."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from accounts.events import IdentifierReleased
from accounts.models import ReleaseReason
from services_portal.kernel.events import Envelope
from services_portal.kernel.outbox import subscribe


@subscribe(IdentifierReleased, name="accounts.tell_former_holder")
def tell_former_holder(event: IdentifierReleased, envelope: Envelope) -> None:
    """Let the person know whose number or address another has proved to be his."""
    from accounts.tasks import tell_former_holder as task

    if event.reason == ReleaseReason.TAKEN_OVER:
        transaction.on_commit(partial(task.delay, str(event.identifier_id)))
