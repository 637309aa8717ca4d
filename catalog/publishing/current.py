"""The documents of services from their published versions: set-based, for any number of services."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final
from uuid import UUID

import msgspec

from catalog.content import ServiceContent
from catalog.publishing.rebuild import write_services
from catalog.publishing.render import Names, Published
from services_portal.kernel import rawsql

BATCH: Final = 2000
_content: Final = msgspec.json.Decoder(ServiceContent)

CURRENT = """
SELECT s.id, v.number, v.published_at, s.implementation_code, s.level, v.content::text,
       i.code, i.title::text, a.id::text, a.uscc, a.name::text, a.phone, r.code, r.name::text, c.slug, c.name::text
FROM catalog_service s
JOIN catalog_serviceversion v ON v.id = s.current_version_id
JOIN catalog_basicitem i ON i.id = s.basic_item_id
JOIN cities_agency a ON a.id = s.agency_id
JOIN cities_region r ON r.id = s.region_id
LEFT JOIN cities_city c ON c.id = s.city_id
WHERE s.id = ANY(%s) AND s.state = 'published'
"""


def write_current(service_ids: Collection[UUID]) -> None:
    """Write the documents of those of these services that are published, in the caller's transaction."""
    ids = list(service_ids)
    for start in range(0, len(ids), BATCH):
        write_services(_read(ids[start : start + BATCH]))


def _read(ids: list[UUID]) -> Iterator[Published]:
    for row in rawsql.fetch_all(CURRENT, [ids]):
        names = Names(
            basic_code=row[6],
            item_title=msgspec.json.decode(row[7]),
            agency_id=row[8],
            agency_uscc=row[9],
            agency_name=msgspec.json.decode(row[10]),
            agency_phone=row[11],
            region_code=row[12],
            region_name=msgspec.json.decode(row[13]),
            city_slug=row[14],
            city_name=msgspec.json.decode(row[15]) if row[15] else None,
        )
        service_id, number, published_at, code, level, content = row[:6]
        yield Published(service_id, number, published_at, code, level, _content.decode(content), names)
