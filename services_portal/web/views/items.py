"""Matters: the list, live search, and suggestions."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import reads
from catalog.publishing import shapes
from services_portal.web.visitor import Visitor, visitor_of

PAGE_SIZE: Final = 20
SUGGESTIONS: Final = 6
FILTERS: Final = ("q", "topic", "audience")
row_decoder: Final = msgspec.json.Decoder(shapes.ItemRow)


def is_partial(request: HttpRequest) -> bool:
    """Whether only a part of the page is asked for (htmx says so)."""
    return request.headers.get("HX-Request-Type") == "partial"


def city_slug(visitor: Visitor) -> str | None:
    """Return the short name of the reader's city, None where no city takes part."""
    return visitor.city.slug if visitor.city else None


def rows_of(
    visitor: Visitor, query: dict[str, str], *, cursor: str | None = None, limit: int = PAGE_SIZE
) -> tuple[list[shapes.ItemRow], str | None]:
    """Return a page of matters for the reader's city, and the cursor of the next. Raises DomainError."""
    chosen = reads.ItemFilter.of({**query, "city": city_slug(visitor) or ""})
    page = reads.item_slice(chosen, visitor.language, cursor=cursor, limit=limit)
    return [row_decoder.decode(row) for row in page.rows], page.cursor


def _query(request: HttpRequest) -> dict[str, str]:
    """Return the filters in the address that are set; a search is trimmed, for people paste blanks."""
    given = {name: request.GET.get(name, "").strip() for name in FILTERS}
    return {name: value for name, value in given.items() if value}


def link(query: dict[str, str], **changed: str | None) -> str:
    """Return the address of the list with some filters changed; None takes one away."""
    merged = {**query, **changed}
    text = urlencode([(name, value) for name, value in merged.items() if value])
    return reverse("web:items") + (f"?{text}" if text else "")


def _audiences(query: dict[str, str]) -> list[dict[str, Any]]:
    labels = (("", _("All")), ("person", _("For me")), ("enterprise", _("For enterprises")))
    return [
        {"label": label, "url": link(query, audience=code or None), "chosen": query.get("audience", "") == code}
        for code, label in labels
    ]


def _topics(query: dict[str, str], topics: list[shapes.TopicShape]) -> list[dict[str, Any]]:
    """Return the topics to narrow by, the chosen one first: on a phone the row shows only its beginning."""
    wanted = query.get("audience")
    shown = [
        {"topic": topic, "url": link(query, topic=topic.code), "chosen": query.get("topic") == topic.code}
        for topic in topics
        if not wanted or topic.audience in (wanted, "both") or query.get("topic") == topic.code
    ]
    return sorted(shown, key=lambda each: not each["chosen"])


@require_safe
def items(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """Show matters, found by words, topic and audience, page by page; htmx is given only the rows.

    ``code`` is the topic of an address that people can keep (``/topics/<code>/``). Raises DomainError.
    """
    visitor, query = visitor_of(request), _query(request)
    if code is not None:
        query["topic"] = code
    cursor = request.GET.get("cursor") or None
    rows, following = rows_of(visitor, query, cursor=cursor)
    context: dict[str, Any] = {
        "section": "items",
        "page_is_section": not query and cursor is None,
        "rows": rows,
        "more_url": link(query, cursor=following) if following else None,
        "is_continued": cursor is not None,
        "query": query,
        "start_url": link(query),
    }
    if is_partial(request):
        template = "web/parts/more_rows.html" if cursor else "web/parts/results.html"
    else:
        template = "web/items.html"
        topics = reads.all_topics(visitor.language)
        context |= {
            "topics": _topics(query, topics),
            "topic": next((topic for topic in topics if topic.code == query.get("topic")), None),
            "all_topics_url": link(query, topic=None),
            "audiences": _audiences(query),
        }
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request-Type"])
    return response


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Answer the search box of the home page while somebody types: the first few matters."""
    query = _query(request)
    rows = rows_of(visitor_of(request), {"q": query["q"]}, limit=SUGGESTIONS)[0] if "q" in query else []
    return render(request, "web/parts/suggestions.html", {"rows": rows, "query": query, "all_url": link(query)})
