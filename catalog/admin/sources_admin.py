"""The sources of the cities: how fresh each is, what of it waits, which are stale."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from catalog.admin.intake_pages import meaning_of
from catalog.admin.source_check import check_page
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

    def get_urls(self) -> list[Any]:
        """Add the check before Django's own addresses."""
        check = path(
            "<slug:slug>/check/", self.admin_site.admin_view(self.check_view), name="catalog_sourcestate_check"
        )
        return [check, *super().get_urls()]

    def check_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Say whether a city would come over now, and how well; nothing is written."""
        if not self.has_view_permission(request):
            raise Http404
        city = next((each for each in watched_cities(actor_of(request)) if each.slug == slug), None)
        if city is None:
            raise Http404
        # Reading a source is work, not a look at a page: nobody sets it off by following a link.
        return check_page(self, request, city) if request.method == "POST" else HttpResponseNotAllowed(["POST"])

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
