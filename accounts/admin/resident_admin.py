"""Residents."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from accounts.admin.traced import TracedReadMixin
from accounts.models import Resident
from accounts.rights.purposes import ReadPurpose
from accounts.scopes import RESIDENT_READ
from services_portal.kernel.admin.base import ActorModelAdmin
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action


@admin.register(Resident)
class ResidentAdmin(TracedReadMixin, ActorModelAdmin):
    """Where residents are at home; names are shown only on the row's own page, whose opening is recorded."""

    scopes = {Action.VIEW: RESIDENT_READ}
    traced_action = "accounts.resident.read"
    traced_purpose = ReadPurpose.RESIDENT
    list_display = ("id", "shown_home", "shown_current", "language", "created_at")
    list_select_related = ("home_city", "current_city")
    list_filter = (("home_city", AutocompleteSelectFilter),)
    search_fields = ("=id",)
    search_help_text = _("Exact id")
    ordering = ("-id",)
    fields = ("display_name", "shown_home", "shown_current", "language", "large_text", "created_at")
    readonly_fields = fields
    shown_home = localized_column("home_city__name", _("home city"))
    shown_current = localized_column("current_city__name", _("present city"))
