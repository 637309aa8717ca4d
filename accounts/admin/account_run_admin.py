"""Imports of old accounts: how far each is, and what became of its rows. Nothing of a person is shown."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from accounts.intake.reasons import word_of
from accounts.intake.tally import UNCHANGED
from accounts.models import AccountOutcome, AccountRun
from accounts.scopes import INTAKE_RUN
from services_portal.kernel.admin.base import ActorModelAdmin
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action

TONES = {
    "waiting": "info",
    "running": "info",
    "done": "success",
    "retry": "warning",
    "failed": "danger",
    "cancelled": "warning",
}
OUTCOMES = [(str(each.value), each.label) for each in AccountOutcome] + [(UNCHANGED, _("unchanged"))]


@admin.register(AccountRun)
class AccountRunAdmin(ActorModelAdmin):
    """Runs, for those who may take in their city's old accounts."""

    scopes = {Action.VIEW: INTAKE_RUN}
    list_display = ("created_at", "shown_city", "source", "mark", "done_rows", "summary", "finished_at")
    list_display_links = ("created_at",)
    list_select_related = ("city",)
    list_filter = (("state", ChoicesDropdownFilter), ("city", AutocompleteSelectFilter))
    ordering = ("-id",)
    fields = (
        "shown_city",
        "source",
        "started_by",
        "mark",
        "error_code",
        "done_rows",
        "shown_outcomes",
        "shown_reasons",
        "shown_findings",
        "started_at",
        "finished_at",
    )
    readonly_fields = fields
    shown_city = localized_column("city__name", _("city"))

    @display(description=_("state"), label=TONES)
    def mark(self, run: AccountRun) -> tuple[str, str]:
        """Return the state with its colour."""
        return run.state, run.get_state_display()

    @admin.display(description=_("outcomes"))
    def summary(self, run: AccountRun) -> str:
        """Return how the rows ended, in a line."""
        return ", ".join(f"{label} {count}" for label, count in _outcomes(run)) or "–"

    @admin.display(description=_("outcomes"))
    def shown_outcomes(self, run: AccountRun) -> SafeString | str:
        """Return how the rows ended."""
        return _lines(_outcomes(run))

    @admin.display(description=_("reasons"))
    def shown_reasons(self, run: AccountRun) -> SafeString | str:
        """Return why."""
        return _lines(_explained(run.report.get("reasons", {})))

    @admin.display(description=_("findings"))
    def shown_findings(self, run: AccountRun) -> SafeString | str:
        """Return what was found in rows; their numbers stand in the report."""
        return _lines(_explained(run.findings))


def _outcomes(run: AccountRun) -> list[tuple[str, int]]:
    return [(str(label), run.outcomes[code]) for code, label in OUTCOMES if run.outcomes.get(code)]


def _explained(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [(word_of(code), count) for code, count in ordered]


def _lines(counted: list[tuple[str, int]]) -> SafeString | str:
    return format_html_join("", "<div>{} {}</div>", counted) or "–"
