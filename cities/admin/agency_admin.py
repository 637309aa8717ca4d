"""Agencies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, BooleanRadioFilter, ChoicesDropdownFilter

from cities.models import Agency
from cities.scopes import CITIES_MANAGE
from cities.services import agency_update
from services_portal.kernel.admin.base import ANY_STAFF, ActorModelAdmin, actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.admin.fields import LinesField
from services_portal.kernel.authorisation import Action


class AgencyForm(forms.ModelForm):
    """Other names are typed one a line."""

    aliases = LinesField(label=_("other names"), required=False, help_text=_("One a line"))


@admin.register(Agency)
class AgencyAdmin(ActorModelAdmin):
    """Who offers services. Code, level and place come from the register of organs; names and telephone change here."""

    scopes = {Action.VIEW: ANY_STAFF, Action.CHANGE: CITIES_MANAGE}
    form = AgencyForm
    list_display = ("shown_name", "uscc", "level", "shown_city", "phone", "is_active")
    list_select_related = ("city",)
    list_filter = (
        ("city", AutocompleteSelectFilter),
        ("level", ChoicesDropdownFilter),
        ("is_active", BooleanRadioFilter),
    )
    search_fields = ("name", "short_name", "aliases", "uscc__startswith")
    search_help_text = _("Name, other name or unified social credit code")
    fieldsets = (
        (None, {"fields": ("name", "short_name", "aliases", "phone", "is_active")}),
        (_("From the register of organs"), {"fields": ("uscc", "level", "shown_region", "shown_city", "department")}),
    )
    readonly_fields = ("uscc", "level", "shown_region", "shown_city", "department")
    shown_name = localized_column("name", _("name"))
    shown_city = localized_column("city__name", _("city"))
    shown_region = localized_column("region__name", _("region"))

    def write(self, request: HttpRequest, obj: Agency, form: Any, *, change: bool) -> None:
        """Save what may change of an agency."""
        agency_update(agency_id=obj.pk, changes=dict(form.cleaned_data), actor=actor_of(request))
