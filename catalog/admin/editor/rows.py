"""The rows of a service: materials, channels, fees, offices, legal basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminDecimalFieldWidget, UnfoldAdminURLInputWidget, UnfoldBooleanSwitchWidget

from catalog import words
from catalog.admin.editor.content_form import choice, number, text
from catalog.models import Material
from cities.models import ServiceCentre
from services_portal.kernel.admin.fields import LocalizedField
from services_portal.kernel.text import current_language, pick

MOST_ROWS = 100


@dataclass(frozen=True)
class Known:
    """What rows may name by code, read once a page: (code, name) of materials and of the city's service centres."""

    materials: tuple[tuple[str, str], ...] = ()
    centres: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, city_id: UUID | None) -> Known:
        """Read it for a service in ``city_id`` (None: the province)."""
        language = current_language()
        materials = Material.objects.order_by("code").values_list("code", "name")
        centres = ServiceCentre.objects.public().filter(city_id=city_id).order_by("code").values_list("code", "name")
        return cls(
            tuple((code, f"{pick(name, language)} ({code})") for code, name in materials),
            tuple((code, pick(name, language)) for code, name in centres),
        )


class Row(forms.Form):
    """Base of the rows."""

    def __init__(self, *args: Any, known: Known | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known or Known()

    def offer(self, name: str, choices: tuple[tuple[str, str], ...]) -> None:
        """Offer ``choices`` for a code, and the present one even where it is no longer known."""
        present = self.initial.get(name)
        more = [] if not present or present in dict(choices) else [(present, present)]
        self.fields[name].choices = [("", _("none of them")), *choices, *more]  # type: ignore[attr-defined]


class MaterialRow(Row):
    """A document asked for."""

    name = LocalizedField(label=_("Name"), max_length=300)
    grade = choice(_("Trust grade"), words.GRADES, initial="C")
    code = choice(_("Material of the province's list"), (), required=False)
    form = text(_("Form"), max_length=100, help_text=_("Such as original, copy, electronic."))
    copies = number(_("Copies"), least=1, most=99, initial=1, required=True)
    required = forms.BooleanField(label=_("Required"), required=False, initial=True, widget=UnfoldBooleanSwitchWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("code", self.known.materials)


class ChannelRow(Row):
    """A way to apply."""

    kind = choice(_("Way to apply"), words.CHANNELS)
    url = forms.URLField(
        label=_("Address, where it is online"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=UnfoldAdminURLInputWidget,
    )


class FeeRow(Row):
    """A fee; what is kept counts in fen."""

    name = LocalizedField(label=_("For what"), max_length=300)
    amount = forms.DecimalField(
        label=_("Amount in yuan"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=UnfoldAdminDecimalFieldWidget(attrs={"step": "0.01"}),
        help_text=_("Leave empty where it depends on the case."),
    )
    basis = LocalizedField(label=_("By which rule"), required=False, max_length=500)


class OfficeRow(Row):
    """A place to go to."""

    name = LocalizedField(label=_("Name"), max_length=300)
    address = LocalizedField(label=_("Address"), required=False, max_length=500)
    hours = LocalizedField(label=_("Opening hours"), required=False, max_length=500)
    phone = text(_("Telephone"), max_length=60)
    centre = choice(_("Service centre"), (), required=False)
    longitude = forms.FloatField(
        label=_("Longitude"), required=False, min_value=-180, max_value=180, widget=UnfoldAdminDecimalFieldWidget
    )
    latitude = forms.FloatField(
        label=_("Latitude"), required=False, min_value=-90, max_value=90, widget=UnfoldAdminDecimalFieldWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("centre", self.known.centres)


class LawRow(Row):
    """A law or regulation."""

    title = LocalizedField(label=_("Law or regulation"), max_length=500)
    article = LocalizedField(label=_("Article"), required=False, max_length=500)


class RowSet(BaseFormSet):
    """Rows that can be added and taken away, with or without a script."""

    def live(self) -> list[dict[str, Any]]:
        """Return the values of the rows that stand: not taken away, not added and left empty."""
        gone = self.deleted_forms
        return [form.cleaned_data for form in self.forms if form not in gone and form.cleaned_data]


def _row_set(row: type[Row]) -> type[RowSet]:
    return formset_factory(  # type: ignore[return-value]
        row, formset=RowSet, extra=0, can_delete=True, max_num=MOST_ROWS, validate_max=True, absolute_max=MOST_ROWS * 2
    )


ROW_SETS: dict[str, tuple[Any, type[RowSet]]] = {
    "materials": (_("Add a material"), _row_set(MaterialRow)),
    "channels": (_("Add a way to apply"), _row_set(ChannelRow)),
    "fees": (_("Add a fee"), _row_set(FeeRow)),
    "offices": (_("Add an office"), _row_set(OfficeRow)),
    "legal_basis": (_("Add a law"), _row_set(LawRow)),
}
