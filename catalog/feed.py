"""The change feed's reading side: public, one statement a page."""

from __future__ import annotations

from typing import Final, NamedTuple

import msgspec

from catalog.errors import CURSOR_AHEAD
from catalog.publishing.shapes import ChangeShape
from services_portal.kernel import rawsql
from services_portal.kernel.clock.now import PROVINCE_ZONE
from services_portal.kernel.cursors import BAD_CURSOR, decode_cursor, encode_cursor
from services_portal.kernel.errors import DomainError

PAGE: Final = """
SELECT position, kind, at, service_id::text, number, implementation_code, basic_code, region_code, agency_uscc, city,
       etags::text
FROM catalog_cataloguechange WHERE position > %s ORDER BY position LIMIT %s
"""
LAST: Final = "SELECT coalesce(max(position), 0) FROM catalog_cataloguechange"
_digests: Final = msgspec.json.Decoder(dict[str, str])


class ChangeSlice(NamedTuple):
    """Some events in their order, the cursor of what follows them, and whether there is more already."""

    events: tuple[ChangeShape, ...]
    cursor: str
    more: bool


def change_slice(cursor: str | None, *, limit: int) -> ChangeSlice:
    """Return at most ``limit`` events after ``cursor``, from the first one without it.

    Raises DomainError ``bad_cursor``, ``cursor_ahead``.
    """
    after: int = decode_cursor(cursor, (int,))[0] if cursor else 0
    if after < 0:
        raise DomainError(BAD_CURSOR)
    rows = rawsql.fetch_all(PAGE, [after, limit + 1])
    if not rows and after and after > (rawsql.fetch_one(LAST) or (0,))[0]:
        raise DomainError(CURSOR_AHEAD)
    events = tuple(_shape(row) for row in rows[:limit])
    last = events[-1].position if events else after
    return ChangeSlice(events, encode_cursor([last]), len(rows) > limit)


def _shape(row: rawsql.Row) -> ChangeShape:
    position, kind, at, service, number, code, basic, region, uscc, city, etags = row
    return ChangeShape(
        position=position,
        kind=kind,
        at=at.astimezone(PROVINCE_ZONE).isoformat(timespec="seconds"),
        service=service,
        version=number,
        implementation_code=code or None,
        basic_code=basic,
        region_code=region,
        agency_uscc=uscc,
        city=city or None,
        digests=_digests.decode(etags),
        document=f"/api/v1/services/{service}/",
    )
