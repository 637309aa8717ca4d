"""Writing events."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import router, transaction

from services_portal.kernel.context import request_id
from services_portal.kernel.events import Event
from services_portal.kernel.models import OutboxEvent
from services_portal.kernel.outbox.nudge import nudge_on_commit


def _row(event: Event, aggregate_type: str, aggregate_id: str) -> OutboxEvent:
    return OutboxEvent(
        name=event.name,
        version=event.version,
        aggregate_type=aggregate_type,
        aggregate_id=aggregate_id,
        payload=event.to_payload(),
        request_id=request_id(),
    )


def publish_many(events: Iterable[tuple[Event, str, str]]) -> list[UUID]:
    """Write (event, aggregate type, aggregate id) rows in the caller's transaction, in this order.

    The order of delivery within an aggregate is the order of writing, so the caller holds the aggregate's lock.
    Returns the event ids. Raises TransactionManagementError outside a transaction: an event without the write that
    made it true would be a rumour.
    """
    using = router.db_for_write(OutboxEvent)
    if not transaction.get_connection(using).in_atomic_block:
        raise transaction.TransactionManagementError("an event is published in the transaction of its cause")
    rows = OutboxEvent.objects.bulk_create([_row(*member) for member in events], batch_size=1000)
    if rows:
        nudge_on_commit(using)
    return [row.id for row in rows]


def publish(event: Event, *, aggregate_type: str, aggregate_id: str) -> UUID:
    """Write one event in the caller's transaction and return its id; see :func:`publish_many`."""
    return publish_many([(event, aggregate_type, aggregate_id)])[0]
