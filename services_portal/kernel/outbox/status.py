"""How far behind the relay is."""

from __future__ import annotations

from services_portal.kernel.clock import now
from services_portal.kernel.models import OutboxEvent


def lag_seconds() -> float:
    """Return for how many seconds the first deliverable event has been so; 0 when there is none.

    Dead events and those behind them are not counted: they wait for a person, and the operators' page shows them. Nor
    is the time counted that a failed delivery is put off for: it says nothing of the relay.
    """
    present = now()
    first = OutboxEvent.objects.deliverable(present).first()
    return 0.0 if first is None else (present - first.available_at).total_seconds()
