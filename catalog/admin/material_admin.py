"""Materials."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from catalog.admin.directory_admin import DirectoryAdmin
from catalog.models import Material
from catalog.services.directory_save import material_save
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.admin.columns import localized_column


@admin.register(Material)
class MaterialAdmin(DirectoryAdmin):
    """Documents that services ask for, and how far each is trusted."""

    list_display = ("shown_name", "code", "trust_grade", "shown_source")
    list_filter = (("trust_grade", ChoicesDropdownFilter),)
    search_fields = ("name", "code")
    fields = ("code", "name", "source", "trust_grade")
    shown_name = localized_column("name", _("name"))
    shown_source = localized_column("source", _("source"))

    def write(self, request: HttpRequest, obj: Material, form: Any, *, change: bool) -> None:
        """Save the material."""
        saved = material_save(actor=actor_of(request), material_id=obj.pk if change else None, values=self.values(form))
        obj.pk = saved.pk
