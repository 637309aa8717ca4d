"""The fields of a service that are not rows."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from catalog import words
from services_portal.kernel.admin.fields import LocalizedField
from services_portal.kernel.admin.lines_field import LocalizedLinesField

MOST_DAYS = 3650


class DayInput(forms.DateInput):
    """The browser's own calendar; works without a script."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs=UnfoldAdminTextInputWidget().attrs)


def text(label: Any, *, required: bool = False, max_length: int = 200, **kwargs: Any) -> forms.CharField:
    """Return a field for a short text."""
    return forms.CharField(
        label=label, required=required, max_length=max_length, widget=UnfoldAdminTextInputWidget, **kwargs
    )


def number(label: Any, *, most: int, least: int = 0, **kwargs: Any) -> forms.IntegerField:
    """Return a field for a whole number that may be left out."""
    kwargs.setdefault("required", False)
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, widget=UnfoldAdminIntegerFieldWidget, **kwargs
    )


def choice(label: Any, choices: Any, **kwargs: Any) -> forms.ChoiceField:
    """Return a field for one of a few."""
    return forms.ChoiceField(label=label, choices=choices, widget=UnfoldAdminSelectWidget, **kwargs)


class ContentForm(forms.Form):
    """What a service says, apart from its rows. Rules across fields are the services' (``catalog.completeness``)."""

    title = LocalizedField(label=_("Title"), max_length=300)
    summary = LocalizedField(label=_("In one or two sentences"), required=False, lines=3, max_length=2000)
    audiences = forms.MultipleChoiceField(
        label=_("For whom"), choices=words.AUDIENCES, widget=UnfoldAdminCheckboxSelectMultipleWidget
    )
    promised_days = number(_("Promised days"), most=MOST_DAYS, help_text=_("0 means: done while you wait."))
    promised_unit = choice(_("Promised days count"), words.UNITS)
    statutory_days = number(_("Days the law allows"), most=MOST_DAYS)
    statutory_unit = choice(_("The law's days count"), words.UNITS)
    visits = number(_("Visits needed"), most=99, help_text=_("0 means: nobody has to come."))
    handling_kind = choice(_("How it is handled"), words.KINDS)
    handling_scope = choice(_("Away from home"), words.SCOPES)
    conditions = LocalizedLinesField(label=_("Conditions"), required=False, help_text=_("One condition a line."))
    steps = LocalizedLinesField(label=_("Steps"), required=False, help_text=_("One step a line, in their order."))
    result_kind = text(_("Kind of result"), max_length=60, help_text=_("Such as certificate, record or decision."))
    result_name = LocalizedField(label=_("Name of the result"), required=False, max_length=300)
    phone = text(_("Telephone for questions"), max_length=60)
    complaint_phone = text(_("Telephone for complaints"), max_length=60)
    effective_on = forms.DateField(label=_("In force from"), required=False, widget=DayInput)
    expires_on = forms.DateField(label=_("Until (the first day it no longer is)"), required=False, widget=DayInput)


# The order in which the page shows them: heading, fields, and the rows that belong there.
SECTIONS: tuple[tuple[Any, tuple[str, ...], tuple[str, ...]], ...] = (
    (_("What it is"), ("title", "summary", "audiences"), ()),
    (_("Who may apply"), ("conditions",), ()),
    (_("What to bring"), (), ("materials",)),
    (
        _("How long it takes"),
        ("promised_days", "promised_unit", "statutory_days", "statutory_unit", "visits", "handling_kind"),
        (),
    ),
    (_("How to apply"), ("steps", "handling_scope"), ("channels",)),
    (_("What it costs"), (), ("fees",)),
    (_("Where to go and whom to ask"), ("phone", "complaint_phone"), ("offices",)),
    (_("What you get"), ("result_name", "result_kind"), ()),
    (_("Legal basis and validity"), ("effective_on", "expires_on"), ("legal_basis",)),
)
WIDE = frozenset({"title", "summary", "audiences", "conditions", "steps", "result_name"})
