"""Forms of the web client: they check shapes; what may be done is decided by services."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from services_portal.kernel.text import LANGUAGES


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
