"""Which catalogue to take in."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget

from catalog.scopes import INTAKE_RUN
from cities.models import City
from services_portal.kernel.actor import EVERYWHERE, Actor

SUFFIXES: Final = (
    *(".csv", ".tsv", ".txt", ".xlsx", ".json", ".jsonl", ".ndjson", ".jsonld"),
    # XML of Open311 and of RDF, Turtle; tables of Open Referral, packed.
    *(".xml", ".rdf", ".ttl", ".zip"),
)
# A trial answers within the request, so it takes no more than can be read in a few seconds.
TRIAL_BYTES: Final = 16 << 20
TRIAL, REAL = "trial", "real"


def cities_of(actor: Actor) -> Any:
    """Return the cities whose catalogue the actor may take in."""
    realms = actor.realms(INTAKE_RUN)
    cities = City.objects.public().order_by("order", "slug")
    if EVERYWHERE in realms:
        return cities
    return cities.filter(slug__in=[realm[5:] for realm in realms if realm.startswith("city:")])


class CatalogueForm(forms.Form):
    """City, file, and whether to write anything."""

    city = forms.ModelChoiceField(label=_("City"), queryset=City.objects.none(), widget=UnfoldAdminSelectWidget)
    file = forms.FileField(
        label=_("Catalogue file"),
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=_(
            "CSV, XLSX, JSON, XML, Turtle, a ZIP of tables. Leave empty to read the source of the city's manifest."
        ),
    )
    mode = forms.ChoiceField(
        label=_("What to do"),
        choices=(
            (TRIAL, _("Try only: show the report, write nothing")),
            (REAL, _("Take in: publish what is in order, queue the rest")),
        ),
        initial=TRIAL,
        widget=UnfoldAdminRadioSelectWidget,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = cities_of(actor)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse what is no catalogue by its name, empty, or too large. Raises ValidationError."""
        file = self.cleaned_data["file"]
        if not file:
            return None
        if PurePath(file.name or "").suffix.lower() not in SUFFIXES:
            raise ValidationError(_("Not a file of CSV, XLSX, JSON, XML, Turtle or ZIP."))
        if file.size > settings.PORTAL_INTAKE_MAX_BYTES:
            limit = filesizeformat(settings.PORTAL_INTAKE_MAX_BYTES)
            raise ValidationError(_("Larger than %(limit)s."), params={"limit": limit})
        return file

    def clean(self) -> dict[str, Any]:
        """Refuse a trial that would take too long. Adds an error."""
        data = super().clean() or self.cleaned_data
        file = data.get("file")
        if file and data.get("mode") == TRIAL and file.size > TRIAL_BYTES:
            self.add_error("file", _("Too large to be tried here (16 MB at most). It can be taken in."))
        return data
