"""Imports: start one, watch it, read its report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from catalog.admin import intake_comparison, intake_pages, intake_rows, intake_rulebook
from catalog.admin.intake_report import outcome_lines
from catalog.models import IntakeRun
from catalog.scopes import INTAKE_RUN
from services_portal.kernel.admin.base import ActorModelAdmin
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action

TONES = {
    "waiting": "info",
    "running": "info",
    "done": "success",
    "held": "warning",
    "retry": "warning",
    "failed": "danger",
    "cancelled": "warning",
    "reversed": "warning",
}


@admin.register(IntakeRun)
class IntakeRunAdmin(ActorModelAdmin):
    """Runs of the intake, for those who may take in their city's catalogue."""

    scopes = {Action.VIEW: INTAKE_RUN, Action.ADD: INTAKE_RUN}
    list_display = ("created_at", "shown_city", "shown_source", "mark", "total_rows", "summary", "finished_at")
    list_display_links = ("created_at",)
    list_select_related = ("city",)
    list_filter = (("state", ChoicesDropdownFilter), ("city", AutocompleteSelectFilter))
    ordering = ("-id",)
    shown_city = localized_column("city__name", _("city"))

    @admin.display(description=_("source"), ordering="source")
    def shown_source(self, run: IntakeRun) -> str:
        """Return what the rows were taken from: a file or feed by its name, else the kind of run."""
        return run.get_kind_display() if run.source == run.kind else run.source

    @display(description=_("state"), label=TONES)
    def mark(self, run: IntakeRun) -> tuple[str, str]:
        """Return the state with its colour."""
        return run.state, run.get_state_display()

    @admin.display(description=_("outcomes"))
    def summary(self, run: IntakeRun) -> str:
        """Return how the rows ended."""
        return ", ".join(f"{line.label} {line.count}" for line in outcome_lines(run.outcomes)) or "–"

    def get_urls(self) -> list[Any]:
        """Add the files and the release before Django's own addresses."""
        wrap = self.admin_site.admin_view
        pages = [
            path("rules/", wrap(self.rules_view), name="catalog_intakerun_rules"),
            path("<uuid:object_id>/rows/", wrap(self.rows_view), name="catalog_intakerun_rows"),
            path("<uuid:object_id>/rows.csv", wrap(self.rows_file_view), name="catalog_intakerun_rows_file"),
            path("<uuid:object_id>/findings.csv", wrap(self.findings_view), name="catalog_intakerun_findings"),
            path("<uuid:object_id>/report.json", wrap(self.report_view), name="catalog_intakerun_report"),
            path("<uuid:object_id>/release/", wrap(self.release_view), name="catalog_intakerun_release"),
            path("<uuid:object_id>/compare/", wrap(self.compare_view), name="catalog_intakerun_compare"),
            path("<uuid:object_id>/cancel/", wrap(self.cancel_view), name="catalog_intakerun_cancel"),
            path("<uuid:object_id>/rollback/", wrap(self.rollback_view), name="catalog_intakerun_rollback"),
        ]
        return pages + super().get_urls()

    def rules_view(self, request: HttpRequest) -> HttpResponse:
        """Show the rules by which rows are judged."""
        return intake_rulebook.rules_page(self, request)

    def run_or_404(self, request: HttpRequest, object_id: str | UUID) -> IntakeRun:
        """Return a run that the actor may see. Raises Http404."""
        if not self.has_view_permission(request):
            raise Http404
        try:
            found = self.rows(request, Action.VIEW).select_related("city").filter(pk=UUID(str(object_id))).first()
        except ValueError:
            found = None
        if found is None:
            raise Http404
        return found

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Ask which catalogue to take in, then try it or start it."""
        return intake_pages.start_page(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show how far the run is, and its report."""
        return intake_pages.run_page(self, request, self.run_or_404(request, object_id))

    def rows_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Show the rows, with what was found in each."""
        return intake_rows.rows_page(self, request, self.run_or_404(request, object_id))

    def rows_file_view(self, request: HttpRequest, object_id: UUID) -> HttpResponseBase:
        """Give the rows as a file."""
        return intake_rows.rows_file(request, self.run_or_404(request, object_id))

    def findings_view(self, request: HttpRequest, object_id: UUID) -> HttpResponseBase:
        """Give the findings as a file."""
        return intake_rows.findings_file(request, self.run_or_404(request, object_id))

    def report_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Give the report as a file."""
        return intake_pages.report_file(self.run_or_404(request, object_id))

    def release_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Let a held run go on."""
        return intake_pages.release(request, self.run_or_404(request, object_id))

    def cancel_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Stop a run."""
        return intake_pages.cancel(request, self.run_or_404(request, object_id))

    def rollback_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Take a run back."""
        return intake_pages.rollback(request, self.run_or_404(request, object_id))

    def compare_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Show what lies between this run and another of the city."""
        return intake_comparison.comparison_page(self, request, self.run_or_404(request, object_id))
