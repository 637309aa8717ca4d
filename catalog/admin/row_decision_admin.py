"""What people decided about source rows that wait."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import display

from catalog.admin.queue.decisions import decision_or_404, decision_page, moment, state_of, undo, undone_told
from catalog.admin.queue.words import alike_told, meaning_of_rule, target_told, who_told
from catalog.models import RowDecision
from catalog.scopes import INTAKE_RUN
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action


class StateFilter(DropdownFilter):
    """Decisions that hold, that wait to be carried out, that were undone."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the states."""
        return [("living", _("holds")), ("due", _("being carried out")), ("undone", _("undone"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[RowDecision]) -> QuerySet[RowDecision]:
        """Narrow to the chosen state."""
        if self.value() == "due":
            return queryset.filter(taken_at=None)
        if self.value() in ("living", "undone"):
            return queryset.filter(undone_at__isnull=self.value() == "living")
        return queryset


@admin.register(RowDecision)
class RowDecisionAdmin(ActorModelAdmin):
    """Decisions, living and undone; what is undone is never removed."""

    scopes = {Action.VIEW: INTAKE_RUN}
    list_display = ("shown_at", "shown_city", "cause", "shown_choice")
    list_display_links = ("shown_at",)
    list_select_related = ("city", "matter", "agency")
    list_filter = (("city", AutocompleteSelectFilter), ("choice", ChoicesDropdownFilter), StateFilter)
    search_fields = ("alike", "=rule", "note")
    search_help_text = _("A part of what the rows have alike, or the whole name of a rule")
    ordering = ("-id",)
    shown_city = localized_column("city__name", _("city"))

    def get_urls(self) -> list[Any]:
        """Add the undoing before Django's own addresses."""
        undo_view = self.admin_site.admin_view(self.undo_view)
        return [path("<uuid:object_id>/undo/", undo_view, name="catalog_rowdecision_undo"), *super().get_urls()]

    @admin.display(description=_("decided at"), ordering="decided_at")
    def shown_at(self, decision: RowDecision) -> str:
        """Return when it was decided."""
        return moment(decision.decided_at)

    @admin.display(description=_("what waits"))
    def cause(self, decision: RowDecision) -> str:
        """Return what the rows have alike, and the rule."""
        told = (alike_told(decision), meaning_of_rule(decision.rule))
        return format_html('<div><p>{}</p><p class="portal-quiet">{}</p></div>', *told)

    @admin.display(description=_("decision"), ordering="choice")
    def shown_choice(self, decision: RowDecision) -> str:
        """Return what was decided, with its note."""
        return format_html('<div><p>{}</p><p class="portal-quiet">{}</p></div>', target_told(decision), decision.note)

    @display(description=_("state"), label={"success": "success", "info": "info", "": "warning"})
    def state(self, decision: RowDecision) -> tuple[str, str]:
        """Return how far it is, with its colour."""
        mark = state_of(decision)
        return mark.tone, mark.text

    def get_list_display(self, request: HttpRequest) -> Any:
        """Return the columns; those that name people know who reads them."""
        actor = actor_of(request)

        @admin.display(description=_("decided by"))
        def shown_who(decision: RowDecision) -> str:
            return who_told(decision.decided_by, actor)

        @admin.display(description=_("undone"))
        def shown_undone(decision: RowDecision) -> str:
            return undone_told(decision, actor) or "–"

        return (*self.list_display, shown_who, "state", shown_undone)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show a decision and offer to undo it."""
        return decision_page(self, request, decision_or_404(self, request, object_id))

    def undo_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Undo a decision."""
        return undo(self, request, decision_or_404(self, request, object_id))
