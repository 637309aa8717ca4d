"""The relay: claims undelivered events and hands them to their subscribers.

Claims use ``FOR UPDATE SKIP LOCKED``, so any number of relays work side by side. An event is claimable only while no
earlier event of its aggregate is undelivered, which keeps the order within an aggregate and none between them. A dead
event holds back its aggregate until an operator replays or discards it: skipping it would break that order silently.
A relay that dies in the middle rolls back; the next one begins the batch again, and ``ConsumedEvent`` rows written in
the subscribers' own savepoints make sure that what took effect is not done twice.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import transaction

from services_portal.kernel.clock import now
from services_portal.kernel.context import request_id_var
from services_portal.kernel.errors import DomainError
from services_portal.kernel.events import Envelope, revive
from services_portal.kernel.models import ConsumedEvent, OutboxAttempt, OutboxEvent, OutboxState
from services_portal.kernel.outbox.nudge import nudge_on_commit
from services_portal.kernel.outbox.subscribers import Subscriber, subscribers_of

BATCH: Final = 50
MAX_ATTEMPTS: Final = 10
FIRST_DELAY: Final = timedelta(seconds=1)
LONGEST_DELAY: Final = timedelta(hours=1)
logger = logging.getLogger(__name__)


def delay_before(attempt: int) -> timedelta:
    """Return how long to wait after failed attempt number ``attempt`` (1-based): doubling, one hour at most."""
    return min(FIRST_DELAY * 2 ** (attempt - 1), LONGEST_DELAY)


def _reason(error: Exception) -> str:
    """Name the error without its message: a message may hold personal data."""
    return error.code if isinstance(error, DomainError) else f"{type(error).__module__}.{type(error).__qualname__}"


class Relay:
    """Delivers events in batches until there are none."""

    def __init__(self, *, batch: int = BATCH, max_attempts: int = MAX_ATTEMPTS) -> None:
        self.batch = batch
        self.max_attempts = max_attempts

    def drain(self) -> int:
        """Deliver everything deliverable now; return how many events were settled (failed tries not counted)."""
        total = 0
        while True:
            claimed, settled = self.step()
            total += settled
            if not claimed:
                return total

    def step(self) -> tuple[int, int]:
        """Claim one batch and deliver it in one transaction; return (claimed, settled)."""
        with transaction.atomic():
            events = OutboxEvent.objects.deliverable(now()).select_for_update(skip_locked=True)[: self.batch]
            settled: list[UUID] = [event.id for event in events if self._deliver(event)]
            OutboxEvent.objects.filter(id__in=settled).update(state=OutboxState.DONE)
        return len(events), len(settled)

    def _deliver(self, event: OutboxEvent) -> bool:
        """Hand ``event`` to each subscriber; on failure write the attempt, back off, and return False."""
        token = request_id_var.set(event.request_id)
        current: Subscriber | None = None
        try:
            for current in subscribers_of(event.name, event.version):
                self._hand_over(event, current)
        except Exception as error:
            if isinstance(error, DatabaseError) and not transaction.get_connection().is_usable():
                raise
            self._failed(event, current, error)
            return False
        finally:
            request_id_var.reset(token)
        if current is not None:
            OutboxAttempt.objects.create(event=event, number=event.attempts + 1, succeeded=True)
        return True

    def _hand_over(self, event: OutboxEvent, subscriber: Subscriber) -> None:
        with transaction.atomic():
            _note, fresh = ConsumedEvent.objects.get_or_create(subscriber=subscriber.name, event_id=event.id)
            if not fresh:
                return
            about = (event.aggregate_type, event.aggregate_id, event.occurred_at, event.request_id)
            envelope = Envelope(event.id, *about, event.acted_by, event.on_behalf_of)
            subscriber.handler(revive(event.name, event.version, event.payload), envelope)

    def _failed(self, event: OutboxEvent, subscriber: Subscriber | None, error: Exception) -> None:
        event.attempts += 1
        dead = event.attempts >= self.max_attempts
        event.state = OutboxState.DEAD if dead else OutboxState.PENDING
        event.available_at = now() + delay_before(event.attempts)
        event.save(update_fields=["attempts", "state", "available_at"])
        OutboxAttempt.objects.create(
            event=event,
            number=event.attempts,
            subscriber=subscriber.name if subscriber else "",
            succeeded=False,
            error=_reason(error)[:200],
        )
        logger.error(
            "outbox delivery failed",
            extra={"event": event.name, "event_id": str(event.id), "error": _reason(error), "dead": dead},
        )


def replay(event_id: UUID) -> bool:
    """Give a dead event a fresh start; return whether there was one to replay."""
    with transaction.atomic():
        changed = OutboxEvent.objects.filter(id=event_id, state=OutboxState.DEAD).update(
            state=OutboxState.PENDING, attempts=0, available_at=now()
        )
        if changed:
            nudge_on_commit("default")
    return bool(changed)


def discard(event_id: UUID) -> bool:
    """Give up a dead event so that the later events of its aggregate go on; return whether there was one."""
    with transaction.atomic():
        changed = OutboxEvent.objects.filter(id=event_id, state=OutboxState.DEAD).update(state=OutboxState.DISCARDED)
        if changed:
            nudge_on_commit("default")
    return bool(changed)
