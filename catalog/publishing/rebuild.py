"""Writing the published bytes of many matters or services at once.

The caller holds the locks of the matters (``catalog.publishing.locks``): who chooses the fitting service among several
must see every one of them, so two publications of one matter never run side by side.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from catalog.content import LegalBasis
from catalog.publishing.changes import Written, record_first, record_written
from catalog.publishing.etag import etag_of
from catalog.publishing.items import Document, ItemBook, Listing, Matter, Offer, Place
from catalog.publishing.render import Published, card_decoder, service_bytes
from services_portal.kernel import rawsql
from services_portal.kernel.text import Language

BATCH: Final = 5000
_legal: Final = msgspec.json.Decoder(tuple[LegalBasis, ...])

PLACES = 'SELECT id, slug, name::text FROM cities_city WHERE is_active ORDER BY "order", slug'
MATTERS = """
SELECT i.id, i.code, i.title::text, i.summary::text, i.item_type, t.id, coalesce(t.code, ''),
       coalesce(t.name::text, '{}'), coalesce(t."order", 99999), i.for_person, i.for_enterprise, i.statutory_days,
       i.legal_basis::text
FROM catalog_basicitem i LEFT JOIN catalog_topic t ON t.id = i.topic_id
WHERE i.id = ANY(%s) AND i.is_active ORDER BY i.id
"""
LIFE_EVENTS = """
SELECT m.basic_item_id, e.code, e.name::text
FROM catalog_lifeeventitem m JOIN catalog_lifeevent e ON e.id = m.life_event_id
WHERE m.basic_item_id = ANY(%s) ORDER BY e."order", e.code
"""
OFFERS = """
SELECT s.id::text, s.basic_item_id, s.city_id, s.level, a.id::text, a.name::text, r.code, r.name::text, s.card::text
FROM catalog_service s JOIN cities_agency a ON a.id = s.agency_id JOIN cities_region r ON r.id = s.region_id
WHERE s.basic_item_id = ANY(%s) AND s.state = 'published'
"""
WRITE_LISTINGS = """
INSERT INTO catalog_itemlisting
  (basic_item_id, language, city_id, service_id, topic_id, for_person, for_enterprise, sort_key, body, context)
SELECT * FROM unnest(%b::uuid[], %b::text[], %b::uuid[], %b::uuid[], %b::uuid[], %b::bool[], %b::bool[], %b::text[],
  %b::bytea[], %b::bytea[])
ON CONFLICT (basic_item_id, language, city_id) DO UPDATE SET service_id = excluded.service_id,
  topic_id = excluded.topic_id, for_person = excluded.for_person, for_enterprise = excluded.for_enterprise,
  sort_key = excluded.sort_key, body = excluded.body, context = excluded.context
WHERE (catalog_itemlisting.body, catalog_itemlisting.context, catalog_itemlisting.sort_key,
       catalog_itemlisting.service_id) IS DISTINCT FROM
      (excluded.body, excluded.context, excluded.sort_key, excluded.service_id)
"""
DROP_LISTINGS = """
DELETE FROM catalog_itemlisting l WHERE l.basic_item_id = ANY(%s) AND NOT EXISTS (
  SELECT 1 FROM unnest(%b::uuid[], %b::uuid[]) AS kept(item, city)
  WHERE kept.item = l.basic_item_id AND kept.city IS NOT DISTINCT FROM l.city_id)
"""
WRITE_DOCUMENTS = """
INSERT INTO catalog_itemdocument (basic_item_id, language, body, etag)
SELECT * FROM unnest(%b::uuid[], %b::text[], %b::bytea[], %b::text[])
ON CONFLICT (basic_item_id, language) DO UPDATE SET body = excluded.body, etag = excluded.etag
WHERE catalog_itemdocument.etag <> excluded.etag
"""
SERVICE_DOCUMENT = {"service_id": "uuid", "language": "text", "body": "bytea", "etag": "text"}
WRITE_SERVICES = """
INSERT INTO catalog_publisheddocument (service_id, language, body, etag)
SELECT * FROM unnest(%b::uuid[], %b::text[], %b::bytea[], %b::text[])
ON CONFLICT (service_id, language) DO UPDATE SET body = excluded.body, etag = excluded.etag
WHERE catalog_publisheddocument.etag <> excluded.etag
RETURNING service_id, old.etag IS NULL
"""


class Rendered(NamedTuple):
    """A service's documents: language, bytes, entity tag."""

    service: Published
    documents: list[tuple[Language, bytes, str]]


def rebuild_items(item_ids: Collection[UUID]) -> None:
    """Write the documents and list rows of these matters anew, from what is published now; drop those of matters that
    are no longer active. The caller holds their locks, in a transaction."""
    if not item_ids:
        return
    ids = list(item_ids)
    places = [Place(*_texts(row, 2)) for row in rawsql.fetch_all(PLACES)]
    books = [
        ItemBook(matter, places, offers)
        for matter, offers in _with_offers(_matters(ids), rawsql.fetch_all(OFFERS, [ids]))
    ]
    _write_listings(ids, [listing for book in books for listing in book.listings()])
    _write_documents([document for book in books for document in book.documents()])
    if len(books) < len(ids):
        gone = list(set(ids) - {book.matter.item_id for book in books})
        rawsql.execute("DELETE FROM catalog_itemdocument WHERE basic_item_id = ANY(%s)", [gone])


def write_services(services: Iterable[Published]) -> None:
    """Write the documents of these services in every language, in the caller's transaction; the change feed tells of
    those that say something else now."""
    for batch in _batches(services):
        written = rawsql.fetch_all(WRITE_SERVICES, _columns(_documents(batch)))
        changed = {service_id for service_id, _is_new in written}
        fresh = {service_id for service_id, is_new in written if is_new}
        record_written([_written(each) for each in batch if each.service.service_id in changed], fresh)


def add_services(services: Iterable[Published]) -> None:
    """Write the documents of services that have none yet; otherwise as :func:`write_services`, and faster."""
    for batch in _batches(services):
        rawsql.copy_in("catalog_publisheddocument", SERVICE_DOCUMENT, _documents(batch))
        record_first([_written(each) for each in batch])


def _batches(services: Iterable[Published]) -> Iterator[list[Rendered]]:
    remaining = iter(services)
    while batch := list(islice(remaining, BATCH)):
        yield [
            Rendered(service, [(language, body, etag_of(body)) for language, body in service_bytes(service).items()])
            for service in batch
        ]


def _documents(batch: Sequence[Rendered]) -> list[tuple[UUID, Language, bytes, str]]:
    return [(service.service_id, *document) for service, documents in batch for document in documents]


def _written(rendered: Rendered) -> Written:
    return Written(rendered.service, {language: etag for language, _body, etag in rendered.documents})


def _matters(ids: list[UUID]) -> list[Matter]:
    events: dict[UUID, list[tuple[str, dict[str, str]]]] = defaultdict(list)
    for item_id, code, name in rawsql.fetch_all(LIFE_EVENTS, [ids]):
        events[item_id].append((code, msgspec.json.decode(name)))
    decode = msgspec.json.decode
    found = []
    for item_id, code, title, summary, kind, topic_id, topic, name, *rest in rawsql.fetch_all(MATTERS, [ids]):
        *facts, legal = rest
        named = (item_id, code, decode(title), decode(summary), kind, topic_id, topic, decode(name))
        values: list[Any] = [*named, *facts, _legal.decode(legal), tuple(events[item_id])]
        found.append(Matter(*values))
    return found


def _with_offers(matters: list[Matter], rows: list[rawsql.Row]) -> Iterable[tuple[Matter, list[Offer]]]:
    offers: dict[UUID, list[Offer]] = defaultdict(list)
    names: dict[str, Any] = {}  # agencies and regions repeat; each name is decoded once
    for service, item, city, level, agency, agency_name, region, region_name, card in rows:
        for text in (agency_name, region_name):
            if text not in names:
                names[text] = msgspec.json.decode(text)
        offers[item].append(
            Offer(
                service,
                item,
                city,
                level,
                agency,
                names[agency_name],
                region,
                names[region_name],
                card_decoder.decode(card),
            )
        )
    return ((matter, offers[matter.item_id]) for matter in matters)


def _write_listings(ids: list[UUID], listings: list[Listing]) -> None:
    for start in range(0, len(listings), BATCH):
        rawsql.execute(WRITE_LISTINGS, _columns(listings[start : start + BATCH]))
    kept = [(listing.item_id, listing.city_id) for listing in listings]
    rawsql.execute(DROP_LISTINGS, [ids, *(_columns(kept) if kept else ([], []))])


def _write_documents(documents: list[Document]) -> None:
    for start in range(0, len(documents), BATCH):
        rows = [(*document, etag_of(document.body)) for document in documents[start : start + BATCH]]
        rawsql.execute(WRITE_DOCUMENTS, _columns(rows))


def _columns(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _texts(row: rawsql.Row, *places: int) -> list[Any]:
    return [msgspec.json.decode(value) if index in places else value for index, value in enumerate(row)]
