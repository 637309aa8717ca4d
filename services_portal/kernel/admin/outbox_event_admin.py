"""The outbox, and what an operator can do for an event that could not be delivered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import action, display

from services_portal.kernel import audit, outbox
from services_portal.kernel.admin.base import ActorModelAdmin, ReadOnlyInline, actor_of
from services_portal.kernel.authorisation import Action
from services_portal.kernel.models import OutboxAttempt, OutboxEvent, OutboxState
from services_portal.kernel.models.outbox import OUTBOX_OPERATE

TONES = {"pending": "info", "done": "success", "dead": "danger", "discarded": "warning"}


class AttemptInline(ReadOnlyInline):
    """The tries to deliver an event."""

    model = OutboxAttempt
    fields = ("number", "at", "subscriber", "succeeded", "error")
    readonly_fields = fields
    ordering = ("number",)


class EventNameFilter(DropdownFilter):
    """Events of one name."""

    title = _("event")
    parameter_name = "name"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Offer the names that anybody subscribes to."""
        from services_portal.kernel.outbox.subscribers import subscribed_names

        return [(name, name) for name in sorted(subscribed_names())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutboxEvent]) -> QuerySet[OutboxEvent]:
        """Narrow to the chosen name."""
        return queryset.filter(name=self.value()) if self.value() else queryset


@admin.register(OutboxEvent)
class OutboxEventAdmin(ActorModelAdmin):
    """Events on their way. A dead one holds back its aggregate until it is delivered again or given up."""

    scopes = {Action.VIEW: OUTBOX_OPERATE}
    actions = ["deliver_again", "give_up"]
    list_display = ("sequence", "name", "aggregate_type", "aggregate_id", "occurred_at", "mark", "attempts")
    list_filter = (("state", ChoicesDropdownFilter), EventNameFilter)
    search_fields = ("=aggregate_id", "=request_id")
    search_help_text = _("Exact aggregate or request id")
    ordering = ("-sequence",)
    fields = (
        "sequence",
        "name",
        "version",
        "aggregate_type",
        "aggregate_id",
        "acted_by",
        "on_behalf_of",
        "occurred_at",
        "state",
        "available_at",
    )
    readonly_fields = (*fields, "attempts")
    inlines = (AttemptInline,)

    @display(description=_("state"), label=TONES)
    def mark(self, event: OutboxEvent) -> tuple[str, str]:
        """Return the state with its colour."""
        return event.state, event.get_state_display()

    @action(description=_("Deliver dead events again"))
    def deliver_again(self, request: HttpRequest, queryset: QuerySet[OutboxEvent]) -> None:
        """Give dead events a fresh start."""
        count = self._each(request, queryset, "kernel.outbox.replay", outbox.replay)
        text = ngettext("%(count)d event will be delivered again.", "%(count)d events will be delivered again.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    @action(description=_("Give up dead events"))
    def give_up(self, request: HttpRequest, queryset: QuerySet[OutboxEvent]) -> None:
        """Let the later events of their aggregates go on without them."""
        count = self._each(request, queryset, "kernel.outbox.discard", outbox.discard)
        text = ngettext("%(count)d event was given up.", "%(count)d events were given up.", count)
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    def _each(
        self, request: HttpRequest, queryset: QuerySet[OutboxEvent], name: str, settle: Callable[[UUID], bool]
    ) -> int:
        settled = 0
        for event in queryset.filter(state=OutboxState.DEAD):
            with transaction.atomic():
                if settle(event.id):
                    audit.record(actor_of(request), name, event, detail={"event": event.name})
                    settled += 1
        return settled
