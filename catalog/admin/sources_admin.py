"""The sources of the cities: how fresh each is, what of it waits, which are stale."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from catalog.admin.intake_pages import meaning_of
from catalog.intake.sources_age import source_ages
from catalog.legacy.channels import watched_cities
from catalog.models import SourceState
from catalog.scopes import INTAKE_RUN
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.authorisation import Action


@admin.register(SourceState)
class SourcesAdmin(ActorModelAdmin):
    """One page with a line a city."""

    scopes = {Action.VIEW: INTAKE_RUN}

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show the sources of the cities that the actor may watch."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        ages = source_ages(watched_cities(actor_of(request)))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Sources of the cities"),
            "sources": [
                (age, meaning_of(age.state.error_code) if age.state and age.state.error_code else "") for age in ages
            ],
        }
        return TemplateResponse(request, "catalog/admin/sources.html", context)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """There is no page of a single source."""
        raise PermissionDenied
