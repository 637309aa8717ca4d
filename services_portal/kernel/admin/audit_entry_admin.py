"""The audit log, to read."""

from __future__ import annotations

import json

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter, RangeDateTimeFilter
from unfold.decorators import display

from services_portal.kernel.admin.base import ActorModelAdmin
from services_portal.kernel.authorisation import Action
from services_portal.kernel.models import AuditEntry
from services_portal.kernel.models.audit import AUDIT_READ


@admin.register(AuditEntry)
class AuditEntryAdmin(ActorModelAdmin):
    """Who did what to what: read by those who hold the right, changed by nobody."""

    scopes = {Action.VIEW: AUDIT_READ}
    list_display = ("occurred_at", "actor_type", "actor_id", "action", "subject_type", "subject_id", "outcome")
    list_filter = (("refused", BooleanRadioFilter), ("occurred_at", RangeDateTimeFilter))
    search_fields = ("=actor_id", "=on_behalf_of", "=authority", "=subject_id", "action__startswith", "=request_id")
    search_help_text = _("Exact actor, subject, authority or request id, or the beginning of an action")
    ordering = ("-id",)
    fields = (
        "occurred_at",
        "actor_type",
        "actor_id",
        "on_behalf_of",
        "authority",
        "via",
        "action",
        "subject_type",
        "subject_id",
        "outcome_said",
        "facts",
        "request_id",
    )
    readonly_fields = ("outcome_said", "facts")

    @display(description=_("outcome"), label={"ok": "success", "no": "danger"})
    def outcome(self, entry: AuditEntry) -> tuple[str, object]:
        """Say whether it was allowed."""
        return ("no", _("refused")) if entry.refused else ("ok", _("done"))

    @admin.display(description=_("outcome"))
    def outcome_said(self, entry: AuditEntry) -> object:
        """Say it without the mark, which only lists know how to draw."""
        return self.outcome(entry)[1]

    @admin.display(description=_("facts"))
    def facts(self, entry: AuditEntry) -> str:
        """Return the facts, one a line."""
        lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in sorted(entry.detail.items())]
        return format_html('<pre class="portal-facts">{}</pre>', "\n".join(lines)) if lines else "–"
