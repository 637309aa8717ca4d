"""The queue of conflicts about who is who. The list names nobody; opening a case leaves a trace."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from accounts.admin.case_page import case_page
from accounts.admin.case_words import TONES, who_told
from accounts.admin.traced import TracedReadMixin
from accounts.models import ConflictCase
from accounts.rights.purposes import ReadPurpose
from accounts.scopes import CONFLICT_DECIDE
from cities.models import City
from services_portal.kernel.admin.base import ActorModelAdmin
from services_portal.kernel.authorisation import Action
from services_portal.kernel.text import current_language, pick


class StandingFilter(admin.SimpleListFilter):
    """What is to be done, by default; all, or only what is late."""

    title = _("deadline")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the choices."""
        return [("overdue", _("overdue")), ("all", _("settled ones too"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ConflictCase]) -> Any:
        """Narrow the list."""
        if self.value() == "overdue":
            return queryset.overdue()  # type: ignore[attr-defined]
        return queryset if self.value() == "all" else queryset.live()  # type: ignore[attr-defined]

    def choices(self, changelist: Any) -> Any:
        """Yield the choices, the first of which is what is to be done."""
        first, *others = super().choices(changelist)
        yield {**first, "display": _("to be decided")}
        yield from others


@admin.register(ConflictCase)
class ConflictCaseAdmin(TracedReadMixin, ActorModelAdmin):
    """Conflicts, those due first."""

    traced_action = "accounts.case.read"
    traced_purpose = ReadPurpose.CONFLICT
    scopes = {Action.VIEW: CONFLICT_DECIDE}
    list_display = ("shown_reason", "shown_cities", "mark", "shown_due", "who", "opened_at")
    list_display_links = ("shown_reason",)
    list_filter = (
        StandingFilter,
        ("state", ChoicesDropdownFilter),
        ("reason", ChoicesDropdownFilter),
    )
    ordering = ("due_on", "id")

    @admin.display(description=_("what collides"), ordering="reason")
    def shown_reason(self, case: ConflictCase) -> str:
        """Return what collides, in words."""
        return str(case.get_reason_display())

    @admin.display(description=_("cities"))
    def shown_cities(self, case: ConflictCase) -> str:
        """Return the cities' names."""
        names = dict(City.objects.filter(slug__in=case.cities).values_list("slug", "name"))
        return "、".join(pick(names[slug], current_language()) or slug for slug in case.cities if slug in names) or "–"

    @display(description=_("state"), label=TONES)
    def mark(self, case: ConflictCase) -> tuple[str, str]:
        """Return the state with its colour."""
        return case.state, case.get_state_display()

    @display(description=_("to be decided by"), label={"late": "danger", "due": "info", "over": ""}, ordering="due_on")
    def shown_due(self, case: ConflictCase) -> tuple[str, str]:
        """Return the last day, and that it is over."""
        day = case.due_on.isoformat()
        if case.is_overdue:
            return "late", _("%(day)s, overdue") % {"day": day}
        return ("due", day) if case.is_live else ("over", day)

    @admin.display(description=_("who has it"))
    def who(self, case: ConflictCase) -> str:
        """Return who has the case."""
        return who_told(case.taken_by) or "–"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one case, or take a step with it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            case = self.rows(request, Action.VIEW).filter(pk=object_id).first()
        except (ValueError, TypeError):
            case = None
        if case is None:
            raise Http404
        return case_page(self, request, case)
