"""Rows of old catalogues that wait for a person."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from catalog.admin.intake_reasons import reasons_of, shown_key, with_findings
from catalog.admin.queue import cause_page, causes_page, progress_page
from catalog.admin.queue.words import cause_address, meaning_of_rule
from catalog.intake.queue.open_causes import CauseKey, mark_of
from catalog.intake.rules import Severity
from catalog.models import Finding, Outcome, SourceRecord, StagedRow
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
    fields = ("shown_id", "shown_city", "row_number", "waits_for", "as_read", "shown_run", "seen_at")
    readonly_fields = fields
    shown_city = localized_column("city__name", _("city"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[SourceRecord]:
        """Return the rows that wait now, whichever run put them there."""
        waiting = super().get_queryset(request).filter(outcome=Outcome.QUEUED)
        return with_findings(waiting, number="row_number", least=Severity.ERROR)

    def get_urls(self) -> list[Any]:
        """Add the pages of the queue before Django's own addresses."""
        wrap = self.admin_site.admin_view
        pages = [
            path("rows/", wrap(self.rows_view), name="catalog_sourcerecord_rows"),
            path("progress/", wrap(self.progress_view), name="catalog_sourcerecord_progress"),
            path("decide/", wrap(self.decide_view), name="catalog_sourcerecord_decide"),
            path("cause/<slug:city>/<str:rule>/<slug:mark>/", wrap(self.cause_view), name="catalog_sourcerecord_cause"),
        ]
        return pages + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Show what rows wait for, cause by cause."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        return causes_page.queue_page(self, request)

    def rows_view(self, request: HttpRequest) -> Any:
        """List the rows one by one."""
        return super().changelist_view(request, {"title": _("Waiting rows one by one")})

    def progress_view(self, request: HttpRequest) -> HttpResponse:
        """Show how far the cities are."""
        return progress_page.progress_page(self, request)

    def decide_view(self, request: HttpRequest) -> HttpResponse:
        """Decide several causes."""
        if not self.has_view_permission(request):
            raise Http404
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return causes_page.decide_several(self, request)

    def cause_view(self, request: HttpRequest, city: str, rule: str, mark: str) -> HttpResponse:
        """Show one cause, or decide it."""
        if not self.has_view_permission(request):
            raise Http404
        return cause_page.cause_page(self, request, CauseKey(city, rule, mark))

    @admin.display(description=_("old id"), ordering="old_id")
    def shown_id(self, record: SourceRecord) -> str:
        """Return the old id; where the source gave one id to several rows, the separator is made visible."""
        return shown_key(record.old_id)

    @admin.display(description=_("why"))
    def reasons(self, record: Any) -> str:
        """Return what kept the row waiting, with the evidence."""
        told = ((reason.meaning, reason.evidence) for reason in reasons_of(record))
        lines = format_html_join("", '<p>{} <span class="portal-quiet">{}</span></p>', told)
        return format_html("<div>{}</div>", lines) if lines else "–"

    @admin.display(description=_("why"))
    def waits_for(self, record: Any) -> str:
        """Return what keeps the row waiting, each cause with the way to where it is decided."""
        found = Finding.objects.filter(
            run_id=record.run_id, row_number=record.row_number, severity=Severity.ERROR.value
        )
        causes = {(each.rule, each.cause): each for each in found.exclude(cause="").order_by("id")}
        told = (
            (meaning_of_rule(rule), each.evidence, cause_address(CauseKey(record.city.slug, rule, mark_of(cause))))
            for (rule, cause), each in causes.items()
        )
        lines = format_html_join(
            "",
            '<p>{} <span class="portal-quiet">{}</span> <a class="portal-link" href="{}">{}</a></p>',
            ((*each, _("decide")) for each in told),
        )
        return lines or self.reasons(record)

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
