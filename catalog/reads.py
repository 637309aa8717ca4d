"""The public reads of the registry: stored bytes, one statement each.

What was asked for is checked by the statement itself; only an empty answer is asked about a second time, to tell an
unknown city, topic or life event from a list that is truly empty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from catalog import search
from catalog.content import Text
from catalog.errors import (
    BAD_SEARCH,
    SERVICE_RETIRED,
    UNKNOWN_AUDIENCE,
    UNKNOWN_ITEM,
    UNKNOWN_LIFE_EVENT,
    UNKNOWN_SERVICE,
    UNKNOWN_TOPIC,
)
from catalog.publishing import shapes
from cities.errors import UNKNOWN_CITY
from services_portal.kernel import rawsql
from services_portal.kernel.cursors import decode_cursor, encode_cursor
from services_portal.kernel.errors import DomainError
from services_portal.kernel.text import Language

BASIC_CODE: Final = re.compile(r"[0-9A-Z-]{12}")
AUDIENCES: Final = frozenset({"person", "enterprise"})
# Only these are refused in a search: an input method types full-width blanks, and pasted text brings invisible marks.
CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")

CITY: Final = "(SELECT id FROM cities_city WHERE slug = %s AND is_active)"
ITEM_PAGE: Final = """
SELECT d.body, coalesce(l.context, p.context), s.body, c.slug
FROM catalog_basicitem i
JOIN catalog_itemdocument d ON d.basic_item_id = i.id AND d.language = %s
JOIN catalog_itemlisting p ON p.basic_item_id = i.id AND p.language = d.language AND p.city_id IS NULL
LEFT JOIN cities_city c ON c.slug = %s AND c.is_active
LEFT JOIN catalog_itemlisting l ON l.basic_item_id = i.id AND l.language = d.language AND l.city_id = c.id
LEFT JOIN catalog_publisheddocument s
  ON s.service_id = coalesce(l.service_id, p.service_id) AND s.language = d.language
WHERE i.code = %s
"""
SERVICE: Final = "SELECT body, etag FROM catalog_publisheddocument WHERE service_id = %s AND language = %s"
GONE: Final = """
SELECT i.code, c.slug FROM catalog_service s JOIN catalog_basicitem i ON i.id = s.basic_item_id
LEFT JOIN cities_city c ON c.id = s.city_id WHERE s.id = %s AND s.state = 'retired'
"""
KNOWN: Final = f"""
SELECT {CITY} IS NOT NULL, (SELECT id FROM catalog_topic WHERE code = %s) IS NOT NULL,
       (SELECT id FROM catalog_lifeevent WHERE code = %s) IS NOT NULL
"""  # noqa: S608  made of constants
TOPICS: Final = 'SELECT code, name::text, audience, icon FROM catalog_topic ORDER BY "order", code'
LIFE_EVENTS: Final = """
SELECT code, name::text, summary::text, audience, icon FROM catalog_lifeevent ORDER BY "order", code
"""
LIFE_EVENT_ITEMS: Final = f"""
SELECT e.code, e.name::text, e.summary::text, e.audience, e.icon, coalesce(l.body, p.body), {CITY} IS NOT NULL
FROM catalog_lifeevent e
LEFT JOIN catalog_lifeeventitem m ON m.life_event_id = e.id
LEFT JOIN catalog_itemlisting p ON p.basic_item_id = m.basic_item_id AND p.language = %s AND p.city_id IS NULL
LEFT JOIN catalog_itemlisting l ON l.basic_item_id = m.basic_item_id AND l.language = p.language AND l.city_id = {CITY}
WHERE e.code = %s ORDER BY m."order"
"""  # noqa: S608  made of constants
OFTEN_NEEDED: Final = f"""
SELECT l.body FROM catalog_itemlisting l
JOIN (SELECT basic_item_id, count(*) AS times FROM catalog_lifeeventitem GROUP BY 1) m
  ON m.basic_item_id = l.basic_item_id
WHERE l.language = %s AND l.city_id = {CITY} AND l.service_id IS NOT NULL AND l.for_person
ORDER BY m.times DESC, l.sort_key LIMIT %s
"""  # noqa: S608  made of constants


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which matters: offered or not in a city, of a topic, for an audience, of a life event, with words."""

    city: str | None = None
    topic: str | None = None
    audience: str | None = None
    q: str | None = None
    life_event: str | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> ItemFilter:
        """Return the filter in a query; an empty parameter counts as none.

        Raises DomainError ``unknown_audience``, ``bad_search``.
        """
        chosen = cls(*(query.get(name) or None for name in ("city", "topic", "audience", "q", "life_event")))
        if chosen.audience is not None and chosen.audience not in AUDIENCES:
            raise DomainError(UNKNOWN_AUDIENCE, params={"audience": chosen.audience})
        if chosen.q is not None and (len(chosen.q) > search.MAX_QUERY or CONTROL.search(chosen.q)):
            raise DomainError(BAD_SEARCH)
        return chosen


class ItemSlice(NamedTuple):
    """A page of list rows as bytes, and the cursor of the next page."""

    rows: list[bytes]
    cursor: str | None


@lru_cache(maxsize=512)
def _list_sql(flags: tuple[bool, ...], audience: str | None, limit: int) -> str:
    """Return the statement for a combination of filters. The limit is part of it: the planner must see it is small."""
    city, topic, words, life_event, cursor = flags
    where = ["p.city_id IS NULL", "p.language = %s"]
    if topic:
        where.append("p.topic_id = (SELECT id FROM catalog_topic WHERE code = %s)")
    if audience:
        where.append(f"p.for_{audience}")
    if words:
        where.append("p.basic_item_id IN (SELECT id FROM catalog_basicitem WHERE search @@ %s::tsquery)")
    if life_event:
        where.append(
            "p.basic_item_id IN (SELECT m.basic_item_id FROM catalog_lifeeventitem m"
            " JOIN catalog_lifeevent e ON e.id = m.life_event_id WHERE e.code = %s)"
        )
    if cursor:
        where.append("p.sort_key > %s")
    if not city:
        return _page_sql("p.body, p.sort_key", where, limit)
    # The page is cut before the city's rows are looked up, so that no row is looked up in vain.
    page = _page_sql("p.*", ["(SELECT id FROM here) IS NOT NULL", *where], limit)
    return (
        f"WITH here AS MATERIALIZED {CITY} SELECT coalesce(l.body, p.body), p.sort_key FROM ({page}) p"  # noqa: S608
        " LEFT JOIN catalog_itemlisting l ON l.basic_item_id = p.basic_item_id AND l.language = p.language"
        " AND l.city_id = (SELECT id FROM here) ORDER BY p.sort_key"
    )


def _page_sql(columns: str, where: list[str], limit: int) -> str:
    conditions = " AND ".join(where)
    return f"SELECT {columns} FROM catalog_itemlisting p WHERE {conditions} ORDER BY p.sort_key LIMIT {limit + 1}"  # noqa: S608


def list_statement(
    chosen: ItemFilter, language: Language, *, after: str | None, words: str | None, limit: int
) -> tuple[str, list[str]]:
    """Return the statement of one page and its parameters; ``words`` is ``search.query`` of ``chosen.q``."""
    flags = tuple(value is not None for value in (chosen.city, chosen.topic, words, chosen.life_event, after))
    given = (chosen.city, language, chosen.topic, words, chosen.life_event, after)
    return _list_sql(flags, chosen.audience, limit), [value for value in given if value is not None]


def item_slice(chosen: ItemFilter, language: Language, *, cursor: str | None, limit: int) -> ItemSlice:
    """Return one page of matters by topic and code, each with the service that fits ``chosen.city``.

    One statement where anything is found. Raises DomainError ``unknown_city``, ``unknown_topic``,
    ``unknown_life_event``, ``bad_cursor``.
    """
    words = None
    if chosen.q is not None:
        words = search.query(chosen.q)
        if words is None:
            _require_known(chosen)
            return ItemSlice([], None)
    after = decode_cursor(cursor, (str,))[0] if cursor else None
    rows = rawsql.read_cells(*list_statement(chosen, language, after=after, words=words, limit=limit))
    if not rows:
        _require_known(chosen)
    bodies = [row[0] or b"" for row in rows[:limit]]
    return ItemSlice(bodies, encode_cursor([(rows[limit - 1][1] or b"").decode()]) if len(rows) > limit else None)


def _require_known(chosen: ItemFilter) -> None:
    row = rawsql.fetch_one(KNOWN, [chosen.city, chosen.topic, chosen.life_event])
    city, topic, life_event = row or (False, False, False)
    if chosen.city is not None and not city:
        raise DomainError(UNKNOWN_CITY, params={"city": chosen.city})
    if chosen.topic is not None and not topic:
        raise DomainError(UNKNOWN_TOPIC, params={"topic": chosen.topic})
    if chosen.life_event is not None and not life_event:
        raise DomainError(UNKNOWN_LIFE_EVENT, params={"life_event": chosen.life_event})


def often_needed(city: str | None, language: Language, *, limit: int) -> list[bytes]:
    """Return the rows of the matters for persons, offered in ``city``, that the most life events need."""
    return [row[0] for row in rawsql.fetch_all(OFTEN_NEEDED, [language, city, limit])]


def item_page_bytes(basic_code: str, city: str | None, language: Language) -> bytes:
    """Return a matter with the service that fits ``city``, as JSON (``shapes.ItemPage``), in one statement.

    Raises DomainError ``unknown_item``, ``unknown_city``.
    """
    rows = rawsql.read_cells(ITEM_PAGE, [language, city, basic_code]) if BASIC_CODE.fullmatch(basic_code) else None
    if not rows:
        raise DomainError(UNKNOWN_ITEM, params={"basic_code": basic_code[:40]})
    document, context, service, slug = (cell or b"" for cell in rows[0])
    if city is not None and not slug:
        raise DomainError(UNKNOWN_CITY, params={"city": city})
    slug = msgspec.json.encode(city)
    return b"".join((document[:-1], b',"city":', slug, b",", context[1:-1], b',"service":', service or b"null", b"}"))


def service_bytes(service_id: UUID, language: Language) -> tuple[bytes, str]:
    """Return a published service as JSON (``shapes.ServiceDocument``) and its entity tag, in one statement.

    Raises DomainError ``unknown_service``, ``service_retired``.
    """
    rows = rawsql.read_cells(SERVICE, [str(service_id), language])
    if rows:
        body, etag = rows[0]
        return body or b"", (etag or b"").decode()
    if gone := rawsql.fetch_one(GONE, [service_id]):
        code, slug = gone
        item = f"/api/v1/items/{code}/" + (f"?city={slug}" if slug else "")
        raise DomainError(SERVICE_RETIRED, params={"basic_code": code, "city": slug, "item": item})
    raise DomainError(UNKNOWN_SERVICE)


def all_topics(language: Language) -> list[shapes.TopicShape]:
    """Return the topics in their order."""
    return [
        shapes.TopicShape(code=code, name=_say(name, language), audience=audience, icon=icon)
        for code, name, audience, icon in rawsql.fetch_all(TOPICS)
    ]


def all_life_events(language: Language) -> list[shapes.LifeEventShape]:
    """Return the life events in their order."""
    return [shapes.LifeEventShape(**_event(row, language)) for row in rawsql.fetch_all(LIFE_EVENTS)]


def life_event_page(code: str, city: str | None, language: Language) -> dict[str, Any]:
    """Return a life event (``shapes.LifeEventPage``) with its rows as raw JSON, in one statement.

    Raises DomainError ``unknown_life_event``, ``unknown_city``.
    """
    rows = rawsql.fetch_all(LIFE_EVENT_ITEMS, [city, language, city, code])
    if not rows:
        raise DomainError(UNKNOWN_LIFE_EVENT, params={"life_event": code})
    if city is not None and not rows[0][6]:
        raise DomainError(UNKNOWN_CITY, params={"city": city})
    items = [msgspec.Raw(row[5]) for row in rows if row[5] is not None]
    return {**_event(rows[0], language), "city": city, "items": items}


def _event(row: rawsql.Row, language: Language) -> dict[str, Any]:
    return {
        "code": row[0],
        "name": _say(row[1], language),
        "summary": _say(row[2], language),
        "audience": row[3],
        "icon": row[4],
    }


def _say(text: str, language: Language) -> str:
    return msgspec.json.decode(text, type=Text).pick(language)
