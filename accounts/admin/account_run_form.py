"""Which old accounts to take in."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget

from accounts.scopes import INTAKE_RUN
from cities.models import City
from services_portal.kernel.actor import EVERYWHERE, Actor

SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".json", ".jsonl", ".ndjson")
# A trial answers within the request, so it takes no more than can be judged and matched in some seconds.
TRIAL_BYTES: Final = 4 << 20
TRIAL, REAL = "trial", "real"


def cities_of(actor: Actor) -> Any:
    """Return the cities whose old accounts the actor may take in."""
    realms = actor.realms(INTAKE_RUN)
    cities = City.objects.public().order_by("order", "slug")
    if EVERYWHERE in realms:
        return cities
    return cities.filter(slug__in=[realm.removeprefix("city:") for realm in realms if realm.startswith("city:")])


class AccountsForm(forms.Form):
    """City, file, and whether to write anything."""

    city = forms.ModelChoiceField(label=_("City"), queryset=City.objects.none(), widget=UnfoldAdminSelectWidget)
    file = forms.FileField(
        label=_("File with old accounts"),
        required=False,
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=_(
            "CSV, XLSX or JSON, as the city's manifest describes it. It is encrypted at once and gone after the import."
            " Leave empty to read the source of the manifest."
        ),
    )
    mode = forms.ChoiceField(
        label=_("What to do"),
        choices=(
            (TRIAL, _("Try only: show the report, write nothing")),
            (REAL, _("Take in: nobody becomes a user by it; accounts wait until their people sign in")),
        ),
        initial=TRIAL,
        widget=UnfoldAdminRadioSelectWidget,
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["city"].queryset = cities_of(actor)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        """Refuse what is no table by its name, empty, or too large. Raises ValidationError."""
        file = self.cleaned_data["file"]
        if not file:
            return None
        if PurePath(file.name or "").suffix.lower() not in SUFFIXES:
            raise ValidationError(_("Not a file of CSV, XLSX or JSON."))
        if file.size > settings.PORTAL_PRIVATE_UPLOAD_BYTES:
            limit = filesizeformat(settings.PORTAL_PRIVATE_UPLOAD_BYTES)
            raise ValidationError(_("Larger than %(limit)s."), params={"limit": limit})
        return file

    def clean(self) -> dict[str, Any]:
        """Refuse a trial that would take too long. Adds an error."""
        data = super().clean() or self.cleaned_data
        file = data.get("file")
        if file and data.get("mode") == TRIAL and file.size > TRIAL_BYTES:
            limit = filesizeformat(TRIAL_BYTES)
            told = _("Too large to be tried here (%(limit)s at most): try it by manage.py, or with a part of it.")
            self.add_error("file", ValidationError(told, params={"limit": limit}))
        return data
