"""Rows of old catalogues that wait for a person."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from catalog.admin.intake_reasons import reasons_of, shown_key, with_findings
from catalog.intake.rules import Severity
from catalog.models import Outcome, SourceRecord, StagedRow
from catalog.scopes import INTAKE_RUN
from services_portal.kernel.admin.base import ActorModelAdmin
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action


@admin.register(SourceRecord)
class WaitingRowAdmin(ActorModelAdmin):
    """What an import could not decide: the row as it was read, and why."""

    scopes = {Action.VIEW: INTAKE_RUN}
    list_display = ("shown_id", "shown_city", "row_number", "reasons", "seen_at")
    list_select_related = ("city",)
    list_filter = (("city", AutocompleteSelectFilter),)
    search_fields = ("=old_id",)
    search_help_text = _("Exact old id")
    ordering = ("city", "row_number")
    fields = ("shown_id", "shown_city", "row_number", "reasons", "as_read", "shown_run", "seen_at")
    readonly_fields = fields
    shown_city = localized_column("city__name", _("city"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceRecord]:
        """Return the rows that wait now, whichever run put them there."""
        waiting = super().get_queryset(request).filter(outcome=Outcome.QUEUED)
        return with_findings(waiting, number="row_number", least=Severity.ERROR)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Say what the page is for."""
        return super().changelist_view(request, {"title": _("Rows waiting for a person"), **(extra_context or {})})

    @admin.display(description=_("old id"), ordering="old_id")
    def shown_id(self, record: SourceRecord) -> str:
        """Return the old id; where the source gave one id to several rows, the separator is made visible."""
        return shown_key(record.old_id)

    @admin.display(description=_("why"))
    def reasons(self, record: Any) -> str:
        """Return what kept the row waiting, with the evidence."""
        told = ((reason.meaning, reason.evidence) for reason in reasons_of(record))
        return format_html_join("", '<p>{} <span class="portal-quiet">{}</span></p>', told) or "–"

    @admin.display(description=_("import"))
    def shown_run(self, record: SourceRecord) -> str:
        """Return the import that put the row here, as a link to it."""
        run = record.run
        if run is None:
            return "–"
        name = f"{run.source} {date_format(localtime(run.created_at), 'Y-m-d H:i')}".strip()
        address = reverse("admin:catalog_intakerun_change", args=[run.pk])
        return format_html('<a class="portal-link" href="{}">{}</a>', address, name)

    @admin.display(description=_("as read"))
    def as_read(self, record: SourceRecord) -> str:
        """Return the row as the source had it."""
        row = StagedRow.objects.filter(run_id=record.run_id, number=record.row_number).first()
        if row is None:
            return "–"
        cells = format_html_join(
            "", "<dt>{}</dt><dd>{}</dd>", ((name, value) for name, value in row.raw.items() if value not in ("", None))
        )
        return format_html('<dl class="portal-facts-list">{}</dl>', cells)
