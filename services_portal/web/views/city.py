"""Where the reader is: choosing a city from the list or by position."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.services import ResidentChanges
from cities.models import City
from cities.selectors import active_cities, city_by_slug, nearest_city
from services_portal.kernel.text import current_language, pick
from services_portal.web.forms import PositionForm, safe_next
from services_portal.web.visitor import CITY_COOKIE, visitor_of

FAR_KILOMETRES = 150.0


def _by_zone(cities: list[City]) -> list[dict[str, Any]]:
    """Group cities under their zones, in the zones' order; those in none come last."""

    def key(city: City) -> tuple[int, str]:
        return (city.zone.order, city.zone.code) if city.zone else (10**6, "")

    ordered = sorted(cities, key=lambda city: (*key(city), city.order, city.slug))
    groups = [list(found) for _key, found in groupby(ordered, key)]
    return [{"zone": group[0].zone, "cities": group} for group in groups]


def move_to(request: HttpRequest, city: City) -> HttpResponse:
    """Make ``city`` the reader's present city and go on."""
    response = HttpResponseRedirect(safe_next(request))
    changes = ResidentChanges(current_region=city.region.code)
    visitor_of(request).remember(response, changes, **{CITY_COOKIE: city.slug})
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def city(request: HttpRequest) -> HttpResponse:
    """Show the sixteen cities; a POST with ``city`` moves there."""
    if request.method == "POST":
        return move_to(request, city_by_slug(request.POST.get("city", "")))
    context = {
        "section": "home",
        "zones": _by_zone(list(active_cities())),
        "next": safe_next(request),
        "crumbs": [{"label": _("Your city")}],
    }
    return render(request, "web/city.html", context)


@require_POST
def position(request: HttpRequest) -> HttpResponse:
    """Move to the city nearest to a position."""
    form = PositionForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Your position could not be read. Please choose your city from the list."))
        return HttpResponseRedirect(request.get_full_path().replace("position/", ""))
    found, kilometres = nearest_city(form.cleaned_data["latitude"], form.cleaned_data["longitude"])
    name = {"city": pick(found.name, current_language())}
    if kilometres > FAR_KILOMETRES:
        messages.warning(request, _("You seem to be outside Shandong. %(city)s is the nearest city.") % name)
    else:
        messages.success(request, _("You are in %(city)s.") % name)
    return move_to(request, found)
