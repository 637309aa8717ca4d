"""Reads of the registry for the layers above: the same stored bytes that the API streams, as structs.

For the faces (all take ``language`` "zh-hans" or "en"; all raise DomainError with the API's codes)::

    topics(language) -> tuple[shapes.TopicShape, ...]
    life_events(language) -> tuple[shapes.LifeEventShape, ...]
    life_event_page(code, city, language) -> shapes.LifeEventPage
    items_for_city(city, *, topic, audience, q, life_event, language, cursor, limit) -> ItemList(rows, cursor)
    item_page(basic_code, city, language) -> shapes.ItemPage
    item_compare(basic_code, language) -> shapes.ItemPage   (``cities``: what every city offers)
    service_document(service_id, language) -> shapes.ServiceDocument
    preview_document(service, content, language) -> shapes.ServiceDocument   (a draft as residents would see it)

``city`` is the short name or None. The structs of ``catalog.publishing.shapes`` are frozen and their fields are the
API's. For staff: ``services_for``, ``drafts_for``, narrowed by ``for_actor``.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from catalog import reads
from catalog.content import ServiceContent
from catalog.models import Service, ServiceDraft
from catalog.publishing import shapes
from catalog.publishing.render import Published
from catalog.publishing.render import service_document as render_document
from catalog.publishing.surroundings import read_surroundings
from services_portal.kernel import clock
from services_portal.kernel.actor import Actor
from services_portal.kernel.authorisation import Action
from services_portal.kernel.cursors import DEFAULT_LIMIT
from services_portal.kernel.text import CHINESE, Language

_row: Final = msgspec.json.Decoder(shapes.ItemRow)
_page: Final = msgspec.json.Decoder(shapes.ItemPage)
_service: Final = msgspec.json.Decoder(shapes.ServiceDocument)


class ItemList(NamedTuple):
    """A page of matters and the cursor of the next page, None at the end."""

    rows: list[shapes.ItemRow]
    cursor: str | None


def topics(language: Language = CHINESE) -> tuple[shapes.TopicShape, ...]:
    """Return all topics in their order."""
    return tuple(reads.all_topics(language))


def life_events(language: Language = CHINESE) -> tuple[shapes.LifeEventShape, ...]:
    """Return all life events in their order."""
    return tuple(reads.all_life_events(language))


def life_event_page(code: str, city: str | None = None, language: Language = CHINESE) -> shapes.LifeEventPage:
    """Return a life event with its matters. Raises DomainError ``unknown_life_event``, ``unknown_city``."""
    body = msgspec.json.encode(reads.life_event_page(code, city, language))
    return msgspec.json.decode(body, type=shapes.LifeEventPage)


def items_for_city(
    city: str | None,
    *,
    topic: str | None = None,
    audience: str | None = None,
    q: str | None = None,
    life_event: str | None = None,
    language: Language = CHINESE,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> ItemList:
    """Return a page of matters, each with the service that fits ``city`` or the cities that offer it.

    Raises DomainError ``unknown_city``, ``unknown_topic``, ``unknown_audience``, ``unknown_life_event``,
    ``bad_search``, ``bad_cursor``.
    """
    given = {"city": city, "topic": topic, "audience": audience, "q": q, "life_event": life_event}
    chosen = reads.ItemFilter.of({name: value for name, value in given.items() if value})
    found = reads.item_slice(chosen, language, cursor=cursor or None, limit=limit)
    return ItemList([_row.decode(body) for body in found.rows], found.cursor)


def item_page(basic_code: str, city: str | None = None, language: Language = CHINESE) -> shapes.ItemPage:
    """Return a matter with the service that fits ``city``. Raises DomainError ``unknown_item``, ``unknown_city``."""
    return _page.decode(reads.item_page_bytes(basic_code, city, language))


def item_compare(basic_code: str, language: Language = CHINESE) -> shapes.ItemPage:
    """Return a matter with what every city offers (``cities``: days, visits, fees, offices …), no city chosen.

    Raises DomainError ``unknown_item``.
    """
    return item_page(basic_code, None, language)


def service_document(service_id: UUID, language: Language = CHINESE) -> shapes.ServiceDocument:
    """Return a published service. Raises DomainError ``unknown_service``, ``service_retired``."""
    return _service.decode(reads.service_bytes(service_id, language)[0])


def preview_document(service: Service, content: ServiceContent, language: Language = CHINESE) -> shapes.ServiceDocument:
    """Return ``content`` as residents would see it once published as the next version of ``service``."""
    number = service.current_version.number + 1 if service.current_version else 1
    names = read_surroundings([service]).names(
        service.basic_item_id, service.agency_id, service.region_id, service.city_id
    )
    code = service.implementation_code
    preview = Published(service.pk, number, clock.now(), code, service.level, content, names)
    return render_document(preview, language)


def services_for(actor: Actor, action: Action = Action.VIEW) -> QuerySet[Service]:
    """Return the services on which ``actor`` may do ``action``, with what lists show of them at hand."""
    return Service.objects.for_actor(actor, action).select_related("basic_item", "agency", "city", "current_version")


def drafts_for(actor: Actor, action: Action = Action.CHANGE) -> QuerySet[ServiceDraft]:
    """Return the drafts on which ``actor`` may do ``action``."""
    return ServiceDraft.objects.for_actor(actor, action).select_related("service__basic_item", "service__agency")
