"""A matter: what the reader's city asks and promises, and how other cities compare."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from catalog import reads
from catalog.drafts import document_to_come
from catalog.errors import UNKNOWN_SERVICE
from catalog.publishing import shapes
from catalog.publishing.fit import FIT_OF_LEVEL
from cities.models import City
from cities.selectors import active_cities, centres_of
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import CHINESE, LANGUAGES
from services_portal.web.middleware import FRAMED_POLICY
from services_portal.web.templatetags.portal import is_chinese
from services_portal.web.visitor import Visitor, visitor_of

# An agency's text may hold anything; only such an address becomes a link.
WEB_ADDRESS: Final = ("https://", "http://")


def _page(visitor: Visitor, code: str, slug: str | None) -> shapes.ItemPage:
    return msgspec.json.decode(reads.item_page_bytes(code, slug, visitor.language), type=shapes.ItemPage)


def _texts(value: Any) -> Iterator[str]:
    """Yield every string in a structure."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def speaks_chinese(visitor: Visitor, shown: Any) -> bool:
    """Whether a page in another language has to show Chinese texts, so that it can say so."""
    return visitor.language != CHINESE and any(is_chinese(text) for text in _texts(msgspec.to_builtins(shown)))


def _summary(page: shapes.ItemPage, service: shapes.ServiceDocument | None, visitor: Visitor) -> str:
    """Return the agency's summary, or the province's where only that one is in the reader's language."""
    own = service.summary if service else ""
    if visitor.language != CHINESE and is_chinese(own) and page.summary and not is_chinese(page.summary):
        return page.summary
    return own or page.summary


def _crumbs(page: shapes.ItemPage, last: str | None = None) -> list[dict[str, Any]]:
    crumbs: list[dict[str, Any]] = []
    if page.topic:
        crumbs.append({"label": page.topic.name, "url": reverse("web:topic", args=[page.topic.code])})
    if last is None:
        return [*crumbs, {"label": page.title}]
    return [*crumbs, {"label": page.title, "url": reverse("web:matter", args=[page.basic_code])}, {"label": last}]


def _place(visitor: Visitor, asked: str | None) -> City | None:
    """Return the city to show: the one asked for in the address, else the reader's."""
    if not asked or (visitor.city and asked == visitor.city.slug):
        return visitor.city
    return active_cities().prefetch_related(None).filter(slug=asked).first()


def _centres(city: City | None, service: shapes.ServiceDocument | None) -> dict[str, Any]:
    """Return the service centres that the offices of a service stand in, by code."""
    codes = [office.centre for office in service.offices if office.centre] if service else []
    return {centre.code: centre for centre in centres_of(city).filter(code__in=codes)} if city and codes else {}


def _service_context(
    visitor: Visitor, page: shapes.ItemPage, service: shapes.ServiceDocument | None, place: City | None
) -> dict[str, Any]:
    """Return what the page of a matter says of one service, published or being written."""
    summary = _summary(page, service, visitor)
    shown = msgspec.structs.replace(service, summary=summary) if service else None
    return {
        "section": "items",
        "item": page,
        "service": service,
        "summary": summary,
        "place": place,
        "centres": _centres(place, service),
        "online": [each for each in service.channels if each.url.startswith(WEB_ADDRESS)] if service else [],
        "has_chinese": speaks_chinese(visitor, [page.title, summary, shown]),
    }


@require_safe
def matter(request: HttpRequest, code: str, service_id: UUID | None = None) -> HttpResponse:
    """Show a matter with the service that fits the reader's city, or the city asked for by ``?city=``.

    With ``service_id`` another agency's service of the same matter is shown. Raises DomainError.
    """
    visitor = visitor_of(request)
    asked = request.GET.get("city") or None
    place = _place(visitor, asked)
    page = _page(visitor, code, asked or (place.slug if place else None))
    service, fit = page.service, page.fit
    if service_id is not None:
        service = msgspec.json.decode(reads.service_bytes(service_id, visitor.language)[0], type=shapes.ServiceDocument)
        fit = next((other.fit for other in page.others if other.id == str(service_id)), fit)
        if service.item.basic_code != code:
            raise DomainError(UNKNOWN_SERVICE)
    context = {
        **_service_context(visitor, page, service, place),
        "fit": fit,
        "is_elsewhere": bool(place and visitor.city and place.slug != visitor.city.slug),
        "is_other_agency": bool(page.service and service and service.id != page.service.id),
        "offers": page.cities,
        "cities": active_cities().prefetch_related(None),
        "crumbs": _crumbs(page),
    }
    return render(request, "web/matter.html", context)


@require_safe
@never_cache
@xframe_options_sameorigin
def draft(request: HttpRequest, code: str, service_id: UUID) -> HttpResponse:
    """Show those who work on a service, in ``?language=``, what residents would see if it were published now.

    The admin site shows this page in a frame. Raises DomainError.
    """
    visitor = visitor_of(request)
    asked = request.GET.get("language", "")
    with translation.override(asked if asked in LANGUAGES else visitor.language):
        actor: Any = request.actor  # type: ignore[attr-defined]
        document = document_to_come(actor=actor, service_id=service_id, language=visitor.language)
        if document.item.basic_code != code:
            raise DomainError(UNKNOWN_SERVICE)
        place = _place(visitor, document.city.slug if document.city else None)
        page = msgspec.structs.replace(_page(visitor, code, None), others=())
        context = _service_context(visitor, page, document, place) | {"fit": FIT_OF_LEVEL[document.level]}
        response = render(request, "web/draft.html", context)
    response.headers["Content-Security-Policy"] = FRAMED_POLICY
    return response


@require_safe
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Show what each city promises for a matter, the reader's own first."""
    visitor = visitor_of(request)
    page = _page(visitor, code, None)
    here = visitor.city.slug if visitor.city else None
    offers = sorted(page.cities, key=lambda offer: offer.city.slug != here)
    missing = active_cities().prefetch_related(None).exclude(slug__in=page.offered_in)
    context = {
        "section": "items",
        "item": page,
        "offers": offers,
        "here": here,
        "missing": missing,
        "has_chinese": speaks_chinese(visitor, [page.title, offers]),
        "crumbs": _crumbs(page, _("Compare cities")),
    }
    return render(request, "web/compare.html", context)
