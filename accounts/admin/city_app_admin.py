"""Apps of cities that sign residents in: written down by the city, approved by somebody else."""

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

from accounts.admin.city_app_steps import steps_page
from accounts.identity.words import OPENID, SCOPES
from accounts.models import AppKind, CityApp
from accounts.scopes import APP_REGISTER
from accounts.services import AppFacts, city_app_write
from cities.models import City
from services_portal.kernel.actor import EVERYWHERE
from services_portal.kernel.admin.base import ActorModelAdmin, actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action


class CityAppForm(forms.ModelForm):
    """What a city says of its app."""

    scopes = forms.MultipleChoiceField(
        label=_("What it may know"),
        choices=[(name, words) for name, words in SCOPES.items() if name != OPENID],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Ask for no more than the app needs; that it is the same person, it learns in any case."),
    )

    class Meta:
        model = CityApp
        fields = ("city", "name", "purpose", "kind", "scopes", "redirect_uris", "logout_uris", "backchannel_uri")


@admin.register(CityApp)
class CityAppAdmin(ActorModelAdmin):
    """Drafts are edited here; the steps stand on a page of their own. Whoever approves registers too (``roles``)."""

    scopes = {Action.VIEW: APP_REGISTER, Action.ADD: APP_REGISTER, Action.CHANGE: APP_REGISTER}
    form = CityAppForm
    list_display = ("shown_name", "shown_city", "kind", "state", "steps")
    list_select_related = ("city",)
    list_filter = (("city", AutocompleteSelectFilter), ("state", ChoicesDropdownFilter))
    ordering = ("-id",)
    fields = ("city", "name", "purpose", "kind", "scopes", "redirect_uris", "logout_uris", "backchannel_uri")
    shown_name = localized_column("name", _("name"))
    shown_city = localized_column("city__name", _("city"))

    def get_urls(self) -> list[Any]:
        """Add the page of the steps before Django's own addresses."""
        view = self.admin_site.admin_view(self.steps_view)
        return [path("<uuid:object_id>/steps/", view, name="accounts_cityapp_steps"), *super().get_urls()]

    def steps_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """Show what is asked for and what is in force; take the app a step on."""
        return steps_page(self, request, object_id)

    @admin.display(description=_("steps"))
    def steps(self, app: CityApp) -> str:
        """Return the way to the steps."""
        address = reverse("admin:accounts_cityapp_steps", args=[app.pk])
        return format_html('<a class="portal-link" href="{}">{}</a>', address, _("Steps…"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An app stays with its city."""
        return ("city",) if obj is not None else ()

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """Offer the cities whose apps the actor registers."""
        if db_field.name != "city":
            return super().get_field_queryset(db, db_field, request)
        realms = actor_of(request).realms(APP_REGISTER)
        cities = City.objects.public().order_by("order", "slug")
        if EVERYWHERE in realms:
            return cities
        return cities.filter(slug__in=[realm.removeprefix("city:") for realm in realms])

    def write(self, request: HttpRequest, obj: CityApp, form: Any, *, change: bool) -> None:
        """Write the draft."""
        data = form.cleaned_data
        facts = AppFacts(
            name=data["name"],
            purpose=data["purpose"],
            kind=AppKind(data["kind"]),
            scopes=data["scopes"],
            redirect_uris=data["redirect_uris"],
            logout_uris=data["logout_uris"],
            backchannel_uri=data["backchannel_uri"],
        )
        city = obj.city
        app_id = obj.pk if change else None
        obj.pk = city_app_write(actor=actor_of(request), city=city, facts=facts, app_id=app_id).pk
