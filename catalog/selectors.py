"""Reads of the registry for the layers above: the same stored bytes that the API streams, as structs.

For the faces (all take ``language`` "zh-hans" or "en"; all raise DomainError with the API's codes)::

    topics(language) -> tuple[shapes.TopicShape, ...]
    life_events(language) -> tuple[shapes.LifeEventShape, ...]
    life_event_page(code, city, language) -> shapes.LifeEventPage
    items_for_city(city, *, topic, audience, q, life_event, language, cursor, limit) -> ItemList(rows, cursor)
    item_page(basic_code, city, language) -> shapes.ItemPage
    service_document(service_id, language) -> shapes.ServiceDocument

``city`` is the short name or None. The structs of ``catalog.publishing.shapes`` are frozen and their fields are the
API's; ``ItemPage.cities`` holds what every city offers, to compare.
"""

from __future__ import annotations

from typing import Final, NamedTuple
from uuid import UUID

import msgspec

from catalog import reads
from catalog.publishing import shapes
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


def service_document(service_id: UUID, language: Language = CHINESE) -> shapes.ServiceDocument:
    """Return a published service. Raises DomainError ``unknown_service``, ``service_retired``."""
    return _service.decode(reads.service_bytes(service_id, language)[0])
