"""Imports of old accounts: start one, watch it, read its report. Nothing of a person is shown."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from accounts.admin import account_run_pages
from accounts.admin.account_run_report import outcome_lines
from accounts.models import AccountRun
from accounts.scopes import INTAKE_RUN
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
}


@admin.register(AccountRun)
class AccountRunAdmin(ActorModelAdmin):
    """Runs, for those who may take in their city's old accounts."""

    scopes = {Action.VIEW: INTAKE_RUN, Action.ADD: INTAKE_RUN}
    list_display = ("created_at", "shown_city", "source", "mark", "done_rows", "summary", "finished_at")
    list_display_links = ("created_at",)
    list_select_related = ("city",)
    list_filter = (("state", ChoicesDropdownFilter), ("city", AutocompleteSelectFilter))
    ordering = ("-id",)
    shown_city = localized_column("city__name", _("city"))

    @display(description=_("state"), label=TONES)
    def mark(self, run: AccountRun) -> tuple[str, str]:
        """Return the state with its colour."""
        return run.state, run.get_state_display()

    @admin.display(description=_("outcomes"))
    def summary(self, run: AccountRun) -> str:
        """Return how the rows ended, in a line."""
        return ", ".join(f"{line.label} {line.count}" for line in outcome_lines(run.outcomes)) or "–"

    def get_urls(self) -> list[Any]:
        """Add the report and the cancelling before Django's own addresses."""
        wrap = self.admin_site.admin_view
        pages = [
            path("<uuid:object_id>/report.json", wrap(self.report_view), name="accounts_accountrun_report"),
            path("<uuid:object_id>/release/", wrap(self.release_view), name="accounts_accountrun_release"),
            path("<uuid:object_id>/cancel/", wrap(self.cancel_view), name="accounts_accountrun_cancel"),
        ]
        return pages + super().get_urls()

    def run_or_404(self, request: HttpRequest, object_id: str | UUID) -> AccountRun:
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
        """Ask which accounts to take in, then try it or start it."""
        return account_run_pages.start_page(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show how far the run is, and its report."""
        return account_run_pages.run_page(self, request, self.run_or_404(request, object_id))

    def report_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Give the report as a file."""
        return account_run_pages.report_file(self.run_or_404(request, object_id))

    def release_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Let a held run go on."""
        return account_run_pages.release(request, self.run_or_404(request, object_id))

    def cancel_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Stop a run."""
        return account_run_pages.cancel(request, self.run_or_404(request, object_id))
