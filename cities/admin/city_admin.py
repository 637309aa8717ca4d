"""Cities, and how each is connected."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import BooleanRadioFilter
from unfold.decorators import action

from cities.adapters.registry import adapter_for, adapters, options_for
from cities.manifests import load
from cities.models import City
from services_portal.kernel.admin.base import ANY_STAFF, ActorModelAdmin
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import current_language, pick


@dataclass(frozen=True)
class Connection:
    """What the page says of one city: its adapter, what that can do, and whether it would work."""

    city: str
    adapter: str
    capabilities: tuple[str, ...]
    ok: bool
    message: str


def connection_of(city: City) -> Connection:
    """Return how ``city`` is connected; a manifest that cannot be read is an answer, not a fault."""
    language = current_language()
    name = pick(city.name, language)
    try:
        manifest = load(city.slug)
        adapter = adapter_for(manifest)
        result = adapter.check(options_for(manifest))
    except DomainError as error:
        return Connection(name, city.adapter, (), False, str(error.detail or error.error.title))
    label = adapter.label_en if language == "en" else adapter.label_zh
    able = tuple(sorted(capability.value for capability in adapter.capabilities))
    return Connection(name, label or adapter.name, able, result.ok, result.message(language))


@admin.register(City)
class CityAdmin(ActorModelAdmin):
    """Cities are registered from their manifests (a folder each); here they are read."""

    scopes = {Action.VIEW: ANY_STAFF}
    list_display = ("shown_name", "slug", "shown_code", "shown_zone", "adapter", "is_active")
    list_select_related = ("region", "zone")
    list_filter = ("zone", ("is_active", BooleanRadioFilter))
    search_fields = ("name", "slug")
    search_help_text = _("Name or short name")
    fields = ("shown_name", "slug", "shown_code", "shown_zone", "order", "adapter", "manifest_digest", "is_active")
    readonly_fields = fields
    actions_list = ["connections"]
    shown_name = localized_column("name", _("name"))
    shown_zone = localized_column("zone__name", _("zone"))

    @admin.display(description=_("code"), ordering="region__code")
    def shown_code(self, city: City) -> str:
        """Return the four digits."""
        return city.code

    @action(description=_("How the cities are connected"), url_path="connections", icon="cable", permissions=["view"])
    def connections(self, request: HttpRequest) -> HttpResponse:
        """Show each city's adapter and whether it would work."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        cities = self.rows(request, Action.VIEW).order_by("order", "slug")
        context = {
            **self.admin_site.each_context(request),
            "title": _("How the cities are connected"),
            "opts": self.opts,
            "connections": [connection_of(city) for city in cities],
            "failures": adapters.failures(),
        }
        return TemplateResponse(request, "cities/admin/connections.html", context)
