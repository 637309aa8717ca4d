"""How far behind the relay is."""

from __future__ import annotations

from django.db.models import Min

from services_portal.kernel.clock import now
from services_portal.kernel.models import OutboxEvent, OutboxState


def lag_seconds() -> float:
    """Return the age in seconds of the oldest event still to be delivered; 0 when there is none.

    Dead events are not counted: they wait for a person, and the operators' page shows them.
    """
    oldest = OutboxEvent.objects.filter(state=OutboxState.PENDING).aggregate(oldest=Min("occurred_at"))["oldest"]
    return 0.0 if oldest is None else max(0.0, (now() - oldest).total_seconds())
