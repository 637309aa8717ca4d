"""Service centres."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, BooleanRadioFilter
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from cities.admin.opening_hours import OpeningHoursField
from cities.models import ACCESSIBILITY, ServiceCentre
from cities.scopes import CITIES_MANAGE
from cities.services import centre_save
from services_portal.kernel.admin.base import ANY_STAFF, ActorModelAdmin, actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action


class CentreForm(forms.ModelForm):
    """Hours as lines, accessibility as boxes to tick."""

    hours = OpeningHoursField(
        label=_("opening hours"),
        required=False,
        help_text=_("One period a line, days 1 (Monday) to 7, such as 1-5 09:00-12:00"),
    )
    accessibility = forms.MultipleChoiceField(
        label=_("accessibility"),
        required=False,
        choices=list(ACCESSIBILITY.items()),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )


@admin.register(ServiceCentre)
class ServiceCentreAdmin(ActorModelAdmin):
    """Places where residents are served."""

    scopes = {Action.VIEW: ANY_STAFF, Action.ADD: CITIES_MANAGE, Action.CHANGE: CITIES_MANAGE}
    form = CentreForm
    list_display = ("shown_name", "shown_city", "shown_address", "phone", "is_active")
    list_select_related = ("city",)
    list_filter = (("city", AutocompleteSelectFilter), ("is_active", BooleanRadioFilter))
    search_fields = ("name", "address", "code__startswith")
    search_help_text = _("Name, address or code")
    autocomplete_fields = ("city", "region")
    fieldsets = (
        (None, {"fields": ("code", "name", "city", "region", "address", "phone", "is_active")}),
        (_("When and for whom"), {"fields": ("hours", "hours_note", "accessibility")}),
        (_("On the map (WGS 84, degrees)"), {"fields": (("longitude", "latitude"),)}),
    )
    shown_name = localized_column("name", _("name"))
    shown_city = localized_column("city__name", _("city"))
    shown_address = localized_column("address", _("address"))

    def write(self, request: HttpRequest, obj: ServiceCentre, form: Any, *, change: bool) -> None:
        """Save the centre."""
        values = dict(form.cleaned_data)
        values["hours_note"] = values["hours_note"] or None
        obj.pk = centre_save(actor=actor_of(request), centre_id=obj.pk if change else None, values=values).pk
