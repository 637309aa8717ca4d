"""Pilots."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cities.models import Pilot
from cities.scopes import CITIES_MANAGE
from cities.services import pilot_save
from services_portal.kernel.admin.base import ANY_STAFF, ActorModelAdmin, actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action


@admin.register(Pilot)
class PilotAdmin(ActorModelAdmin):
    """Programmes that some cities try first."""

    scopes = {Action.VIEW: ANY_STAFF, Action.ADD: CITIES_MANAGE, Action.CHANGE: CITIES_MANAGE}
    list_display = ("shown_name", "code")
    fields = ("code", "name", "cities")
    autocomplete_fields = ("cities",)
    shown_name = localized_column("name", _("name"))

    def write(self, request: HttpRequest, obj: Pilot, form: Any, *, change: bool) -> None:
        """Save the pilot with its cities."""
        data = form.cleaned_data
        obj.pk = pilot_save(
            actor=actor_of(request),
            pilot_id=obj.pk if change else None,
            values={"code": data["code"], "name": data["name"]},
            cities=list(data["cities"]),
        ).pk
