"""The home page: search, topics, life events, what is often needed."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog import reads
from services_portal.web.views.items import city_slug, row_decoder
from services_portal.web.visitor import visitor_of

OFTEN: Final = 6
EVENTS_SHOWN: Final = 6


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what can be done in the reader's city."""
    visitor = visitor_of(request)
    topics = reads.all_topics(visitor.language)
    events = reads.all_life_events(visitor.language)
    often = reads.often_needed(city_slug(visitor), visitor.language, limit=OFTEN)
    context = {
        "section": "home",
        "topics": [topic for topic in topics if topic.audience != "enterprise"],
        "enterprise_topics": [topic for topic in topics if topic.audience == "enterprise"],
        "events": events[:EVENTS_SHOWN],
        "often": [row_decoder.decode(row) for row in often],
    }
    return render(request, "web/home.html", context)
