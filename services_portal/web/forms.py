"""Forms of the web client: they check shapes; what may be done is decided by services."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Resident
from accounts.services import ResidentChanges
from cities.models import RegionLevel
from cities.selectors import regions_on
from services_portal.kernel import clock
from services_portal.kernel.text import LANGUAGES, current_language, pick

BELOW_CITY: Final = frozenset({RegionLevel.COUNTY, RegionLevel.ZONE})


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Return where to go on: the ``next`` of the form or query where it is an address of ours, else ``default``."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return default


class PositionForm(forms.Form):
    """A point as the browser gives it, WGS 84 degrees."""

    latitude = forms.FloatField(min_value=-90, max_value=90)
    longitude = forms.FloatField(min_value=-180, max_value=180)


class LanguageForm(forms.Form):
    """One of our languages."""

    language = forms.ChoiceField(choices=[(language, language) for language in LANGUAGES])


def region_choices() -> list[tuple[str, Any]]:
    """Return the regions of today for a list: each city with its counties and zones, under the city's name."""
    language = current_language()
    regions = list(regions_on(clock.today()))
    below: dict[str, list[tuple[str, str]]] = {}
    for region in regions:
        if region.level in BELOW_CITY and region.parent is not None:
            below.setdefault(region.parent.code, []).append((region.code, pick(region.name, language)))
    groups: list[tuple[str, Any]] = [("", _("Not given"))]
    for region in regions:
        if region.level == RegionLevel.CITY:
            name = pick(region.name, language)
            whole = (region.code, _("%(city)s, district not given") % {"city": name})
            groups.append((name, [whole, *below.get(region.code, [])]))
    return groups


class ProfileForm(forms.Form):
    """What a resident may set about himself."""

    display_name = forms.CharField(label=gettext_lazy("Name to show"), max_length=60, required=False)
    home_region = forms.ChoiceField(label=gettext_lazy("Where you live"), required=False, choices=region_choices)
    current_region = forms.ChoiceField(label=gettext_lazy("Where you are now"), required=False, choices=region_choices)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=(("zh-hans", "简体中文"), ("en", "English")))
    large_text = forms.BooleanField(label=gettext_lazy("Large text"), required=False)

    @staticmethod
    def initial_of(resident: Resident) -> dict[str, Any]:
        """Return the form's values for a resident."""
        return {
            "display_name": resident.display_name,
            "home_region": resident.home_region.code if resident.home_region else "",
            "current_region": resident.current_region.code if resident.current_region else "",
            "language": resident.language,
            "large_text": resident.large_text,
        }

    def changes(self) -> ResidentChanges:
        """Return what to change."""
        data = self.cleaned_data
        return ResidentChanges(
            display_name=data["display_name"].strip(),
            home_region=data["home_region"] or None,
            current_region=data["current_region"] or None,
            language=data["language"],
            large_text=data["large_text"],
        )
