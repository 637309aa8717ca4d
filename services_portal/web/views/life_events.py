"""Life events (一件事): what a resident meets as one thing."""

from __future__ import annotations

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import reads
from catalog.publishing import shapes
from services_portal.web.views.items import city_slug
from services_portal.web.visitor import visitor_of


@require_safe
def life_events(request: HttpRequest) -> HttpResponse:
    """List the life events."""
    events = reads.all_life_events(visitor_of(request).language)
    context = {"section": "life_events", "page_is_section": True, "events": events}
    return render(request, "web/life_events.html", context)


@require_safe
def life_event(request: HttpRequest, code: str) -> HttpResponse:
    """Show one life event: its matters in order, each with the service that fits."""
    visitor = visitor_of(request)
    raw = msgspec.json.encode(reads.life_event_page(code, city_slug(visitor), visitor.language))
    event = msgspec.json.decode(raw, type=shapes.LifeEventPage)
    crumbs = [{"label": _("Life events"), "url": reverse("web:life_events")}, {"label": event.name}]
    return render(request, "web/life_event.html", {"section": "life_events", "event": event, "crumbs": crumbs})
