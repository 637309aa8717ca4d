"""Old links of the cities' apps and portals, as a person follows them."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from catalog.legacy.hits import count_hit
from catalog.legacy.resolving import Fate, Target, resolve
from cities.selectors import city_by_slug
from services_portal.web.visitor import visitor_of

STATUS: Final = {Fate.SPLIT: 200, Fate.WAITING: 200, Fate.RETIRED: 410, Fate.DROPPED: 410}


def _page_of(target: Target, city: str) -> str:
    return f"{reverse('web:service', args=[target.basic_code, target.service_id])}?city={city}"


@require_safe
@cache_control(max_age=0, must_revalidate=True)
def legacy(request: HttpRequest, city: str, address: str) -> HttpResponse:
    """Lead to the service for good, or say what became of the old address. Raises DomainError."""
    query = request.META.get("QUERY_STRING", "")
    found = resolve(city, f"{address}?{query}" if query else address)
    count_hit(found)
    if found.fate == Fate.MOVED:
        return HttpResponsePermanentRedirect(_page_of(found.targets[0], city))
    language = visitor_of(request).language
    choices = [
        {
            "title": target.name(language),
            "agency": target.agency_name(language),
            "url": _page_of(target, city)
            if found.fate == Fate.SPLIT
            else f"{reverse('web:matter', args=[target.basic_code])}?city={city}",
        }
        for target in found.targets
    ]
    context = {"section": "items", "fate": found.fate.value, "choices": choices, "place": city_by_slug(city)}
    return render(request, "web/legacy.html", context, status=STATUS[found.fate])
