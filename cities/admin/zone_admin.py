"""Zones."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from cities.models import Zone
from cities.scopes import CITIES_MANAGE
from cities.services import zone_save
from services_portal.kernel.admin.base import ANY_STAFF, ActorModelAdmin, actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action


@admin.register(Zone)
class ZoneAdmin(ActorModelAdmin):
    """The economic circles of the province."""

    scopes = {Action.VIEW: ANY_STAFF, Action.ADD: CITIES_MANAGE, Action.CHANGE: CITIES_MANAGE}
    list_display = ("shown_name", "code", "order")
    fields = ("code", "name", "order")
    shown_name = localized_column("name", _("name"))

    def write(self, request: HttpRequest, obj: Zone, form: Any, *, change: bool) -> None:
        """Save the zone."""
        values = {name: form.cleaned_data[name] for name in self.fields}
        obj.pk = zone_save(actor=actor_of(request), zone_id=obj.pk if change else None, values=values).pk
