"""Identity systems that cities still run: written down by the city, approved by somebody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminPasswordWidget

from accounts.admin.city_provider_steps import steps_page
from accounts.models import CityProvider
from accounts.models.city_provider import OPEN_STATES
from accounts.scopes import APP_REGISTER
from accounts.services.city_provider_write import CLAIMS, ProviderFacts, city_provider_write
from cities.models import City
from services_portal.kernel.actor import EVERYWHERE
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action

FIELDS = ("city", "name", "issuer", "client_id", "scopes", *CLAIMS, "begins_at", "ends_at")


class CityProviderForm(forms.ModelForm):
    """What a city says of its identity system. The secret is typed in and never shown."""

    typed_secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        max_length=500,
        strip=True,
        widget=UnfoldAdminPasswordWidget(attrs={"autocomplete": "off"}),
        help_text=_("Empty: the one that is kept stays, for the same issuer and client id. It is never shown."),
    )

    class Meta:
        model = CityProvider
        fields = FIELDS


@admin.register(CityProvider)
class CityProviderAdmin(ActorModelAdmin):
    """The one draft of a city is edited here; the steps stand on a page of their own."""

    scopes = {Action.VIEW: APP_REGISTER, Action.ADD: APP_REGISTER, Action.CHANGE: APP_REGISTER}
    form = CityProviderForm
    list_display = ("shown_name", "shown_city", "issuer", "state", "begins_at", "ends_at", "steps")
    list_select_related = ("city",)
    list_filter = (("city", AutocompleteSelectFilter), ("state", ChoicesDropdownFilter))
    ordering = ("-id",)
    shown_name = localized_column("name", _("name"))
    shown_city = localized_column("city__name", _("city"))

    def get_urls(self) -> list[Any]:
        """Add the page of the steps before Django's own addresses."""
        view = self.admin_site.admin_view(self.steps_view)
        return [path("<uuid:object_id>/steps/", view, name="accounts_cityprovider_steps"), *super().get_urls()]

    def steps_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Show what is asked for; take it a step on."""
        return steps_page(self, request, object_id)

    @admin.display(description=_("steps"))
    def steps(self, provider: CityProvider) -> str:
        """Return the way to the steps."""
        address = reverse("admin:accounts_cityprovider_steps", args=[provider.pk])
        return format_html('<a class="portal-link" href="{}">{}</a>', address, _("Steps…"))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Ask for the secret where something is written, and show it nowhere."""
        if self._is_written(request, obj):
            return (*FIELDS[:4], "typed_secret", *FIELDS[4:])
        return tuple("shown_name" if name == "name" else name for name in FIELDS)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A registration stays with its city."""
        return ("city", "shown_name") if obj is not None else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether the actor may change ``obj``: never what was approved."""
        return super().has_change_permission(request, obj) and (obj is None or obj.state in OPEN_STATES)

    def _is_written(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or self.has_change_permission(request, obj)

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """Offer the cities for which the actor registers."""
        if db_field.name != "city":
            return super().get_field_queryset(db, db_field, request)
        realms = actor_of(request).realms(APP_REGISTER)
        cities = City.objects.public().order_by("order", "slug")
        if EVERYWHERE in realms:
            return cities
        return cities.filter(slug__in=[realm.removeprefix("city:") for realm in realms])

    def write(self, request: HttpRequest, obj: CityProvider, form: Any, *, change: bool) -> None:
        """Write the draft of the city."""
        data = form.cleaned_data
        said = {name: data[name] for name in FIELDS if name != "city"}
        facts = ProviderFacts(**said, secret=data["typed_secret"])
        obj.pk = city_provider_write(actor=actor_of(request), city=obj.city, facts=facts).pk
