"""Regions, to read: they come from the published codes, not from this site."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from cities.models import Region, RegionSuccession
from services_portal.kernel.admin.base import ANY_STAFF, ActorModelAdmin, ReadOnlyInline
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.authorisation import Action


class SuccessorInline(ReadOnlyInline):
    """Who took over a retired region."""

    model = RegionSuccession
    fk_name = "predecessor"
    verbose_name_plural = _("successors")
    fields = ("successor", "effective_on")
    readonly_fields = fields


@admin.register(Region)
class RegionAdmin(ActorModelAdmin):
    """Regions with the days on which their codes hold."""

    scopes = {Action.VIEW: ANY_STAFF}
    list_display = ("code", "shown_name", "level", "valid_from", "valid_to")
    list_filter = (("level", ChoicesDropdownFilter),)
    search_fields = ("code__startswith", "name", "pinyin__startswith")
    search_help_text = _("Code, name or pinyin")
    ordering = ("code", "valid_from")
    fields = ("code", "shown_name", "pinyin", "level", "parent", "valid_from", "valid_to", "source")
    readonly_fields = fields
    inlines = (SuccessorInline,)
    shown_name = localized_column("name", _("name"))
