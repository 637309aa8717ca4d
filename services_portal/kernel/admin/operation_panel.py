"""What operators see first: whether events flow."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.admin.dashboard import Figure, Panel, panel
from services_portal.kernel.models import OutboxEvent, OutboxState
from services_portal.kernel.models.outbox import OUTBOX_OPERATE


@panel(order=90)
def operation(request: HttpRequest) -> Panel | None:
    """Return the outbox's state, for operators."""
    if not actor_of(request).may(OUTBOX_OPERATE):
        return None
    waiting = OutboxEvent.objects.filter(state__in=[OutboxState.PENDING, OutboxState.DEAD])
    counts = dict(waiting.values_list("state").annotate(count=Count("id")))
    address = reverse("admin:kernel_outboxevent_changelist")
    dead = counts.get(OutboxState.DEAD, 0)
    figures = (
        Figure(_("events on their way"), counts.get(OutboxState.PENDING, 0), f"{address}?state__exact=pending"),
        Figure(
            _("events that could not be delivered"), dead, f"{address}?state__exact=dead", "warning" if dead else ""
        ),
    )
    return Panel(title=_("Operation"), figures=figures)
