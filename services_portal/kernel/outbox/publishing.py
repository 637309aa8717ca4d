"""Writing events."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import router, transaction
from msgspec import json

from services_portal.kernel import rawsql
from services_portal.kernel.actor import Actor
from services_portal.kernel.context import request_actor, request_id
from services_portal.kernel.events import Event
from services_portal.kernel.ids import uuid7
from services_portal.kernel.models import OutboxEvent, OutboxState
from services_portal.kernel.outbox.nudge import nudge_on_commit

COLUMNS = {
    "id": "uuid",
    "name": "text",
    "version": "int2",
    "aggregate_type": "text",
    "aggregate_id": "text",
    "payload": "jsonb",
    "acted_by": "text",
    "on_behalf_of": "text",
    "request_id": "text",
    "state": "text",
    "attempts": "int2",
}


def publish_many(events: Iterable[tuple[Event, str, str]], *, actor: Actor | None = None) -> list[UUID]:
    """Write (event, aggregate type, aggregate id) rows in the caller's transaction, in this order.

    In: ``actor``, who did it, and for whom; by default whoever makes the request that is being served, if any.

    The order of delivery within an aggregate is the order of writing, so the caller holds the aggregate's lock.
    Returns the event ids. Raises TransactionManagementError outside a transaction: an event without the write that
    made it true would be a rumour.
    """
    using = router.db_for_write(OutboxEvent)
    if not transaction.get_connection(using).in_atomic_block:
        raise transaction.TransactionManagementError("an event is published in the transaction of its cause")
    who = actor or request_actor()
    deed = (who.acted_by, who.acted_for) if who else ("", "")
    begun = (*deed, request_id(), OutboxState.PENDING.value, 0)
    rows = [
        (uuid7(), event.name, event.version, kind, key, json.encode(event.to_payload()), *begun)
        for event, kind, key in events
    ]
    if rows:
        # One statement, however many events: sequences are drawn in the order of the rows.
        rawsql.copy_in("kernel_outboxevent", COLUMNS, rows)
        nudge_on_commit(using)
    return [row[0] for row in rows]


def publish(event: Event, *, aggregate_type: str, aggregate_id: str, actor: Actor | None = None) -> UUID:
    """Write one event in the caller's transaction and return its id; see :func:`publish_many`."""
    return publish_many([(event, aggregate_type, aggregate_id)], actor=actor)[0]
