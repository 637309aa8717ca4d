"""Writing where old ids, codes and links lead, for many rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from catalog.legacy.links import code_key, id_key, link_key
from catalog.models import AliasKind
from services_portal.kernel import rawsql

# An id leads where its row says now.
LEAD: Final = """
INSERT INTO catalog_legacyalias (city_id, old_id, service_id)
SELECT %s, n.old_id, n.service_id FROM unnest(%s::text[], %s::uuid[]) AS n(old_id, service_id)
ON CONFLICT (city_id, old_id) DO UPDATE SET service_id = excluded.service_id
WHERE catalog_legacyalias.service_id <> excluded.service_id
"""
ADD: Final = """
INSERT INTO catalog_legacytarget (city_id, kind, key, service_id)
SELECT %s, n.kind, n.key, n.service_id FROM unnest(%s::text[], %s::text[], %s::uuid[]) AS n(kind, key, service_id)
ON CONFLICT DO NOTHING
"""


class Led(NamedTuple):
    """A row's old id, code and link as the source has them, and the service they lead to; None where it has none.
    ``is_double``: an earlier row of the source has the same id."""

    old_id: str
    code: str
    link: str
    service_id: UUID | None
    is_double: bool = False


def link_rows(city_id: UUID, rows: Sequence[Led], dropped: frozenset[str]) -> None:
    """Let the old addresses of these rows lead to their services, in the caller's transaction.

    A code and a link lead to every service that ever bore them. Those of a row without a service are remembered as
    known; its id is remembered with the row itself.
    """
    moved: dict[str, UUID] = {}
    added: dict[tuple[str, str, UUID | None], None] = {}
    for row in rows:
        if row.old_id and row.service_id:
            key = id_key(row.old_id)
            if row.is_double:
                added[AliasKind.ID.value, key, row.service_id] = None
            else:
                moved[key] = row.service_id
        if row.code and (key := code_key(row.code)):
            added[AliasKind.CODE.value, key, row.service_id] = None
        if row.link and (key := link_key(row.link, dropped)):
            added[AliasKind.LINK.value, key, row.service_id] = None
    if moved:
        rawsql.execute(LEAD, [city_id, list(moved), list(moved.values())])
    if added:
        rawsql.execute(ADD, [city_id, *(list(column) for column in zip(*added, strict=True))])
