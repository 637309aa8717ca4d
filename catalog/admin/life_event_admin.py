"""Life events."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from catalog.admin.directory_admin import DirectoryAdmin
from catalog.models import BasicItem, LifeEvent
from catalog.services.directory_save import life_event_save
from services_portal.kernel.admin.base import actor_of
from services_portal.kernel.admin.columns import localized_column
from services_portal.kernel.admin.fields import LinesField


class LifeEventForm(forms.ModelForm):
    """The matters are listed by their codes, in the order in which residents meet them."""

    matters = LinesField(
        label=_("matters"), required=False, help_text=_("One basic code a line, in order; what follows it is ignored.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and not self.instance._state.adding:
            members = self.instance.members.select_related("basic_item").order_by("order")
            self.initial["matters"] = [str(member.basic_item) for member in members]

    def clean_matters(self) -> list[Any]:
        """Return the keys of the matters. Raises ValidationError naming codes that are not in the directory."""
        codes = list(dict.fromkeys(line.split()[0].upper() for line in self.cleaned_data["matters"]))
        known = dict(BasicItem.objects.filter(code__in=codes).values_list("code", "pk"))
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise ValidationError(_("Not in the basic directory: %(codes)s"), params={"codes": ", ".join(unknown)})
        return [known[code] for code in codes]


@admin.register(LifeEvent)
class LifeEventAdmin(DirectoryAdmin):
    """Matters that a resident meets as one thing."""

    form = LifeEventForm
    list_display = ("shown_name", "code", "order")
    search_fields = ("name", "code")
    fields = ("code", "name", "summary", "icon", "order", "matters")
    shown_name = localized_column("name", _("name"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the matters as text to those who only read."""
        return () if self.has_change_permission(request, obj) else ("matters",)

    @admin.display(description=_("matters"))
    def matters(self, event: LifeEvent) -> str:
        """Return the matters, one a line."""
        return "\n".join(str(member.basic_item) for member in event.members.select_related("basic_item"))

    def write(self, request: HttpRequest, obj: LifeEvent, form: Any, *, change: bool) -> None:
        """Save the life event with its matters."""
        obj.pk = life_event_save(
            actor=actor_of(request),
            life_event_id=obj.pk if change else None,
            values=self.values(form),
            items=form.cleaned_data["matters"],
        ).pk
